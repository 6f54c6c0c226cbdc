import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { CertificateIntake, Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import {
  certificateSecret,
  checkClientCertificate,
  Vault,
  type CertificateWarning,
  type SecretMeta,
  type SecretRef,
} from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { certificateRef } from './accounts';
import { settingsOf, osoConnection } from './context';

interface Whose {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
}

export interface StoreCertificateInput extends Whose {
  readonly file: Uint8Array;
  /** Of the .p12 file; dropped with it. */
  readonly password: string;
}

const stored = auditEvent('oso/certificate-stored', {
  log: 'security',
  object: 'connection',
  requires: ['keyref'],
});
const retired = auditEvent('oso/certificate-retired', {
  log: 'security',
  object: 'connection',
  requires: ['keyref'],
});

/** The supplier's certificate goes in here and never comes out. Nothing is written to a file. */
@Injectable()
export class StoreCertificate {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly certificates: CertificateIntake,
    private readonly vault: Vault,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {P12Refused} @throws {P12TriedTooOften} @throws {CertificateRefused} @throws {NotFound} */
  async run(
    input: StoreCertificateInput,
  ): Promise<SecretMeta & { readonly warnings: readonly CertificateWarning[] }> {
    const certificate = await this.certificates.open(input, input.file, input.password);
    try {
      const warnings = checkClientCertificate(certificate, new Date());
      const { value, ...about } = certificateSecret(certificate);
      try {
        return await this.database.tenant(input.tenant, async (tx) => {
          const ref = await this.refOf(tx, input);
          const version = await this.vault.put(tx, ref, value, about);
          await this.record(tx, stored, input, version);
          const meta = (await this.vault.list(tx, ref)).find((one) => one.version === version);
          if (!meta) throw new Error('A version that was just stored is gone');
          return { ...meta, warnings };
        });
      } finally {
        value.fill(0);
      }
    } finally {
      certificate.key.wipe();
    }
  }

  /** Every version, without a secret. @throws {NotFound} */
  list(tenant: string, connection: string): Promise<SecretMeta[]> {
    return this.database.tenant(tenant, async (tx) => {
      const { id } = await osoConnection(this.connections, tx, connection);
      return this.vault.list(tx, { connection: id, purpose: 'tls-client' });
    });
  }

  /** Destroys a version for good. @throws {NotFound} */
  retire(whose: Whose, version: number): Promise<void> {
    return this.database.tenant(whose.tenant, async (tx) => {
      await this.vault.retire(tx, await this.refOf(tx, whose), version);
      await this.record(tx, retired, whose, version);
    });
  }

  private async record(
    tx: Tx,
    event: typeof stored,
    { tenant, actor, connection }: Whose,
    version: number,
  ): Promise<void> {
    await this.audit.record(tx, event({ tenant, actor, object: connection, keyref: `supplier@${version}` }));
  }

  private async refOf(tx: Tx, { connection }: Whose): Promise<SecretRef> {
    const found = await osoConnection(this.connections, tx, connection);
    return certificateRef(found.id, settingsOf(found));
  }
}
