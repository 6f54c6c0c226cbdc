import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { P12Refused, readP12, type ClientCertificate } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { Connections } from '../connections';
import { nextTry, remembered } from './next-try';
import { P12TriedTooOften } from './p12-tried-too-often';

/** Who wants to store a certificate, and for which connection. */
export interface CertificateOwner {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
}

interface TriesRow {
  readonly failures: number;
  readonly last_at: Date;
  readonly now: Date;
}

const refused = auditEvent('connection/certificate-refused', {
  log: 'security',
  object: 'connection',
  requires: ['outcome', 'code'],
});

/**
 * The only way in for .p12 files: opens one, and slows down whoever tries passwords.
 *
 * Wrong passwords are counted in the database, per connection and actor, so it does not matter which process
 * is asked. A try counts from its beginning, so many at once are no way round; the right password forgets them all.
 */
@Injectable()
export class CertificateIntake {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Every refusal is in the audit trail, without file or password.
   *
   * @throws {NotFound} @throws {P12TriedTooOften} @throws {P12Refused}
   */
  async open(owner: CertificateOwner, file: Uint8Array, password: string): Promise<ClientCertificate> {
    const wait = await this.database.tenant(owner.tenant, (tx) => this.begin(tx, owner));
    if (wait > 0) throw new P12TriedTooOften(wait);
    try {
      const certificate = await readP12(file, password);
      await this.database.tenant(owner.tenant, (tx) => forget(tx, owner));
      return certificate;
    } catch (error) {
      if (error instanceof P12Refused)
        await this.database.tenant(owner.tenant, (tx) => this.refuse(tx, owner, error.code));
      throw error;
    }
  }

  /** Counts a try as failed until it is known better. Answers the seconds to wait; 0 if it may begin. */
  private async begin(tx: Tx, owner: CertificateOwner): Promise<number> {
    await this.connections.get(tx, owner.connection);
    const { failures, last_at: lastAt, now } = await tries(tx, owner);
    const count = remembered({ count: failures, lastAt }, now);
    const wait = Math.ceil((nextTry({ count, lastAt }).getTime() - now.getTime()) / 1_000);
    if (wait > 0) {
      await this.note(tx, owner, 'denied', 'P12_TRIED_TOO_OFTEN');
      return wait;
    }
    await tx.query(
      `update certificate_try set failures = $3, last_at = now()
       where tenant_id = current_tenant() and connection_id = $1 and actor = $2`,
      [owner.connection, nameOf(owner), count + 1],
    );
    return 0;
  }

  /** Only a wrong password goes on counting: other refusals say nothing about it. */
  private async refuse(tx: Tx, owner: CertificateOwner, code: P12Refused['code']): Promise<void> {
    if (code !== 'P12_PASSWORD_WRONG')
      await tx.query(
        `update certificate_try set failures = greatest(failures - 1, 0)
         where tenant_id = current_tenant() and connection_id = $1 and actor = $2`,
        [owner.connection, nameOf(owner)],
      );
    await this.note(tx, owner, 'failure', code);
  }

  private async note(
    tx: Tx,
    { tenant, actor, connection }: CertificateOwner,
    outcome: 'failure' | 'denied',
    code: string,
  ): Promise<void> {
    await this.audit.record(tx, refused({ tenant, actor, object: connection, outcome, code }));
  }
}

const nameOf = ({ actor }: CertificateOwner): string => `${actor.type}/${actor.id}`;

/** The actor's row, locked. */
async function tries(tx: Tx, owner: CertificateOwner): Promise<TriesRow> {
  await tx.query(
    `insert into certificate_try (tenant_id, connection_id, actor, failures, last_at)
     values (current_tenant(), $1, $2, 0, now()) on conflict do nothing`,
    [owner.connection, nameOf(owner)],
  );
  const [row] = await tx.query<TriesRow[]>(
    `select failures, last_at, clock_timestamp() as now from certificate_try
     where tenant_id = current_tenant() and connection_id = $1 and actor = $2 for update`,
    [owner.connection, nameOf(owner)],
  );
  if (!row) throw new Error('A row that was just written is gone');
  return row;
}

const forget = (tx: Tx, owner: CertificateOwner): Promise<unknown> =>
  tx.query(
    `delete from certificate_try
     where tenant_id = current_tenant() and connection_id = $1 and actor = $2`,
    [owner.connection, nameOf(owner)],
  );
