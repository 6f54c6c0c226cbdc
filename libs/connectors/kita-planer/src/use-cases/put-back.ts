import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections, isUuid, type Connection } from '@gateway/connector';
import { Database, newId, type Tx } from '@gateway/database';
import { Deliveries, DeliveryLists, type DeliveryRecord, type NewRecord } from '@gateway/delivery';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { numbered, reserveNumbers } from '../storage/number-series';
import { newestVersions } from '../storage/newest-versions';
import { settingsOf } from './context';
import { recordsMoved } from './record-trail';
import { deadlineFrom } from './take-over';

export interface PutBackInput {
  readonly tenant: string;
  readonly actor: Actor;
  /** Archived records, of any connection of the tenant. */
  readonly ids: readonly string[];
}

/** What became of each archived record. */
export interface PutBackResult {
  /** The archived record, and the new one that waits in its stead. */
  readonly done: readonly { readonly archived: string; readonly record: string }[];
  readonly skipped: readonly { readonly id: string; readonly because: NotPutBack }[];
}

/**
 * `missing`: no such record. `not-archived`: it is still in the buffer. `replaced`: the source has said
 * something newer since, or the same record is asked for twice. `erased`: its content is gone.
 */
export type NotPutBack = 'missing' | 'not-archived' | 'replaced' | 'erased';

type Archived = Awaited<ReturnType<DeliveryLists['find']>>[number];
type Content = ReadonlyMap<string, Buffer>;

const putBack = auditEvent('kita-planer/record-put-back', { log: 'record', object: 'delivery' });

/**
 * “Erneut in den Puffer stellen” (chapter 4.5, case 34): what was archived goes once more, as a new record
 * with the same content. What the archive says about the old one stays.
 */
@Injectable()
export class PutBack {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly deliveries: Deliveries,
    private readonly lists: DeliveryLists,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  run({ tenant, actor, ids }: PutBackInput): Promise<PutBackResult> {
    return this.database.tenant(tenant, async (tx) => {
      const unique = [...new Set(ids)];
      const found = await this.lists.find(tx, unique.filter(isUuid));
      const content = await this.contentOf(tx, tenant, found);
      const newest = await newestVersions(tx, found);
      const known = new Map(found.map((record) => [record.id, record]));
      const skipped = unique.flatMap((id) => {
        const because = whyNot(known.get(id), newest, content);
        return because ? [{ id, because }] : [];
      });
      const left = new Set(skipped.map(({ id }) => id));
      const chosen = found.filter(({ id }) => !left.has(id));
      const done: { archived: string; record: string }[] = [];
      for (const [connection, records] of byConnection(chosen)) {
        const stored = await this.connections.get(tx, connection);
        done.push(...(await this.take(tx, stored, { actor, records, content })));
      }
      return { done, skipped };
    });
  }

  private async contentOf(tx: Tx, tenant: string, found: readonly Archived[]): Promise<Content> {
    const readable = found.filter(({ payload }) => payload.length > 0);
    const opened = await this.payloads.open(
      tx,
      tenant,
      readable.map(({ id, subjectId, payload }) => ({
        subject: subjectId ?? '',
        context: `record ${id}`,
        sealed: payload,
      })),
    );
    return new Map(readable.flatMap(({ id }, index) => (opened[index] ? [[id, opened[index]]] : [])));
  }

  private async take(
    tx: Tx,
    { id: connection, tenantId: tenant, settings }: Connection,
    { actor, records, content }: { actor: Actor; records: readonly DeliveryRecord[]; content: Content },
  ): Promise<{ archived: string; record: string }[]> {
    const now = new Date();
    const count = records.length;
    const first = await reserveNumbers(tx, { tenant, connection, series: 'records', count });
    const done = records.map(({ id }) => ({ archived: id, record: newId() }));
    const sealed = await this.payloads.seal(
      tx,
      tenant,
      done.map(({ archived, record }, index) => ({
        subject: records[index]?.subjectId ?? '',
        context: `record ${record}`,
        plain: content.get(archived) ?? '',
      })),
    );
    const { recordNumberPrefix } = settingsOf({ settings });
    const news = records.map((old, index): NewRecord => ({
      ...copyOf(old),
      id: done[index]?.record ?? '',
      number: numbered(recordNumberPrefix, first + index, 7),
      payload: sealed[index] ?? Buffer.alloc(0),
      actor: actor.id,
      deadlineAt: deadlineFrom(now),
    }));
    await this.deliveries.accept(tx, connection, news, now);
    const moved = done.map(({ record }) => ({ id: record, state: 'accepted' as const }));
    await this.audit.record(tx, [
      ...done.map(({ record }) => putBack({ tenant, actor, object: record, outcome: 'success' })),
      ...recordsMoved(moved, { tenant, actor }),
    ]);
    return done;
  }
}

/** What a repetition has in common with its original. */
const copyOf = ({
  recordKey,
  lane,
  sortKey,
  subjectId,
  refs,
  payloadHash,
}: DeliveryRecord): Omit<NewRecord, 'id' | 'number' | 'payload' | 'actor' | 'deadlineAt'> => ({
  ...{ recordKey, lane, sortKey, subjectId, refs, payloadHash },
  ...{ notices: [], trigger: 'person', runId: null, evenIfUnchanged: true },
});

function whyNot(
  record: Archived | undefined,
  newest: ReadonlySet<string>,
  content: Content,
): NotPutBack | undefined {
  if (!record) return 'missing';
  if (record.archivedAt === null) return 'not-archived';
  if (!newest.has(record.id)) return 'replaced';
  return content.has(record.id) ? undefined : 'erased';
}

function byConnection(records: readonly Archived[]): Map<string, Archived[]> {
  const groups = new Map<string, Archived[]>();
  for (const record of records)
    groups.set(record.connectionId, [...(groups.get(record.connectionId) ?? []), record]);
  return groups;
}
