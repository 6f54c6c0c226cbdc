import type { OpenAPIObject } from '@nestjs/swagger';
import { child } from './support/children';
import { RunningGateway } from './support/gateway';
import type { TestTenant } from './support/tenant';

/** Bodies that are right, so that only the ids are wrong. */
const bodies = (tenant: TestTenant): Readonly<Record<string, object | string>> => ({
  'PUT /{connection}': { name: 'Fremd', settings: tenant.settings() },
  'PUT /credentials/{owner}': { file: 'AAAA', filePassword: 'x', user: 'x' },
  'PUT /credentials/{owner}/password': { user: 'x', password: 'x' },
  'POST /care-records': child('foreign'),
  'POST /care-records/batch': { careRecords: [child('foreign')] },
  'POST /care-records/stream': `${JSON.stringify(child('foreign'))}\n`,
  'POST /records/actions': { action: 'resolve', ids: [UNKNOWN], reason: 'Fremd' },
  'POST /records/put-back': { ids: [UNKNOWN] },
  'POST /entries/search': { name: 'Mustermann' },
});

const UNKNOWN = '019c2f6e-0000-7000-8000-000000000000';
const ID = 'isolation-check';

describe('what belongs to somebody else', () => {
  let gateway: RunningGateway;
  let own: TestTenant;
  let ownConnection: string;
  /** Ids of the other tenant, by the name of the path's part. */
  let foreign: Readonly<Record<string, string>>;
  /** Of the same tenant, on another connection. */
  let beside: Readonly<Record<string, string>>;

  beforeAll(async () => {
    gateway = await RunningGateway.start();
    own = await gateway.tenant();
    ownConnection = await own.connection();
    foreign = await idsOf(await gateway.tenant());
    beside = await idsOf(own);
  });

  afterAll(() => gateway.stop());

  async function idsOf(tenant: TestTenant): Promise<Record<string, string>> {
    const connection = await tenant.ready();
    await tenant.expect(202, `${connection}/care-records`, { body: child('mine') });
    const { id: run } = await tenant.exportNow(connection);
    const first = async (path: string) => (await tenant.pages(`${connection}/${path}`)).items[0]?.id ?? '';
    const [record, call] = [await first('archive'), await first('calls')];
    await tenant.expect(202, `${connection}/care-records`, {
      body: child('mine', { sourceRevision: '2', lines: [] }),
    });
    const { items } = await tenant.expect(200, `${connection}/tasks`);
    const task = items[0]?.id ?? '';
    return {
      connection: connection.split('/').at(-1) ?? '',
      record,
      call,
      run,
      task,
      owner: 'central',
      version: '1',
    };
  }

  /** Every operation below a connection. */
  function operations({ paths }: OpenAPIObject): [method: string, template: string][] {
    return Object.entries(paths)
      .filter(([path]) => path.includes('/kita-planer/connections/{connection}'))
      .flatMap(([path, item]) =>
        Object.keys(item).map((method): [string, string] => [
          method.toUpperCase(),
          path.split('/connections')[1] ?? '',
        ]),
      );
  }

  async function bytes(method: string, template: string, ids: Readonly<Record<string, string>>) {
    const path = template.replace(/\{(\w+)\}/g, (_, part: string) => ids[part] ?? '');
    const body = bodies(own)[`${method} ${template.replace('/{connection}/', '/')}`];
    const { status, headers, text } = await own.send(`/kita-planer/connections${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        'x-request-id': ID,
        ...(typeof body === 'string' ? { 'content-type': 'application/x-ndjson' } : {}),
      },
    });
    return { status, text, headers: [...headers].filter(([name]) => name !== 'date') };
  }

  const unknown = {
    connection: UNKNOWN,
    record: UNKNOWN,
    call: UNKNOWN,
    run: UNKNOWN,
    task: UNKNOWN,
    owner: 'central',
    version: '1',
  };

  it('answers on every route exactly as what does not exist: another tenant’s connection', async () => {
    const all = operations(gateway.contract.document);
    expect(all.length).toBeGreaterThan(20);
    for (const [method, template] of all) {
      const [theirs, nobodys] = [
        await bytes(method, template, foreign),
        await bytes(method, template, unknown),
      ];
      expect({ method, template, ...theirs }).toEqual({ method, template, ...nobodys, status: 404 });
    }
  });

  it('answers on every route exactly as what does not exist: another tenant’s, and another connection’s, records, calls, runs and tasks', async () => {
    const connection = ownConnection.split('/').at(-1) ?? '';
    const parts = operations(gateway.contract.document).filter(([, template]) =>
      /\{(record|call|run|task)\}/.test(template),
    );
    expect(parts.length).toBeGreaterThan(5);
    for (const [method, template] of parts) {
      const nobodys = await bytes(method, template, { ...unknown, connection });
      for (const ids of [foreign, beside])
        expect({ method, template, ...(await bytes(method, template, { ...ids, connection })) }).toEqual({
          ...{ method, template, ...nobodys },
          status: 404,
        });
    }
  });

  it('is there for those it belongs to, or the comparison would show nothing', async () => {
    const path = `/kita-planer/connections/${beside.connection ?? ''}`;
    for (const [part, plural] of [
      ['record', 'records'],
      ['call', 'calls'],
      ['run', 'runs'],
    ] as const)
      await expect(own.send(`${path}/${plural}/${beside[part] ?? ''}`)).resolves.toMatchObject({
        status: 200,
      });
    await expect(own.send(`${path}/tasks`)).resolves.toMatchObject({
      body: { items: [{ id: beside.task }] },
    });
  });

  it('is skipped like an unknown record where many are acted upon', async () => {
    const ids = [foreign.record ?? '', beside.record ?? '', UNKNOWN];
    const missing = expect.arrayContaining(ids.map((id) => ({ id, because: 'missing' }))) as unknown;
    const path = `${ownConnection}/records`;

    await expect(
      own.expect(200, `${path}/actions`, { body: { action: 'reopen', ids, reason: 'Fremd' } }),
    ).resolves.toEqual({ done: [], skipped: missing });
    await expect(own.expect(200, `${path}/put-back`, { body: { ids } })).resolves.toEqual({
      done: [],
      skipped: missing,
    });
  });

  it('takes a key of the tenant in the path: another tenant’s is no better than none', async () => {
    const stranger = await gateway.tenant();
    const answers = await Promise.all(
      [stranger.token, ''].map(async (token) => {
        const headers = { 'x-request-id': ID, authorization: token === '' ? '' : `Bearer ${token}` };
        const { status, text } = await own.send(ownConnection, { headers });
        return { status, text };
      }),
    );

    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(401);
  });
});
