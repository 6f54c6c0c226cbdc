import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { CertificateIntake, Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import {
  checkClientCertificate,
  Vault,
  type CertificateWarning,
  type ClientCertificate,
  type SecretMeta,
  type SecretRef,
} from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { openBundle, packBundle } from '../storage/credential-bundle';
import { settingsOf } from './context';
import { credentialRef, keyrefOf } from './credentials';

interface Whose {
  readonly tenant: string;
  readonly connection: string;
  /** `central` or `user/<id>`. */
  readonly name: string;
  readonly actor: Actor;
}

export interface StoreCredentialInput extends Whose {
  readonly file: Uint8Array;
  /** Of the .p12 file. Checked here; the Kita-Planer never sees it. */
  readonly filePassword: string;
  /** Schnittstellenbenutzer and -passwort, which the Kita-Planer checks. */
  readonly user: string;
  readonly password: string;
  /** From when on it replaces older versions; at once if absent. */
  readonly validFrom?: Date;
}

/** What there is to see of a stored credential; none of it is secret. */
export interface StoredCredential extends SecretMeta {
  readonly warnings: readonly CertificateWarning[];
}

const stored = auditEvent('kita-planer/credential-stored', {
  log: 'security',
  object: 'connection',
  requires: ['keyref'],
});
const unlocked = auditEvent('kita-planer/credential-unlocked', {
  log: 'security',
  object: 'connection',
  requires: ['keyref'],
});
const retired = auditEvent('kita-planer/credential-retired', {
  log: 'security',
  object: 'connection',
  requires: ['keyref'],
});

/** Takes credentials in and never gives one out (chapters 3.1 and 3.4). Nothing is written to a file. */
@Injectable()
export class StoreCredential {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly certificates: CertificateIntake,
    private readonly vault: Vault,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Opens the file in a worker, checks what is in it, and stores certificate, key, user and password as a
   * new version. The file itself and its password are dropped.
   *
   * @throws {P12Refused} KP-Z02 to Z05 @throws {CertificateRefused} KP-Z06 to Z08 @throws {NotFound}
   * @throws {P12TriedTooOften}
   */
  async run(input: StoreCredentialInput): Promise<StoredCredential> {
    const certificate = await this.certificates.open(input, input.file, input.filePassword);
    const warnings = checkClientCertificate(certificate, new Date());
    try {
      return await this.database.tenant(input.tenant, async (tx) => {
        const ref = await this.refOf(tx, input);
        const bundle = packBundle({
          keyPem: certificate.key.bytes,
          chainPem: Buffer.from(certificate.chain),
          user: Buffer.from(input.user),
          password: Buffer.from(input.password),
        });
        const meta = await this.put(tx, input, ref, bundle, {
          description: { ...descriptionOf(certificate, warnings), user: input.user },
          expiresAt: new Date(certificate.validTo),
          ...(input.validFrom ? { validFrom: input.validFrom } : {}),
        });
        return { ...meta, warnings };
      });
    } finally {
      certificate.key.wipe();
    }
  }

  /** Replaces user and password of the version in use; the certificate stays. @throws {NotFound} */
  async changePassword(
    whose: Whose,
    { user, password }: { readonly user: string; readonly password: string },
  ): Promise<SecretMeta> {
    const { tenant, actor } = whose;
    const ref = await this.database.tenant(tenant, (tx) => this.refOf(tx, whose));
    const use = { actor, purpose: 'change-password' };
    return this.vault.use(tenant, ref, use, (secret, meta) => {
      const bundle = packBundle({
        ...openBundle(secret.bytes),
        user: Buffer.from(user),
        password: Buffer.from(password),
      });
      return this.database.tenant(tenant, (tx) =>
        this.put(tx, whose, ref, bundle, {
          description: { ...meta.description, user },
          ...(meta.expiresAt ? { expiresAt: meta.expiresAt } : {}),
        }),
      );
    });
  }

  /** A person has looked: the locked version may be used again. @throws {NotFound} */
  unlock(whose: Whose, version: number): Promise<void> {
    return this.database.tenant(whose.tenant, async (tx) => {
      await this.vault.unlock(tx, await this.refOf(tx, whose), version);
      await this.audit.record(tx, unlocked({ ...trailOf(whose), keyref: keyrefOf(whose.name, version) }));
    });
  }

  /** Destroys a version for good. @throws {NotFound} */
  retire(whose: Whose, version: number): Promise<void> {
    return this.database.tenant(whose.tenant, async (tx) => {
      await this.vault.retire(tx, await this.refOf(tx, whose), version);
      await this.audit.record(tx, retired({ ...trailOf(whose), keyref: keyrefOf(whose.name, version) }));
    });
  }

  /** Every version of every credential of the connection, without a secret. @throws {NotFound} */
  list(tenant: string, connection: string): Promise<SecretMeta[]> {
    return this.database.tenant(tenant, async (tx) => {
      const { id } = await this.connections.get(tx, connection);
      return this.vault.list(tx, { connection: id, purpose: 'import' });
    });
  }

  private async put(
    tx: Tx,
    whose: Whose,
    ref: SecretRef,
    bundle: Buffer,
    options: Parameters<Vault['put']>[3],
  ): Promise<SecretMeta> {
    const version = await this.vault.put(tx, ref, bundle, options);
    bundle.fill(0);
    await this.audit.record(tx, stored({ ...trailOf(whose), keyref: keyrefOf(whose.name, version) }));
    const versions = await this.vault.list(tx, ref);
    const meta = versions.find((candidate) => candidate.version === version);
    if (!meta) throw new Error('A version that was just stored is gone');
    return meta;
  }

  private async refOf(tx: Tx, { connection, name }: Whose): Promise<SecretRef> {
    return credentialRef(connection, settingsOf(await this.connections.get(tx, connection)), name);
  }
}

const trailOf = ({ tenant, actor, connection }: Whose): { tenant: string; actor: Actor; object: string } => ({
  tenant,
  actor,
  object: connection,
});

function descriptionOf(
  {
    subject,
    issuer,
    serialNumber,
    fingerprint256,
    validFrom,
    validTo,
    keyType,
    container,
  }: ClientCertificate,
  warnings: readonly CertificateWarning[],
): Record<string, string> {
  return {
    ...{ subject, issuer, serialNumber, fingerprint256, keyType },
    validFrom: new Date(validFrom).toISOString(),
    validTo: new Date(validTo).toISOString(),
    container: container.algorithms.join(', '),
    weak: container.weak.join(', '),
    warnings: warnings.map(({ code }) => code).join(' '),
  };
}
