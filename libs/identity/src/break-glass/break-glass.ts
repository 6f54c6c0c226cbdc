import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { newId, type Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';

const opened = auditEvent('identity/break-glass-opened', { log: 'security', object: 'break-glass' });
const ended = auditEvent('identity/break-glass-ended', { log: 'security', object: 'break-glass' });

/** Why and how long an operator looks at a tenant's records. */
export interface BreakGlassWish {
  /** For the tenant to read; 10 to 500 characters. */
  readonly reason: string;
  readonly ticket?: string;
  /** 5 to 60. */
  readonly minutes: number;
}

export interface BreakGlassGrant {
  readonly id: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly ticket: string | null;
  readonly openedAt: Date;
  readonly endsAt: Date;
  readonly endedAt: Date | null;
}

/** Operators see no child's data, unless they break the glass: for a reason the tenant can read, for a while, on record. */
@Injectable()
export class BreakGlass {
  constructor(private readonly audit: AuditTrail) {}

  async open(
    tx: Tx,
    { tenant, actor }: { readonly tenant: string; readonly actor: Actor },
    { reason, ticket, minutes }: BreakGlassWish,
  ): Promise<BreakGlassGrant> {
    const id = newId();
    await tx.query(
      `insert into break_glass (tenant_id, id, user_id, reason, ticket, ends_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))`,
      [tenant, id, actor.id, reason, ticket ?? null, minutes],
    );
    await this.audit.record(tx, opened({ tenant, actor, object: id, outcome: 'success' }));
    return this.get(tx, id);
  }

  /** Newest first, at most 200. */
  list(tx: Tx): Promise<BreakGlassGrant[]> {
    return tx.query<BreakGlassGrant[]>(`${GRANT} order by b.id desc limit 200`);
  }

  /** Before its time; ending it again changes nothing. @throws {NotFound} */
  async end(
    tx: Tx,
    { tenant, actor }: { readonly tenant: string; readonly actor: Actor },
    id: string,
  ): Promise<void> {
    await this.get(tx, id);
    const [, count] = await tx.query<[unknown[], number]>(
      `update break_glass set ended_at = now()
       where tenant_id = $1 and id = $2 and ended_at is null and ends_at > now()`,
      [tenant, id],
    );
    if (count > 0) await this.audit.record(tx, ended({ tenant, actor, object: id, outcome: 'success' }));
  }

  private async get(tx: Tx, id: string): Promise<BreakGlassGrant> {
    const [row] = isUuid(id) ? await tx.query<BreakGlassGrant[]>(`${GRANT} and b.id = $1`, [id]) : [];
    if (!row) throw new NotFound('break-glass', id);
    return row;
  }
}

const GRANT = `
  select b.id, jsonb_build_object('id', b.user_id, 'name', u.name) as "user", b.reason, b.ticket,
    b.opened_at as "openedAt", b.ends_at as "endsAt", b.ended_at as "endedAt"
  from break_glass b join user_account u on u.id = b.user_id
  where b.tenant_id = current_tenant()`;
