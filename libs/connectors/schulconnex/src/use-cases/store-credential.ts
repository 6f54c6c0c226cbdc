import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Vault, type SecretMeta, type SecretRef } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { schulconnexConnection, settingsOf } from './context';
import { credentialRef, type Secrets } from './services';

interface Whose {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
}

const stored = auditEvent('schulconnex/credential-stored', {
  log: 'security',
  object: 'connection',
  requires: ['keyref'],
});
const retired = auditEvent('schulconnex/credential-retired', {
  log: 'security',
  object: 'connection',
  requires: ['keyref'],
});

/** Client secret and password of a connection: they go in here and never come out (R18). */
@Injectable()
export class StoreCredential {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly vault: Vault,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {NotFound} */
  run(whose: Whose, { clientSecret, password }: Secrets): Promise<SecretMeta> {
    return this.database.tenant(whose.tenant, async (tx) => {
      const ref = await this.refOf(tx, whose.connection);
      const secret = { clientSecret, ...(password === undefined ? {} : { password }) };
      const description = { hasPassword: password !== undefined };
      const version = await this.vault.put(tx, ref, JSON.stringify(secret), { description });
      await this.record(tx, stored, whose, version);
      const meta = (await this.vault.list(tx, ref)).find((one) => one.version === version);
      if (!meta) throw new Error('A version that was just stored is gone');
      return meta;
    });
  }

  /** Every version, without a secret. @throws {NotFound} */
  list(tenant: string, connection: string): Promise<SecretMeta[]> {
    return this.database.tenant(tenant, async (tx) => {
      const { id } = await schulconnexConnection(this.connections, tx, connection);
      return this.vault.list(tx, { connection: id, purpose: 'oauth' });
    });
  }

  /** Destroys a version for good. @throws {NotFound} */
  retire(whose: Whose, version: number): Promise<void> {
    return this.database.tenant(whose.tenant, async (tx) => {
      await this.vault.retire(tx, await this.refOf(tx, whose.connection), version);
      await this.record(tx, retired, whose, version);
    });
  }

  private async record(
    tx: Tx,
    event: typeof stored,
    { tenant, actor, connection }: Whose,
    version: number,
  ): Promise<void> {
    const keyref = `source-system@${version}`;
    await this.audit.record(tx, event({ tenant, actor, object: connection, keyref }));
  }

  private async refOf(tx: Tx, connection: string): Promise<SecretRef> {
    const found = await schulconnexConnection(this.connections, tx, connection);
    return credentialRef(found.id, settingsOf(found));
  }
}
