import { resolve } from 'node:path';
import { EmbeddedPostgres } from '@gateway/database';
import { Client } from 'pg';

/**
 * The PostgreSQL server all tests of a run share: `DATABASE_URL` if set, else an embedded one in
 * `.data/test` that trades durability for speed. Several runs at once use the same server; the last
 * one stops it.
 */
export class TestServer {
  private constructor(
    readonly url: string,
    private readonly embedded: EmbeddedPostgres,
    private readonly presence: Client,
  ) {}

  static async start(): Promise<TestServer> {
    const embedded = await EmbeddedPostgres.start({
      folder: resolve(process.cwd(), '.data/test/postgres'),
      settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' },
    });
    const url = embedded.url('postgres');
    const presence = new Client({ connectionString: url });
    await presence.connect();
    await presence.query(`select pg_advisory_lock_shared(hashtext('drehkreuz test run'))`);
    return new TestServer(url, embedded, presence);
  }

  async release(): Promise<void> {
    await this.presence.query(`select pg_advisory_unlock_all()`);
    const { rows } = await this.presence.query<{ alone: boolean }>(
      `select pg_try_advisory_lock(hashtext('drehkreuz test run')) as alone`,
    );
    await this.presence.end();
    if (rows[0]?.alone) await this.embedded.stop();
  }
}

/** Set by jest's global set-up; every test file reads it. */
export function testServerUrl(): string {
  const url = process.env.DATABASE_URL ?? process.env.DREHKREUZ_TEST_SERVER;
  if (!url) throw new Error('Run tests through jest, whose global set-up starts the database');
  return url;
}
