import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aCareRecord } from '@connectors/kita-planer/testing';
import { Client } from 'pg';
import { environmentFor, RunningGateway } from '../support/gateway';
import type { TestTenant } from '../support/tenant';

/** Looks until it is so; the time limit of the test ends it otherwise. */
async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await sleep(100);
  }
}

/** Time passes until everybody knows that the worker is dead. */
async function found({ test }: RunningGateway): Promise<void> {
  await test.admin(
    'select pg_terminate_backend(pid) from pg_locks where database is not null and not granted',
  );
  await test.admin(`update delivery set lease_until = now() where state = 'sending'`);
  await test.admin(`update connection_run set lease_until = now() where state = 'running'`);
  await test.admin(`delete from pgboss.job where name = 'kita-planer-export' and state = 'active'`);
}

describe('a gateway of several processes', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
  });

  afterAll(() => gateway.stop());

  afterEach(async () => {
    const alive = workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(alive.map(kill));
  });

  async function kill(worker: ChildProcess): Promise<void> {
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }

  function startWorker(): ChildProcess {
    const worker = spawn(process.execPath, [resolve('dist/apps/gateway/src/main.js')], {
      env: {
        ...process.env,
        ...environmentFor(gateway.test, gateway.portal),
        ROLE: 'worker',
        LOG_LEVEL: 'error',
      },
      stdio: 'ignore',
    });
    workers.push(worker);
    return worker;
  }

  it('Kita 41: a worker killed in the middle of a call leaves an open question, and another worker sends nothing again', async () => {
    const connection = await tenant.ready({ timeoutSeconds: 60 });
    const body = { careRecords: [aCareRecord({ child: { number: 'B1', externalId: 'K1' } })] };
    await tenant.expect(202, `${connection}/care-records/batch`, { body });
    gateway.portal.failNext({ art: 'keine-antwort' });
    const soFar = gateway.portal.calls.total;

    const victim = startWorker();
    await tenant.expect(202, `${connection}/runs`, { method: 'POST' });
    await gateway.portal.calls.settled(soFar + 1);
    await kill(victim);
    await found(gateway);

    startWorker();
    await tenant.expect(202, `${connection}/runs`, { method: 'POST' });
    const records = await until(
      async () => (await tenant.expect(200, `${connection}/buffer`)).items,
      ([record]) => record?.status !== 'IN_UEBERTRAGUNG',
    );
    const runs = await until(
      async () => (await tenant.expect(200, `${connection}/runs`)).items,
      (items) => items.length >= 2 && items.every(({ state }) => state !== 'running'),
    );

    expect(records).toMatchObject([{ status: 'UNGEKLAERT', code: 'LEASE_EXPIRED' }]);
    expect(runs.at(-1)).toMatchObject({ state: 'failed', code: 'RUN_DIED' });
    expect(gateway.portal.calls.total).toBe(soFar + 1);
    await expect(tenant.expect(200, `${connection}/calls?followUp=open`)).resolves.toMatchObject({
      items: [{ code: 'LEASE_EXPIRED' }],
    });
  }, 120_000);

  it('D7: a record that workers die with is found, set aside for a person, and all others are sent', async () => {
    const connection = await tenant.ready();
    const body = {
      careRecords: ['P1', 'P2', 'P3'].map((key) =>
        aCareRecord({ child: { number: `B${key}`, externalId: `K${key}` } }),
      ),
    };
    await tenant.expect(202, `${connection}/care-records/batch`, { body });
    const soFar = gateway.portal.calls.total;
    const claimed = () =>
      gateway.test.admin<{ external: string }>(
        `select refs ->> 'childId' as external from delivery where state = 'sending' and lease_until > now() and lane like 'KP%'`,
      );
    const waiting = () =>
      gateway.test.admin<{ waits: boolean }>(
        `select exists (select from pg_locks where relation = 'vault_secret'::regclass and not granted) as waits`,
      );
    // Nobody gets at the certificate, so each worker stops between claiming and sending. The first dies with a
    // claim that is not on record yet; after that the gateway is careful.
    const lock = new Client({ connectionString: gateway.test.url });
    lock.on('error', () => undefined);
    await lock.connect();
    await lock.query('begin; lock table vault_secret in access exclusive mode');
    const batches: string[][] = [];
    for (let death = 0; death < 4; death++) {
      const victim = startWorker();
      await tenant.expect(202, `${connection}/runs`, { method: 'POST' });
      if (death === 0) await until(waiting, ([row]) => row?.waits === true);
      else
        batches.push(
          (await until(claimed, (rows) => rows.length > 0)).map(({ external }) => external).sort(),
        );
      await kill(victim);
      await found(gateway);
    }
    await lock.end();

    startWorker();
    await tenant.expect(202, `${connection}/runs`, { method: 'POST' });
    const { items } = await until(
      () => tenant.expect(200, `${connection}/buffer`),
      (page) => page.items.length === 1 && page.items[0]?.status !== 'IN_UEBERTRAGUNG',
    );

    expect(batches).toEqual([['KP1', 'KP2', 'KP3'], ['KP1', 'KP2', 'KP3'], [items[0]?.childId]]);
    expect(items).toMatchObject([
      { status: 'ANGEHALTEN', code: 'WORKER_CRASHED', actions: ['resend', 'resolve'] },
    ]);
    expect(gateway.portal.calls.total).toBe(soFar + 2);
  }, 300_000);
});
