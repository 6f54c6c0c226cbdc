import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aCareRecord } from '@connectors/kita-planer/testing';
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

describe('a gateway of several processes', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
  });

  afterAll(async () => {
    for (const worker of workers.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    )) {
      worker.kill('SIGKILL');
      await once(worker, 'exit');
    }
    await gateway.stop();
  });

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
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    await gateway.test.admin(`update delivery set lease_until = now() where state = 'sending'`);
    await gateway.test.admin(`update connection_run set lease_until = now() where state = 'running'`);

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
});
