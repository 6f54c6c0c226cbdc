import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { child, childrenOf, linesOf } from './support/children';
import { DatabaseDoor } from './support/database-door';
import { environmentFor, RunningGateway } from './support/gateway';
import { GatewayProcess } from './support/gateway-process';
import type { TestTenant } from './support/tenant';

describe('when something the gateway stands on fails', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;
  let door: DatabaseDoor;
  let server: Client;
  let name: string;

  beforeAll(async () => {
    door = await DatabaseDoor.open();
    gateway = await RunningGateway.start({ works: false, databasePort: door.port });
    tenant = await gateway.tenant();
    connection = await tenant.ready({ realTime: true });
    const url = new URL(gateway.test.url);
    name = url.pathname.slice(1);
    url.pathname = '/postgres';
    server = new Client({ connectionString: url.href });
    await server.connect();
  });

  afterAll(async () => {
    await server.end();
    await gateway.stop();
  });

  const send = (key: string) => tenant.send(`${connection}/care-records`, { body: child(key) });
  const stored = async (pattern: string) => {
    const [row] = await gateway.test.admin<{ count: number }>(
      `select ((select count(*) from delivery where lane like $1)
             + (select count(*) from delivery_archive where lane like $1))::int as count`,
      [pattern],
    );
    return row?.count;
  };

  it('row 19: the audit trail refuses, so nothing is taken over and nothing is sent', async () => {
    const calls = gateway.portal.calls.total;
    await gateway.test.admin(
      'revoke execute on function audit_append(text[], text[]) from drehkreuz_app, public',
    );
    const refused = await send('audit');
    await gateway.test.admin('grant execute on function audit_append(text[], text[]) to drehkreuz_app');

    expect([refused.status, refused.body.code]).toEqual([503, 'AUDIT_UNAVAILABLE']);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(gateway.portal.calls.total).toBe(calls);
    await expect(stored('Kaudit')).resolves.toBe(0);
    await expect(send('audit')).resolves.toMatchObject({ status: 200 });
  });

  it('row 18: the database takes no writes, so nothing is taken over, and the answer says so at once', async () => {
    await server.query(`alter database ${name} set default_transaction_read_only = on`);
    await disconnect();
    const { answers, took } = await timed(() => Promise.all(['readonly'].map(send)));
    await server.query(`alter database ${name} reset default_transaction_read_only`);
    await disconnect();

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([[503, 'STORAGE_UNAVAILABLE']]);
    expect(Number(answers[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(took).toBeLessThan(5_000);
    await expect(stored('Kreadonly')).resolves.toBe(0);
    await expect(untilBack('readonly')).resolves.toBe(200);
  });

  it.each(['shut', 'silent'] as const)(
    'row 18: the database is gone (%s), so every request is answered 503 in five seconds, and works once it is back',
    async (state) => {
      door.become(state);
      const keys = ['1', '2', '3'].map((number) => `${state}${number}`);
      const { answers, took } = await timed(() => Promise.all(keys.map(send)));
      const ready = await tenant.send('//health/ready');
      door.become('open');

      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
        keys.map(() => [503, 'STORAGE_UNAVAILABLE']),
      );
      expect(took).toBeLessThan(6_000);
      expect(ready).toMatchObject({ status: 503, body: { checks: { database: 'failed' } } });
      await expect(stored(`K${state}%`)).resolves.toBe(0);
      await expect(untilBack(`${state}1`)).resolves.toBe(200);
    },
  );

  it('loses nothing it has answered when it is killed in the middle of a stream', async () => {
    const collecting = await tenant.connection();
    const killed = await GatewayProcess.start(environmentFor(gateway.test, gateway.portal));
    const answer = await fetch(`${killed.url}/api/v1/tenants/${tenant.id}${collecting}/care-records/stream`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.token}`,
        'content-type': 'application/x-ndjson',
        'idempotency-key': randomUUID(),
      },
      body: linesOf(childrenOf(6_000, 'k')),
    });
    const acknowledged: string[] = [];
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        acknowledged.push(...lines.flatMap(idsOf));
        if (acknowledged.length >= 1_500) await killed.end('SIGKILL');
      }
    } catch {
      // The connection ends with the process.
    }

    expect(acknowledged.length).toBeGreaterThanOrEqual(1_500);
    expect(acknowledged.length).toBeLessThan(6_000);
    const [kept] = await gateway.test.admin<{ count: number }>(
      'select count(*)::int as count from delivery where id = any($1::uuid[])',
      [acknowledged],
    );
    expect(kept?.count).toBe(acknowledged.length);
  });

  /** Ends every connection the gateway has. */
  const disconnect = () =>
    server.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and application_name like 'drehkreuz-%'`,
      [name],
    );

  async function timed<T>(ask: () => Promise<T>): Promise<{ answers: T; took: number }> {
    const asked = performance.now();
    const answers = await ask();
    return { answers, took: performance.now() - asked };
  }

  /** The first answer that is not 503. */
  async function untilBack(key: string): Promise<number> {
    for (let i = 0; i < 50; i++) {
      const { status } = await send(key);
      if (status !== 503) return status;
    }
    return 503;
  }
});

function idsOf(line: string): string[] {
  const { children } = JSON.parse(line) as {
    children: readonly { records: readonly { id: string }[] }[] | number;
  };
  return typeof children === 'number' ? [] : children.flatMap(({ records }) => records.map(({ id }) => id));
}
