import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { aChild, children } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';

describe('a run', () => {
  let scene: KitaScene;
  let traeger: TraegerScene;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.reset());

  const sizes = () => scene.portal.calls.all().map(({ datensatzIds }) => datensatzIds.length);
  const count = async (state: string) =>
    Object.values(await traeger.states()).filter(([now]) => now === state).length;

  it('Kita 40: of two workers one runs, and every record is sent once', async () => {
    traeger = await scene.traeger({ batchSize: 10 });
    await traeger.takeOver(...children(40));
    const other = await KitaScene.beside(scene);

    await Promise.all([
      traeger.exportNow(),
      traeger.exportNow({}, other),
      traeger.exportNow(),
      traeger.exportNow({}, other),
    ]);

    await other.leave();
    expect(sizes()).toEqual([10, 10, 10, 10]);
    const sightings = [...scene.portal.portal.seen.entries()].map(([, seen]) => seen.empfangen);
    expect(sightings).toEqual(Array(40).fill(1));
    expect(new Set((await traeger.calls()).map(({ runId }) => runId)).size).toBe(1);
    await expect(traeger.buffer()).resolves.toEqual([]);
  });

  it('Kita 50: sends 250 records in three calls', async () => {
    traeger = await scene.traeger();
    await traeger.takeOver(...children(250));

    await traeger.exportNow();

    expect(sizes()).toEqual([100, 100, 50]);
    expect(scene.portal.portal.logbook.all()).toHaveLength(3);
    await expect(traeger.buffer()).resolves.toEqual([]);
    await expect(traeger.runs()).resolves.toMatchObject([
      { state: 'done', counts: { calls: 3, exported: 250 } },
    ]);
  });

  it('leaves exactly one entry of the audit trail for every state of every record, shared by those that fare alike', async () => {
    traeger = await scene.traeger({ batchSize: 10 });
    await traeger.takeOver(...children(25));
    scene.portal.failNext({ art: 'fehlende-datensaetze', n: 1 });

    await traeger.exportNow();

    const unclear = (await traeger.buffer()).map(({ id }) => id);
    expect(unclear).toHaveLength(1);

    const named = await scene.test.admin<{ id: string; actions: string[] }>(
      `select id, array_agg(replace(body::jsonb ->> 'action', 'kita-planer/record-', '') order by stored_at, seq) as actions
       from audit_entry cross join lateral jsonb_array_elements_text(
         coalesce(body::jsonb #> '{object,ids}', jsonb_build_array(body::jsonb #> '{object,id}'))) id
       where tenant_id = $1 and body::jsonb ->> 'action' like 'kita-planer/record-%' group by id`,
      [traeger.tenant],
    );
    expect(new Set(named.map(({ id }) => id)).size).toBe(25);
    for (const { id, actions } of named)
      expect(actions).toEqual(['accepted', 'claimed', unclear.includes(id) ? 'uncertain' : 'delivered']);
    const [entries] = await scene.test.admin<{ entries: number }>(
      `select count(*)::int as entries from audit_entry where tenant_id = $1 and log = 'record'`,
      [traeger.tenant],
    );
    expect(entries).toEqual({ entries: 1 + 3 + 4 });
  });

  it('makes the next call while the answer of the one before is written down, and never one more', async () => {
    traeger = await scene.traeger({ batchSize: 10 });
    await traeger.takeOver(...children(30));
    const soFar = scene.portal.calls.total;
    await scene.test.admin('begin; lock table protocol_entry in exclusive mode');

    const run = traeger.exportNow();
    await scene.portal.calls.settled(soFar + 2);
    const phases = (await traeger.calls()).map(({ phase }) => phase);
    const sent = await count('sending');
    await scene.test.admin('rollback');
    await run;

    expect(phases).not.toContain('closed');
    expect(sent).toBe(20);
    expect(sizes()).toEqual([10, 10, 10]);
    await expect(traeger.buffer()).resolves.toEqual([]);
    await expect(traeger.runs()).resolves.toMatchObject([{ counts: { calls: 3, exported: 30 } }]);
  });

  it('sends what is due for one child in order, in one call or in consecutive ones', async () => {
    traeger = await scene.traeger({ batchSize: 3 });
    // Seven years, one line each.
    const lines = Array.from({ length: 7 }, (_, year) => ({
      from: `${2030 + year}-08-01`,
      changeFrom: `${2030 + year}-08-01`,
      until: `${2031 + year}-07-31`,
    }));
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    await traeger.takeOver(...names.map((name, index) => aChild(name, index === 2 ? { lines } : {})));

    await traeger.exportNow();

    const line = new Map(
      (await traeger.archive()).map(({ id, refs }) => [id, `${refs.childId} ${refs.line}`]),
    );
    const calls = scene.portal.calls
      .all()
      .map(({ datensatzIds }) => datensatzIds.map((id) => line.get(id) ?? id));
    const withC = calls.flatMap((sent, index) => (sent.some((one) => one.startsWith('KC ')) ? [index] : []));
    expect(calls.flat()).toHaveLength(12);
    expect(calls.flat().filter((one) => one.startsWith('KC '))).toEqual(
      lines.map((_, index) => `KC ${10_000 * (index + 1)}`),
    );
    expect(withC).toEqual(withC.map((_, index) => (withC[0] ?? 0) + index));
  });

  it('Kita 50: when the Kita-Planer goes away after the first call, the other records wait', async () => {
    traeger = await scene.traeger({ timeoutSeconds: 15 });
    const renewed = await traeger.p12();
    await traeger.takeOver(...children(250));
    const soFar = scene.portal.calls.total;
    scene.portal.failNext({ art: 'verzoegern', ms: 3_000 });

    const running = traeger.exportNow();
    await scene.portal.calls.settled(soFar + 1);
    scene.door.turnAway();
    // Another certificate means another connection, and nobody opens for that one.
    await traeger.storeCredential('central', { file: renewed });
    await running;

    expect(await count('delivered')).toBe(100);
    expect(await count('accepted')).toBe(150);
    expect((await traeger.calls()).map(({ outcomeClass }) => outcomeClass)).toEqual([
      'BEANTWORTET',
      ...Array<string>(3).fill('NICHT_GESENDET'),
    ]);
    await expect(traeger.runs()).resolves.toMatchObject([{ state: 'failed', code: 'FEHLER_VERBINDUNG' }]);
  });

  it.each(['KP-112', '413'] as const)(
    'Kita 51: too large a batch is halved once (%s)',
    async (zuVieleDatensaetze) => {
      scene.portal.portal.mode = { ...scene.portal.portal.mode, maxDatensaetze: 50, zuVieleDatensaetze };
      traeger = await scene.traeger();
      await traeger.takeOver(...children(100));

      await traeger.exportNow();

      expect(sizes()).toEqual([100, 50, 50]);
      await expect(traeger.buffer()).resolves.toEqual([]);
    },
  );

  it('Kita 51: if that is still too large, the run ends and everything waits', async () => {
    scene.portal.portal.mode = { ...scene.portal.portal.mode, maxDatensaetze: 10 };
    traeger = await scene.traeger();
    await traeger.takeOver(...children(100));

    await traeger.exportNow();

    expect(sizes()).toEqual([100, 50]);
    expect(await count('accepted')).toBe(100);
    await expect(traeger.runs()).resolves.toMatchObject([{ state: 'failed', code: 'ABGELEHNT_AUFRUF' }]);
  });

  it('Kita 54: takes no proxy from the environment', async () => {
    let visits = 0;
    const proxy = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as AddressInfo;
    const names = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'];
    for (const name of names) process.env[name] = `http://127.0.0.1:${port}`;
    traeger = await scene.traeger();
    await traeger.takeOver(aChild('A'));

    await traeger.exportNow().finally(() => {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    });

    await once(proxy.close(), 'close');
    expect(visits).toBe(0);
    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
  });

  it('Kita 54: goes through the proxy that is set up, and sees the same Kita-Planer behind it', async () => {
    const asked: string[] = [];
    const proxy = createServer((socket) => {
      socket.once('data', (request) => {
        const [, target = ''] = /^CONNECT (\S+)/.exec(request.toString('latin1')) ?? [];
        asked.push(target);
        const { hostname, port } = new URL(`https://${target}`);
        const onward = connect(Number(port), hostname, () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        });
        for (const end of [socket, onward]) end.on('error', () => end.destroy());
      });
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as AddressInfo;
    traeger = await scene.traeger({ proxy: { host: '127.0.0.1', port } });
    await traeger.takeOver(aChild('A'));

    await traeger.exportNow().finally(() => proxy.close());

    const { settings } = await traeger.context();
    expect(asked).toEqual([new URL(settings.baseUrl).host]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
  });
});
