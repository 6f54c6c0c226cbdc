import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newKeyLine } from '@gateway/vault';
import { Maintenance } from '../apps/gateway/src/maintenance.module';
import { child } from './support/children';
import { environmentFor, RunningGateway } from './support/gateway';
import { GatewayProcess } from './support/gateway-process';
import type { TestTenant } from './support/tenant';

const DAY = 86_400_000;

describe('looking after a gateway', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
  });

  afterAll(() => gateway.stop());

  const minutely = () => gateway.app.get(Maintenance, { strict: false }).minutely();

  it('a record whose worker died is shown as unclear, one past its deadline as given up, although nobody exports', async () => {
    const connection = await tenant.connection();
    const id = connection.split('/').at(-1);
    const careRecords = [child('dead'), child('late'), child('fine')];
    await tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords } });
    await gateway.test.admin(
      `update delivery set state = 'sending', fence = 1, attempts = 1, call_id = $2, lease_until = now() - interval '1 s'
       where connection_id = $1 and lane = 'Kdead'`,
      [id, randomUUID()],
    );
    await gateway.test.admin(
      `update delivery set deadline_at = now() - interval '1 s' where connection_id = $1 and lane = 'Klate'`,
      [id],
    );

    await minutely();

    const { items } = await tenant.pages(`${connection}/buffer`);
    expect(Object.fromEntries(items.map(({ childId, status }) => [childId, status]))).toEqual({
      Kdead: 'UNGEKLAERT',
      Klate: 'AUFGEGEBEN',
      Kfine: 'NEU',
    });
    const { balance } = await tenant.expect<{ balance: object }>(
      200,
      `${connection}/counts?from=2000-01-01&to=2099-01-01`,
    );
    expect(balance).toMatchObject({ accepted: 3, difference: 0 });
  });

  it('leaves alone what a running export looks after', async () => {
    const connection = await tenant.connection();
    const id = connection.split('/').at(-1);
    await tenant.expect(202, `${connection}/care-records`, { body: child('busy') });
    await gateway.test.admin(
      `update delivery set deadline_at = now() - interval '1 s' where connection_id = $1`,
      [id],
    );
    await gateway.test.admin(
      `insert into connection_run (tenant_id, id, connection_id, kind, trigger, actor, state, lease_until)
       values ($1, $2, $3, 'export', 'person', '{}', 'running', now() + interval '5 min')`,
      [tenant.id, randomUUID(), id],
    );

    await minutely();

    await expect(tenant.pages(`${connection}/buffer`)).resolves.toMatchObject({ items: [{ status: 'NEU' }] });
  });

  it('forgets idempotency keys after two days', async () => {
    const connection = await tenant.connection();
    const keys = [randomUUID(), randomUUID()];
    for (const key of keys) await tenant.expect(202, `${connection}/care-records`, { body: child(key), key });
    await gateway.test.admin(
      `update idempotency_key set created_at = now() - interval '49 h' where key = $1`,
      [keys[0]],
    );

    await gateway.app.get(Maintenance, { strict: false }).daily();

    await expect(
      gateway.test.admin('select key from idempotency_key where key = any($1)', [keys]),
    ).resolves.toEqual([{ key: keys[1] }]);
  });

  it('warns of a certificate that expires, once for every alarm, and shows the days to Prometheus', async () => {
    const connection = await tenant.connection();
    const id = connection.split('/').at(-1) ?? '';
    const { p12 } = gateway.portal.clientP12('traeger-4711', 'geheim123', {
      notAfter: new Date(Date.now() + 20 * DAY),
    });
    const body = { file: p12.toString('base64'), filePassword: 'geheim123', user: 'kita-gateway' };
    await tenant.expect(200, `${connection}/credentials/central`, { method: 'PUT', body });

    await minutely();
    await minutely();

    const warnings = gateway.log
      .split('\n')
      .filter((line) => line.includes('SECRET_EXPIRES') && line.includes(id));
    expect(warnings.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 40, tenant: tenant.id, alarm: 30, daysLeft: 20, credential: 'central' },
    ]);
    const { text } = await fetch(`${gateway.url}/metrics`).then(async (answer) => ({
      text: await answer.text(),
    }));
    expect(text).toContain(`drehkreuz_secret_expiry_days{tenant="${tenant.id}",connection="${id}"} 20`);

    await gateway.test.admin(
      `update vault_secret set expires_at = now() + interval '6 days' where connection = $1`,
      [id],
    );
    await minutely();
    expect(gateway.log.match(/"alarm":7,/g)).toHaveLength(1);
  });

  it('is ready with database, tables and job engine, and not while a migration is missing', async () => {
    const ready = () => tenant.send('//health/ready');
    await expect(ready()).resolves.toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { database: 'ok', migrations: 'ok', jobs: 'ok' } },
    });

    const [last] = await gateway.test.admin<{ id: number; timestamp: string; name: string }>(
      'delete from migrations where id = (select max(id) from migrations) returning *',
    );
    await expect(ready()).resolves.toMatchObject({
      status: 503,
      body: { status: 'failed', checks: { database: 'ok', migrations: 'failed' } },
    });
    await gateway.test.admin('insert into migrations (id, timestamp, name) values ($1, $2, $3)', [
      last?.id,
      last?.timestamp,
      last?.name,
    ]);
    await expect(ready()).resolves.toMatchObject({ status: 200 });
  });

  it('names a request in its answer, its problem and its log line alike', async () => {
    const id = `vendor-${randomUUID()}`;
    const answer = await tenant.send('/kita-planer/connections/nothing', { headers: { 'x-request-id': id } });

    expect(answer.headers.get('x-request-id')).toBe(id);
    expect(answer.body.request).toBe(id);
    const line = gateway.log.split('\n').find((text) => text.includes(id)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ request: id, res: { status: 404 } });
  });

  describe('as a process', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    const keyFile = join(folder, 'kek');
    let started: GatewayProcess | undefined;

    // With keys of its own it could open nothing of what another process has sealed, and would take its jobs.
    afterEach(async () => {
      await started?.end('SIGKILL');
      started = undefined;
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('reads the key file again on SIGHUP, and keeps the old keys if it cannot', async () => {
      writeFileSync(keyFile, `${newKeyLine('first')}\n`, { mode: 0o600 });
      started = await GatewayProcess.start({
        ...environmentFor(gateway.test, gateway.portal),
        VAULT_KEY_FILE: keyFile,
      });
      const told = async (text: string) => {
        for (let i = 0; i < 200 && !started?.log.includes(text); i++) await sleep(25);
        return started?.log.includes(text);
      };

      writeFileSync(keyFile, `${newKeyLine('second')}\n`);
      started.signal('SIGHUP');
      await expect(told('"current":"second"')).resolves.toBe(true);

      appendFileSync(keyFile, 'nonsense\n');
      started.signal('SIGHUP');
      await expect(told('The keys are as before')).resolves.toBe(true);
    });

    it('stops on SIGTERM with exit code 0: calls under way come to their end, new requests are turned away at once', async () => {
      const [exporting, realTime] = [await tenant.ready(), await tenant.ready({ realTime: true })];
      await tenant.expect(202, `${exporting}/care-records`, { body: child('exported') });
      const process = await GatewayProcess.start(environmentFor(gateway.test, gateway.portal));
      const post = (path: string, body?: object) =>
        fetch(`${process.url}/api/v1/tenants/${tenant.id}${path}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${tenant.token}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
      const called = async (times: number) => {
        while (gateway.portal.calls.total < times) await sleep(20);
      };
      const before = gateway.portal.calls.total;
      gateway.portal.failNext({ art: 'verzoegern', ms: 4_000 }, { art: 'verzoegern', ms: 2_500 });
      await post(`${exporting}/runs`);
      await called(before + 1);
      let answered = false;
      const underWay = post(`${realTime}/care-records`, child('underway')).finally(() => (answered = true));
      await called(before + 2);

      const ended = process.end('SIGTERM');
      const takes = () =>
        fetch(`${process.url}/health/live`).then(
          () => true,
          () => false,
        );
      while (await takes()) await sleep(20);

      expect(answered).toBe(false);
      const answer = await underWay;
      expect([answer.status, await answer.json()]).toMatchObject([200, { ergebnis: 'EXPORTIERT' }]);
      await expect(ended).resolves.toBe(0);
      await expect(
        gateway.test.admin(
          `select lane, state from delivery_archive where lane in ('Kexported', 'Kunderway') order by lane`,
        ),
      ).resolves.toEqual([
        { lane: 'Kexported', state: 'delivered' },
        { lane: 'Kunderway', state: 'delivered' },
      ]);
    });
  });
});
