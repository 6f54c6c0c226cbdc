import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { newId, type Tx } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';

const requested = auditEvent('identity/approval-requested', { log: 'admin', object: 'approval' });
const approved = auditEvent('identity/approval-given', { log: 'admin', object: 'approval' });
const declined = auditEvent('identity/approval-declined', { log: 'admin', object: 'approval' });

/** Whoever asked cannot be the one who agrees. */
export class SecondPersonNeeded extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SECOND_PERSON_NEEDED';

  constructor() {
    super('Somebody other than who asked must agree');
  }
}

/** Decided already, or too late. */
class ApprovalClosed extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'APPROVAL_CLOSED';

  constructor(approval: string) {
    super('This was decided already, or nobody decided in time', { approval });
  }
}

export interface ApprovalWish {
  readonly act: string;
  /** What the act is about: keys and codes. */
  readonly subject: Readonly<Record<string, string>>;
  readonly reason: string;
}

/** Something that takes two persons: asked for by one, decided by another. */
export interface Approval extends ApprovalWish {
  readonly id: string;
  readonly state: 'open' | 'done' | 'declined' | 'expired';
  readonly requestedBy: { readonly id: string; readonly name: string };
  readonly requestedAt: Date;
  readonly endsAt: Date;
  readonly decidedBy: { readonly id: string; readonly name: string } | null;
  readonly decidedAt: Date | null;
}

/** Days somebody has to agree. */
const OPEN_DAYS = 7;

type By = Readonly<{ tenant: string; actor: Actor }>;

/** The two-person rule (promise O2). Every method works in a transaction of the tenant. */
@Injectable()
export class Approvals {
  constructor(private readonly audit: AuditTrail) {}

  async request(tx: Tx, { tenant, actor }: By, { act, subject, reason }: ApprovalWish): Promise<Approval> {
    const id = newId();
    await tx.query(
      `insert into approval (tenant_id, id, act, subject, reason, requested_by, ends_at)
       values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))`,
      [tenant, id, act, subject, reason, actor.id, OPEN_DAYS],
    );
    await this.audit.record(tx, requested({ tenant, actor, object: id, outcome: 'success' }));
    return this.get(tx, id);
  }

  /** Open ones first, then newest first; at most 200. */
  list(tx: Tx): Promise<Approval[]> {
    return tx.query<Approval[]>(`${APPROVAL} order by a.state = 'open' desc, a.id desc limit 200`);
  }

  /** @throws {NotFound} */
  async get(tx: Tx, id: string): Promise<Approval> {
    const [row] = isUuid(id) ? await tx.query<Approval[]>(`${APPROVAL} and a.id = $1`, [id]) : [];
    if (!row) throw new NotFound('approval', id);
    return row;
  }

  /**
   * Somebody other than who asked agrees. Before the act is done, in the transaction that does it: so that neither
   * is there without the other, and two who agree at once do it once.
   *
   * @throws {NotFound} @throws {SecondPersonNeeded} @throws {ApprovalClosed}
   */
  async approve(tx: Tx, by: By, id: string): Promise<Approval> {
    const { requestedBy } = await this.get(tx, id);
    if (requestedBy.id === by.actor.id) throw new SecondPersonNeeded();
    return this.close(tx, by, id, 'done');
  }

  /** Also by who asked. @throws {NotFound} @throws {ApprovalClosed} */
  decline(tx: Tx, by: By, id: string): Promise<Approval> {
    return this.close(tx, by, id, 'declined');
  }

  private async close(
    tx: Tx,
    { tenant, actor }: By,
    id: string,
    state: 'done' | 'declined',
  ): Promise<Approval> {
    await this.get(tx, id);
    const [, count] = await tx.query<[unknown[], number]>(
      `update approval set state = $3, decided_by = $4, decided_at = now()
       where tenant_id = $1 and id = $2 and state = 'open' and ends_at > now()`,
      [tenant, id, state, actor.id],
    );
    if (count === 0) throw new ApprovalClosed(id);
    const event = state === 'done' ? approved : declined;
    await this.audit.record(tx, event({ tenant, actor, object: id, outcome: 'success' }));
    return this.get(tx, id);
  }
}

const APPROVAL = `
  select a.id, a.act, a.subject, a.reason, a.requested_at as "requestedAt", a.ends_at as "endsAt",
    case when a.state = 'open' and a.ends_at <= now() then 'expired' else a.state end as state,
    jsonb_build_object('id', a.requested_by, 'name', asked.name) as "requestedBy",
    case when a.decided_by is not null
      then jsonb_build_object('id', a.decided_by, 'name', decided.name) end as "decidedBy",
    a.decided_at as "decidedAt"
  from approval a join user_account asked on asked.id = a.requested_by
    left join user_account decided on decided.id = a.decided_by
  where a.tenant_id = current_tenant()`;
