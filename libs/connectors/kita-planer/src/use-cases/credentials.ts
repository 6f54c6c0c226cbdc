import { auditEvent, AuditTrail } from '@gateway/audit';
import type { Connection } from '@gateway/connector';
import type { Tx } from '@gateway/database';
import { EgressPolicies, type Endpoint } from '@gateway/egress';
import { NotFound } from '@gateway/errors';
import type { CallCredential } from '@gateway/protocol-log';
import { SecretExpired, Vault, type SecretBuffer, type SecretMeta, type SecretRef } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { KitaPlanerSettings } from '../kita-planer.settings';
import { openBundle } from '../storage/credential-bundle';
import { settingsOf, type Context } from './context';
import { CredentialMissing, CredentialOutOfDate } from './credential-errors';

/** A credential opened for one call. */
export interface OpenCredential {
  readonly user: string;
  readonly password: Buffer;
  readonly endpoint: Endpoint;
  readonly mark: CallCredential;
  /** Clears every secret of it; to be called when the call is over, or does not come about. */
  readonly wipe: () => void;
}

export const CENTRAL = 'central';

/** The name under which somebody's own credential is kept. */
export const ofUser = (id: string): string => `user/${id}`;

const locked = auditEvent('kita-planer/credential-locked', {
  log: 'security',
  object: 'connection',
  requires: ['code', 'keyref'],
});

/** Certificates and passwords of a connection: which one is used for whom, opened for one call and no longer. */
@Injectable()
export class Credentials {
  constructor(
    private readonly vault: Vault,
    private readonly policies: EgressPolicies,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Opens the credential that is the acting user's turn (chapter 3.1): central, or the user's own, or
   * central in its place where the set-up allows that. A schedule always uses the central one. Nothing may
   * leave the house before the transaction is over, and the caller wipes the credential.
   *
   * @throws {CredentialMissing} KP-Z01 @throws {CredentialOutOfDate} KP-Z06, KP-Z07
   * @throws {SecretLocked} KP-Z11
   */
  async open(tx: Tx, context: Context, call: string): Promise<OpenCredential> {
    const { tenant, settings, actor } = context;
    const name = await this.nameFor(tx, context);
    const ref = credentialRef(context.connection, settings, name);
    const use = { actor, purpose: 'kita-planer-import', request: call };
    try {
      const { secret, meta } = await this.vault.open(tx, tenant, ref, use);
      try {
        refuseEarly(meta);
        return this.opened(context, secret, meta);
      } catch (error) {
        secret.wipe();
        throw error;
      }
    } catch (error) {
      if (error instanceof NotFound) throw new CredentialMissing(name);
      if (error instanceof SecretExpired)
        throw new CredentialOutOfDate('KP-Z06', name, String(error.facts.since));
      throw error;
    }
  }

  private opened({ tenant, settings }: Context, secret: SecretBuffer, meta: SecretMeta): OpenCredential {
    const { keyPem, chainPem, user, password } = openBundle(secret.bytes);
    const fingerprint256 = String(meta.description.fingerprint256);
    return {
      user: user.toString('utf8'),
      password,
      mark: { name: meta.ref.name, version: meta.version, fingerprint256 },
      endpoint: {
        tenant,
        url: `${settings.baseUrl}${settings.importPath}`,
        policy: this.policies.for(settings.baseUrl),
        client: { keyPem, chainPem, fingerprint256 },
        ...(settings.serverCa ? { ca: Buffer.from(settings.serverCa) } : {}),
        ...(settings.proxy ? { proxy: settings.proxy } : {}),
        notProcessed: [408, 429, 503],
      },
      wipe: () => secret.wipe(),
    };
  }

  /** Keeps a version from being used until a person has looked (KP-Z11). */
  async lock(tx: Tx, context: Context, { name, version }: CallCredential, code: string): Promise<void> {
    await this.vault.lock(tx, credentialRef(context.connection, context.settings, name), version, code);
    const { tenant, connection, actor } = context;
    await this.audit.record(
      tx,
      locked({ tenant, actor, object: connection, code, keyref: keyrefOf(name, version), outcome: 'denied' }),
    );
  }

  /** True when a schedule could send: a central credential that is neither locked nor expired. */
  async hasUsableCentral(
    tx: Tx,
    connection: string,
    settings: KitaPlanerSettings,
    now: Date,
  ): Promise<boolean> {
    const versions = await this.vault.list(tx, credentialRef(connection, settings, CENTRAL));
    return versions.some(
      ({ retiredAt, lockCode, expiresAt }) => !retiredAt && !lockCode && (!expiresAt || expiresAt > now),
    );
  }

  /** True while a person has to look at the central credential before anything else is sent with it (KP-Z11). */
  async isCentralLocked(tx: Tx, { id, settings }: Pick<Connection, 'id' | 'settings'>): Promise<boolean> {
    const versions = await this.vault.list(tx, credentialRef(id, settingsOf({ settings }), CENTRAL));
    const [current] = versions
      .filter(({ retiredAt, validFrom }) => !retiredAt && validFrom <= new Date())
      .sort(
        (one, other) => other.validFrom.getTime() - one.validFrom.getTime() || other.version - one.version,
      );
    return current?.lockCode !== undefined;
  }

  private async nameFor(tx: Tx, { connection, settings, actor }: Context): Promise<string> {
    if (settings.credentialMode === 'central' || actor.type === 'system') return CENTRAL;
    const own = ofUser(actor.id);
    if (!settings.fallBackToCentral) return own;
    const versions = await this.vault.list(tx, credentialRef(connection, settings, own));
    return versions.some(({ retiredAt }) => !retiredAt) ? own : CENTRAL;
  }
}

/** Where a credential belongs. Bound to the address: with another one it has to be entered anew. */
export const credentialRef = (
  connection: string,
  { baseUrl }: Pick<KitaPlanerSettings, 'baseUrl'>,
  name: string,
): SecretRef => ({
  connection,
  endpoint: new URL(baseUrl).origin,
  purpose: 'import',
  name,
});

/** For the audit log, which takes words and numbers only. */
export const keyrefOf = (name: string, version: number): string => `${name}@${version}`;

function refuseEarly({ ref, description }: SecretMeta): void {
  const notBefore = new Date(String(description.validFrom));
  if (notBefore > new Date())
    throw new CredentialOutOfDate('KP-Z07', ref.name, notBefore.toISOString().slice(0, 10));
}
