import type { Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import type { Actor } from './actor';
import { AuditTrail, type AuditReceipt } from './audit-trail';
import { auditEvent } from './entry/audit-event';
import { isKey } from './entry/entry-rules';

/** One use of a secret, as the vault tells it. */
export interface SecretAccess {
  readonly tenant: string;
  readonly actor: Actor;
  readonly ref: {
    readonly connection: string;
    readonly endpoint: string;
    readonly purpose: string;
    readonly name: string;
  };
  readonly version: number;
  readonly purpose: string;
  readonly request?: string;
}

const secretUsed = auditEvent('vault/secret-used', {
  log: 'security',
  object: 'connection',
  requires: ['purpose', 'keyref'],
});

/** The vault's witness: who used which secret for what, stored before the secret is released (promise S5). */
@Injectable()
export class SecretAccessRecorder {
  constructor(private readonly trail: AuditTrail) {}

  /**
   * @throws {AuditUnavailable} if it cannot be stored; the secret stays closed
   * @throws {AuditEntryInvalid} if the reference says more than the trail takes
   */
  record(tx: Tx, { tenant, actor, ref, version, purpose, request }: SecretAccess): Promise<AuditReceipt[]> {
    return this.trail.record(
      tx,
      secretUsed({
        tenant,
        actor,
        object: ref.connection,
        endpoint: hostOf(ref.endpoint),
        purpose,
        req: request,
        keyref: [ref.purpose, ...(isKey(ref.name) ? [ref.name] : []), version].join('/'),
      }),
    );
  }
}

/** Of an address only the host, because paths and queries may hold anything. */
const hostOf = (endpoint: string): string => /^\w+:\/\/([^/?#]+)/.exec(endpoint)?.[1] ?? endpoint;
