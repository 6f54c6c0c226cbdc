import type { Tx } from '@gateway/database';
import { EgressPolicies } from '@gateway/egress';
import { NotFound } from '@gateway/errors';
import type { CallCredential } from '@gateway/protocol-log';
import {
  SecretExpired,
  SecretLocked,
  Vault,
  type SecretBuffer,
  type SecretMeta,
  type SecretRef,
} from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { profileOf, type OsoSettings } from '../oso.settings';
import type { Account } from '../protocol/account';
import type { TrafficCenter } from '../protocol/partners';
import type { Context } from './context';
import { CertificateUnusable } from './errors';
import { Pace } from './pace';

export interface OpenAccount extends Account {
  readonly center: TrafficCenter;
  readonly mark: CallCredential;
}

/** Opened within a transaction, or the reason why there is none that may be shown now. */
export interface OpenedAccount {
  readonly account: OpenAccount | CertificateUnusable;
  /** Clears the private key; to be called whatever happens. */
  readonly wipe: () => void;
}

interface Use {
  readonly purpose: string;
  readonly request: string;
}

/** Opens the supplier's certificate for one piece of work. */
@Injectable()
export class Accounts {
  constructor(
    private readonly vault: Vault,
    private readonly policies: EgressPolicies,
    private readonly pace: Pace,
  ) {}

  /** @throws {CertificateUnusable} when there is no certificate that may be shown now */
  async use<T>(context: Context, use: Use, work: (account: OpenAccount) => Promise<T>): Promise<T> {
    const { tenant, connection, settings, actor } = context;
    const ref = certificateRef(connection, settings);
    try {
      return await this.vault.use(tenant, ref, { actor, ...use }, (secret, meta) =>
        work(this.accountOf(context, secret, meta)),
      );
    } catch (error) {
      throw unusable(error);
    }
  }

  /**
   * The same as a part of the caller's transaction. Nothing may leave the house before that is committed,
   * because the use of the certificate is on record from then on; a certificate that cannot be used does
   * not end it.
   */
  async open(tx: Tx, context: Context, use: Use): Promise<OpenedAccount> {
    const { tenant, connection, settings, actor } = context;
    try {
      const ref = certificateRef(connection, settings);
      const { secret, meta } = await this.vault.open(tx, tenant, ref, { actor, ...use });
      return { account: this.accountOf(context, secret, meta), wipe: () => secret.wipe() };
    } catch (error) {
      const because = unusable(error);
      if (because instanceof CertificateUnusable) return { account: because, wipe: () => undefined };
      throw error;
    }
  }

  private accountOf(
    { tenant, connection, settings }: Context,
    secret: SecretBuffer,
    meta: SecretMeta,
  ): OpenAccount {
    const fingerprint256 = String(meta.description.fingerprint256);
    return {
      ...{ tenant, connection, profile: profileOf(settings), policies: this.policies },
      strictNamespace: settings.strictNamespace,
      client: { keyPem: secret.bytes, chainPem: secret.bytes, fingerprint256 },
      ...(settings.serverCa ? { ca: Buffer.from(settings.serverCa) } : {}),
      ...(settings.revocationList ? { crl: Buffer.from(settings.revocationList) } : {}),
      center: this.centerOf(settings),
      mark: { name: meta.ref.name, version: meta.version, fingerprint256 },
    };
  }

  private centerOf(settings: OsoSettings): TrafficCenter {
    return {
      url: settings.trafficCenterUrl,
      organisationNumber: settings.trafficCenterNumber,
      timeoutMs: settings.meldenTimeoutSeconds * 1_000,
      patience: this.pace.patience,
    };
  }
}

/** What an error of the vault means for whoever wants to speak as the supplier. */
function unusable(error: unknown): unknown {
  if (error instanceof NotFound && error.facts.what === 'secret') return new CertificateUnusable('MISSING');
  if (error instanceof SecretExpired) return new CertificateUnusable('EXPIRED');
  return error instanceof SecretLocked ? new CertificateUnusable('LOCKED') : error;
}

/** Where the certificate belongs. Bound to the Traffic Center: for another environment it is stored anew. */
export const certificateRef = (
  connection: string,
  { trafficCenterUrl }: Pick<OsoSettings, 'trafficCenterUrl'>,
): SecretRef => ({
  connection,
  endpoint: new URL(trafficCenterUrl).origin,
  purpose: 'tls-client',
  name: 'supplier',
});
