import { auditStorage } from '@gateway/audit';
import { newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { connectorStorage } from './connector.module';
import { Runs } from './runs';

describe('Runs', () => {
  const runs = new Runs();
  let test: TestDatabase;
  let tenant: string;
  let connection: string;

  beforeAll(async () => {
    test = await TestDatabase.create(auditStorage, connectorStorage);
    tenant = await test.tenant();
  });

  afterAll(() => test.drop());

  beforeEach(() => {
    connection = newId();
  });

  const start = (leaseSeconds = 60) =>
    test.database.tenant(tenant, (tx) =>
      runs.start(tx, {
        tenant,
        connection,
        kind: 'export',
        trigger: 'person',
        actor: { type: 'user', id: newId() },
        leaseSeconds,
      }),
    );

  it('lets one of many who start at once begin', async () => {
    const started = await Promise.all(Array.from({ length: 8 }, () => start()));

    expect(started.filter(Boolean)).toHaveLength(1);
  });

  it('takes over from a run whose lease is over, and says which died', async () => {
    const dead = await start(-1);

    const next = await start();

    expect(next?.died).toEqual([dead?.id]);
    await expect(test.database.tenant(tenant, (tx) => runs.get(tx, dead?.id ?? ''))).resolves.toMatchObject({
      state: 'failed',
      code: 'RUN_DIED',
    });
  });

  it('does not renew the lease of a run somebody has taken over', async () => {
    const dead = await start(-1);
    await start();

    const renewed = test.database.tenant(tenant, (tx) => runs.extend(tx, dead?.id ?? '', 60, {}));

    await expect(renewed).resolves.toBe(false);
  });

  it('is free again once the run has ended', async () => {
    const first = await start();
    await test.database.tenant(tenant, (tx) =>
      runs.finish(tx, first?.id ?? '', { state: 'done', counts: { sent: 3 } }),
    );

    await expect(start()).resolves.toMatchObject({ died: [] });
    await expect(test.database.tenant(tenant, (tx) => runs.isAlive(tx, connection, 'export'))).resolves.toBe(
      true,
    );
  });

  it('answers for another tenant’s run as for one nobody has', async () => {
    const run = await start();
    const stranger = await test.tenant();
    const ask = (id: string) => test.database.tenant(stranger, (tx) => runs.get(tx, id));

    await expect(ask(run?.id ?? '')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      facts: { what: 'run', id: run?.id },
    });
    await expect(ask('no-uuid')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
