import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Database } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { pageOf, readPosition, type Page, type PageQuery } from '@gateway/http';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Resource } from '../domain/plan/attributes';
import type { RecordLink } from '../storage/link.entity';
import { currentSnapshot, openAll } from '../storage/read-source';
import { SourceSnapshot } from '../storage/snapshot.entity';
import { recordsByKey } from '../storage/snapshots';
import type { SourceTable } from '../storage/source-records';
import type { Whose } from '../storage/whose';
import { withoutKeys, type UploadedSnapshot } from './upload-snapshot';

export type SourceList = 'people' | 'groups';

const TABLE_OF: Readonly<Record<SourceList, SourceTable>> = {
  people: 'schulconnex_person',
  groups: 'schulconnex_group',
};

export type ShownLink = Omit<RecordLink, 'tenantId' | 'connectionId'>;

const looked = auditEvent('schulconnex/source-read', {
  log: 'security',
  object: 'connection',
  requires: ['outcome'],
});

/** Shows what the school has handed over, and what it is linked to. That somebody saw people is on record. */
@Injectable()
export class ReadBack {
  constructor(
    private readonly database: Database,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /** The newest uploads, also those that were refused. */
  uploads({ tenant, connection }: Whose): Promise<UploadedSnapshot[]> {
    return this.database.tenant(tenant, async (tx) => {
      const where = { connectionId: connection };
      return (await tx.find(SourceSnapshot, { where, order: { id: 'desc' }, take: 50 })).map(withoutKeys);
    });
  }

  /** By key. @throws {SourceMissing} */
  page(
    whose: Whose & { readonly actor: Actor },
    list: SourceList,
    query: PageQuery,
  ): Promise<Page<{ readonly key: string }>> {
    const { tenant, connection, actor } = whose;
    const table = TABLE_OF[list];
    const after = readPosition({ ...query, sort: list }, { key: 'text' })?.key ?? '';
    return this.database.tenant(tenant, async (tx) => {
      const { id } = await currentSnapshot(tx, whose);
      const rows = await tx.query<{ key: string; content: Buffer }[]>(
        `select key, content from ${table}
         where tenant_id = $1 and connection_id = $2 and snapshot_id = $3 and key > $4 order by key limit $5`,
        [tenant, connection, id, after, query.limit + 1],
      );
      await this.audit.record(tx, looked({ tenant, actor, object: connection, outcome: 'success' }));
      const { items, next } = pageOf(rows, { ...query, sort: list }, ({ key }) => [key]);
      return { items: await openAll<{ key: string }>(tx, this.payloads, whose, table, items), next };
    });
  }

  /** @throws {SourceMissing} @throws {NotFound} */
  one(whose: Whose & { readonly actor: Actor }, list: SourceList, key: string): Promise<object> {
    const { tenant, connection, actor } = whose;
    const table = TABLE_OF[list];
    return this.database.tenant(tenant, async (tx) => {
      const { id } = await currentSnapshot(tx, whose);
      const rows = await recordsByKey(tx, table, whose, id, [key]);
      const [record] = await openAll<object>(tx, this.payloads, whose, table, rows);
      if (!record) throw new NotFound(list === 'people' ? 'person' : 'group', key);
      await this.audit.record(tx, looked({ tenant, actor, object: connection, outcome: 'success' }));
      return record;
    });
  }

  /** Which records belong together, by kind and key. */
  links(
    { tenant, connection }: Whose,
    { kind, key, remoteId, ...query }: PageQuery & LinkFilter,
  ): Promise<Page<ShownLink>> {
    const after = readPosition(query, { kind: 'text', key: 'text' });
    return this.database.tenant(tenant, async (tx) => {
      const rows = await tx.query<ShownLink[]>(
        `select kind, key, remote_id as "remoteId", revision, created_by_us as "createdByUs", rule, decision, since
         from schulconnex_link
         where tenant_id = $1 and connection_id = $2 and ($3::text is null or kind = $3)
           and ($4::text is null or key = $4) and ($5::text is null or remote_id = $5)
           and ($6::text is null or (kind, key) > ($6, $7))
         order by kind, key limit $8`,
        [
          ...[tenant, connection, kind ?? null, key ?? null, remoteId ?? null],
          ...[after?.kind ?? null, after?.key ?? null, query.limit + 1],
        ],
      );
      return pageOf(rows, query, (link) => [link.kind, link.key]);
    });
  }
}

interface LinkFilter {
  readonly kind?: Resource;
  readonly key?: string;
  readonly remoteId?: string;
}
