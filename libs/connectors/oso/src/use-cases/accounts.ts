import { EgressPolicies } from '@gateway/egress';
import { NotFound } from '@gateway/errors';
import type { CallCredential } from '@gateway/protocol-log';
import { SecretExpired, SecretLocked, Vault, type SecretRef } from '@gateway/vault';
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

/** Opens the supplier's certificate for one piece of work. */
@Injectable()
export class Accounts {
  constructor(
    private readonly vault: Vault,
    private readonly policies: EgressPolicies,
    private readonly pace: Pace,
  ) {}

  /** @throws {CertificateUnusable} when there is no certificate that may be shown now */
  async use<T>(
    { tenant, connection, settings, actor }: Context,
    { purpose, request }: { readonly purpose: string; readonly request: string },
    work: (account: OpenAccount) => Promise<T>,
  ): Promise<T> {
    const ref = certificateRef(connection, settings);
    try {
      return await this.vault.use(tenant, ref, { actor, purpose, request }, (secret, meta) => {
        const fingerprint256 = String(meta.description.fingerprint256);
        return work({
          ...{ tenant, connection, profile: profileOf(settings), policies: this.policies },
          strictNamespace: settings.strictNamespace,
          client: { keyPem: secret.bytes, chainPem: secret.bytes, fingerprint256 },
          ...(settings.serverCa ? { ca: Buffer.from(settings.serverCa) } : {}),
          ...(settings.revocationList ? { crl: Buffer.from(settings.revocationList) } : {}),
          center: this.centerOf(settings),
          mark: { name: ref.name, version: meta.version, fingerprint256 },
        });
      });
    } catch (error) {
      if (error instanceof NotFound && error.facts.what === 'secret')
        throw new CertificateUnusable('MISSING');
      if (error instanceof SecretExpired) throw new CertificateUnusable('EXPIRED');
      if (error instanceof SecretLocked) throw new CertificateUnusable('LOCKED');
      throw error;
    }
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
