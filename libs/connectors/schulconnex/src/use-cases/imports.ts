import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { isUuid } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { pageOf, readPosition, type Page, type PageQuery } from '@gateway/http';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Resource } from '../domain/plan/attributes';
import { SourceImport, type ImportState } from '../storage/import.entity';
import { importContext } from '../storage/imports';
import { rememberLinks, type NewLink } from '../storage/record-links';
import type { Whose } from '../storage/whose';

/** Something to take over, and what the service knows about it. */
export interface OfferedImport extends Pick<
  SourceImport,
  'id' | 'kind' | 'remoteId' | 'key' | 'revision' | 'state' | 'reason'
> {
  readonly offeredAt: Date;
  readonly settledAt: Date | null;
  /** In the gateway's words; nothing once it is settled. */
  readonly content: unknown;
}

/** Under which keys the school has taken something over. */
export interface TakenOver {
  readonly key: string;
  /** Keys of the parts that came with it: contexts of a person, memberships of a group. */
  readonly parts: readonly { readonly remoteId: string; readonly key: string }[];
}

/** It was acknowledged, rejected or withdrawn before. */
class ImportSettled extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'IMPORT_SETTLED';

  constructor(id: string, state: ImportState) {
    super('This import is not offered any more; look at it again', { import: id, state });
  }
}

const looked = auditEvent('schulconnex/imports-read', {
  log: 'security',
  object: 'connection',
  requires: ['outcome'],
});
const settled = auditEvent('schulconnex/import-settled', {
  log: 'admin',
  object: 'connection',
  requires: ['code', 'req'],
});

const PART_OF: Partial<Readonly<Record<Resource, Resource>>> = { person: 'context', group: 'membership' };

/** What the service knows and the school should take over: a queue the school's software works off. */
@Injectable()
export class Imports {
  constructor(
    private readonly database: Database,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /** In the order they were offered; that somebody looked is on record. */
  page(
    whose: Whose & { readonly actor: Actor },
    { state = 'offered', ...query }: PageQuery & { readonly state?: ImportState },
  ): Promise<Page<OfferedImport>> {
    const { tenant, connection, actor } = whose;
    const after = readPosition({ ...query, sort: state }, { id: 'uuid' })?.id ?? null;
    return this.database.tenant(tenant, async (tx) => {
      const rows = await tx.query<ImportRow[]>(
        `select id, kind, remote_id as "remoteId", key, revision, state, reason, content,
           offered_at as "offeredAt", settled_at as "settledAt" from schulconnex_import
         where tenant_id = $1 and connection_id = $2 and state = $3 and ($4::uuid is null or id > $4)
         order by id limit $5`,
        [tenant, connection, state, after, query.limit + 1],
      );
      await this.audit.record(tx, looked({ tenant, actor, object: connection, outcome: 'success' }));
      const { items, next } = pageOf(rows, { ...query, sort: state }, ({ id }) => [id]);
      return { items: await this.opened(tx, whose, items), next };
    });
  }

  /**
   * The school has taken it over: from now on its records and the service's belong together.
   *
   * @throws {NotFound} @throws {ImportSettled}
   */
  acknowledge(
    whose: Whose & { readonly actor: Actor },
    id: string,
    { key, parts }: TakenOver,
  ): Promise<void> {
    return this.settle(
      whose,
      id,
      { state: 'acknowledged', key, reason: null },
      async (tx, { kind, remoteId, revision, content }) => {
        const partKind = PART_OF[kind];
        const revisions = await this.revisionsOfParts(tx, whose, id, content);
        const link = { createdByUs: false, rule: 'import' } as const;
        const links: NewLink[] = [
          { ...link, kind, key, remoteId, revision },
          ...parts.flatMap((part): NewLink[] => {
            const known = revisions.get(part.remoteId);
            return partKind && known !== undefined
              ? [{ ...link, kind: partKind, ...part, revision: known }]
              : [];
          }),
        ];
        await rememberLinks(tx, whose, links);
      },
    );
  }

  /** The school does not take it over. @param reason a code, no words about a person @throws as {@link acknowledge} */
  reject(whose: Whose & { readonly actor: Actor }, id: string, reason: string): Promise<void> {
    return this.settle(whose, id, { state: 'rejected', key: null, reason }, () => Promise.resolve());
  }

  private settle(
    whose: Whose & { readonly actor: Actor },
    id: string,
    end: { readonly state: ImportState; readonly key: string | null; readonly reason: string | null },
    before: (tx: Tx, found: SourceImport) => Promise<void>,
  ): Promise<void> {
    const { tenant, connection, actor } = whose;
    return this.database.tenant(tenant, async (tx) => {
      const found = isUuid(id)
        ? await tx.findOne(SourceImport, {
            where: { id, connectionId: connection },
            lock: { mode: 'pessimistic_write' },
          })
        : null;
      if (!found) throw new NotFound('import', id);
      if (found.state !== 'offered') throw new ImportSettled(id, found.state);
      await before(tx, found);
      const by = { type: actor.type, id: actor.id };
      await tx.query(
        `update schulconnex_import set state = $3, key = coalesce($4, key), reason = $5, settled_by = $6,
           settled_at = now(), content = null
         where tenant_id = $1 and id = $2`,
        [tenant, found.id, end.state, end.key, end.reason, JSON.stringify(by)],
      );
      const code = end.state === 'acknowledged' ? 'ACKNOWLEDGED' : 'REJECTED';
      await this.audit.record(tx, settled({ tenant, actor, object: connection, code, req: found.id }));
    });
  }

  /** Revisions of the contexts or memberships in what was offered, by the service's ids. */
  private async revisionsOfParts(
    tx: Tx,
    whose: Whose,
    id: string,
    content: Buffer | null,
  ): Promise<ReadonlyMap<string, string>> {
    const [opened] = await this.opened(tx, whose, [{ id, content }]);
    const { contexts = [], memberships = [] } = (opened?.content ?? {}) as OfferedParts;
    return new Map(
      [...contexts, ...memberships].map((part) => [part.remoteId ?? part.id ?? '', part.revision ?? '']),
    );
  }

  private async opened<T extends { readonly id: string; readonly content: Buffer | null }>(
    tx: Tx,
    whose: Whose,
    rows: readonly T[],
  ): Promise<(Omit<T, 'content'> & { readonly content: unknown })[]> {
    const sealed = rows.flatMap(({ id, content }) =>
      content ? [{ context: importContext(whose, id), sealed: content }] : [],
    );
    const plain = await this.payloads.openForTenant(tx, whose.tenant, sealed);
    let at = 0;
    return rows.map((row) => ({
      ...row,
      content: row.content ? (JSON.parse(plain[at++]?.toString('utf8') ?? 'null') as unknown) : null,
    }));
  }
}

type ImportRow = Omit<OfferedImport, 'content'> & { readonly content: Buffer | null };

interface OfferedPart {
  readonly remoteId?: string;
  readonly id?: string;
  readonly revision?: string;
}

interface OfferedParts {
  readonly contexts?: readonly OfferedPart[];
  readonly memberships?: readonly OfferedPart[];
}
