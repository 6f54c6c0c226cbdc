import type { Tx } from '@gateway/database';
import type { TestDatabase } from '@gateway/testing';
import type { AccessRecorder, SecretAccess } from '../secrets/secret';

/** Writes accesses into a table made for the test, in the transaction it is given. */
export class AccessTable implements AccessRecorder {
  private constructor(private readonly test: TestDatabase) {}

  static async create(test: TestDatabase): Promise<AccessTable> {
    await test.admin('create table access_seen (seq serial, access jsonb not null)');
    return new AccessTable(test);
  }

  record(tx: Tx, access: SecretAccess): Promise<unknown> {
    return tx.query('insert into access_seen (access) values ($1)', [JSON.stringify(access)]);
  }

  /** As another connection sees them: only what is committed. */
  async committed(): Promise<unknown[]> {
    const rows = await this.test.admin('select access from access_seen order by seq');
    return rows.map(({ access }) => access);
  }
}
