import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { newId, type Tx } from '@gateway/database';
import { DeliveryLists, type ListedDelivery } from '@gateway/delivery';
import { GatewayError } from '@gateway/errors';
import { Jobs } from '@gateway/jobs';
import { Payloads } from '@gateway/vault';
import { Inject, Injectable } from '@nestjs/common';
import { batchQueue } from './batch-queue';
import { planOf, type Plan } from './plan';
import { RECORD_ACTS, type BatchAction, type RecordActs } from './record-acts';
import { batchById, type BatchRow } from './storage/reads';

const started = auditEvent('batches/started', { log: 'admin', object: 'batch' });
const cancelled = auditEvent('batches/cancelled', { log: 'admin', object: 'batch' });

/** Nobody has looked at more than that. */
const MOST = 50_000;

/** More match than one batch takes. */
class BatchTooLarge extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'BATCH_TOO_LARGE';

  constructor() {
    super('More records match than one batch takes; narrow the filter', { most: MOST });
  }
}

/** There is nothing the act could be done with. */
class BatchEmpty extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'BATCH_EMPTY';

  constructor() {
    super('No record matches that the act could be done with');
  }
}

/** What this interface does not know cannot be done many at a time. */
class ActsUnknown extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'ACT_UNKNOWN';

  constructor(connector: string) {
    super('This interface takes no batches', { connector });
  }
}

/** Which records: these, or all that match a list's filter and were there at a moment. */
interface Selection {
  readonly ids?: readonly string[];
  readonly filter?: Readonly<Record<string, string>>;
  readonly asOf?: Date;
}

export interface BatchWish extends Selection {
  readonly connection: string;
  readonly action: BatchAction;
}

type By = Readonly<{ tenant: string; actor: Actor }>;

/** Acts on many records: planned, begun, watched, stopped. Every method works in a transaction of the tenant. */
@Injectable()
export class Batches {
  constructor(
    private readonly connections: Connections,
    private readonly lists: DeliveryLists,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
    private readonly jobs: Jobs,
    @Inject(RECORD_ACTS) private readonly acts: readonly RecordActs[],
  ) {}

  /** Exact numbers, before anything is done. @throws {NotFound} @throws {BatchTooLarge} @throws {ActsUnknown} */
  async plan(tx: Tx, wish: BatchWish): Promise<Plan & { readonly connector: string }> {
    const { connector } = await this.connections.get(tx, wish.connection);
    const acts = this.actsOf(connector);
    const records = await this.select(tx, wish, acts);
    return { ...planOf(records, wish.action, (refs) => acts.destinationOf(refs)), connector };
  }

  /**
   * Begins at once, or as soon as a worker is free.
   *
   * @throws {NotFound} @throws {BatchTooLarge} @throws {BatchEmpty} @throws {ActsUnknown}
   */
  async begin(
    tx: Tx,
    { tenant, actor }: By,
    wish: BatchWish & { readonly reason: string },
  ): Promise<BatchRow> {
    const { ids, connector } = await this.plan(tx, wish);
    if (ids.length === 0) throw new BatchEmpty();
    const id = newId();
    const [reason] = await this.payloads.sealForTenant(tx, tenant, [
      { context: 'reason', plain: wish.reason },
    ]);
    await tx.query(
      `insert into act_batch (tenant_id, id, connection_id, connector, action, reason, actor, total)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [tenant, id, wish.connection, connector, wish.action, reason, { ...actor }, ids.length],
    );
    await tx.query(
      `insert into act_batch_record (tenant_id, batch_id, position, record_id)
       select $1, $2, (n - 1)::int, record from unnest($3::uuid[]) with ordinality as of_batch(record, n)`,
      [tenant, id, ids],
    );
    await this.audit.record(tx, started({ tenant, actor, object: id, outcome: 'success' }));
    await this.jobs.enqueue(tx, batchQueue, { tenant, batch: id }, { key: id });
    return batchById(tx, id);
  }

  /** What was done stays done. Stopping it again changes nothing. @throws {NotFound} */
  async cancel(tx: Tx, { tenant, actor }: By, id: string): Promise<BatchRow> {
    await batchById(tx, id);
    const [, count] = await tx.query<[unknown[], number]>(
      `update act_batch set state = 'cancelled', ended_at = now()
       where tenant_id = $1 and id = $2 and state in ('running', 'waiting')`,
      [tenant, id],
    );
    if (count > 0) await this.audit.record(tx, cancelled({ tenant, actor, object: id, outcome: 'success' }));
    return batchById(tx, id);
  }

  /** Why somebody did it, in their own words. */
  async reasonOf(tx: Tx, tenant: string, { reason }: BatchRow): Promise<string> {
    const [plain] = await this.payloads.openForTenant(tx, tenant, [{ context: 'reason', sealed: reason }]);
    return plain?.toString('utf8') ?? '';
  }

  /** @throws {ActsUnknown} */
  actsOf(connector: string): RecordActs {
    const acts = this.acts.find((one) => one.connector === connector);
    if (!acts) throw new ActsUnknown(connector);
    return acts;
  }

  private async select(
    tx: Tx,
    { connection, ids, filter = {}, asOf }: BatchWish,
    acts: RecordActs,
  ): Promise<readonly ListedDelivery[]> {
    if (ids) {
      const known = await this.lists.find(tx, [...new Set(ids)]);
      return known.filter(({ connectionId }) => connectionId === connection);
    }
    const { archived, ...wanted } = acts.filterOf(filter);
    const page = { after: null, limit: MOST };
    const { items, next } = await this.lists[archived ? 'archived' : 'open'](
      tx,
      { ...wanted, connectionId: connection },
      page,
    );
    if (next) throw new BatchTooLarge();
    return asOf ? items.filter(({ acceptedAt }) => acceptedAt <= asOf) : items;
  }
}
