import { newId, type Tx } from '@gateway/database';
import type { Payloads } from '@gateway/vault';
import type { Resource } from '../domain/plan/attributes';
import type { OfRun } from './synchronisation/plan-items';
import type { Whose } from './whose';

/** What the service knows and the school should take over. */
export interface NewImport {
  readonly kind: Resource;
  readonly remoteId: string;
  readonly revision: string;
  /** Key of the record in the school, if it is there already. */
  readonly key?: string;
  /** In the gateway's words, e.g. a `LocalPerson` without keys; contexts and memberships carry a `remoteId`. */
  readonly content: object;
}

export const importContext = ({ connection }: Whose, id: string): string =>
  `schulconnex_import ${connection} ${id}`;

/** Offers these to the source. What is offered already is brought up to date under its old id. */
export async function offerImports(
  tx: Tx,
  payloads: Payloads,
  whose: Whose,
  imports: readonly NewImport[],
): Promise<void> {
  if (imports.length === 0) return;
  const { tenant, connection } = whose;
  const known = await tx.query<{ kind: string; remoteId: string; id: string }[]>(
    `select kind, remote_id as "remoteId", id from schulconnex_import
     where tenant_id = $1 and connection_id = $2 and state = 'offered' and remote_id = any($3::text[]) for update`,
    [tenant, connection, imports.map(({ remoteId }) => remoteId)],
  );
  const ids = new Map(known.map(({ kind, remoteId, id }) => [`${kind} ${remoteId}`, id]));
  const news = imports.map((one) => ({ ...one, id: ids.get(`${one.kind} ${one.remoteId}`) ?? newId() }));
  const contents = await payloads.sealForTenant(
    tx,
    tenant,
    news.map(({ id, content }) => ({ context: importContext(whose, id), plain: JSON.stringify(content) })),
  );
  await tx.query(
    `insert into schulconnex_import (tenant_id, connection_id, id, kind, remote_id, key, revision, content)
     select $1, $2, n.* from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[]) as n
     on conflict (tenant_id, connection_id, id) do update
       set key = excluded.key, revision = excluded.revision, content = excluded.content`,
    [
      ...[tenant, connection, news.map(({ id }) => id), news.map(({ kind }) => kind)],
      news.map(({ remoteId }) => remoteId),
      news.map(({ key }) => key ?? null),
      news.map(({ revision }) => revision),
      contents,
    ],
  );
}

/**
 * Takes back what this run's plan shows to be offered in vain: the service does not list it any more (`VANISHED`), or
 * the school has it now (`DELIVERED`).
 *
 * @returns how many were withdrawn
 */
export async function withdrawImports(tx: Tx, run: OfRun, kind: Resource): Promise<number> {
  const [, count] = await tx.query<[unknown, number]>(
    `update schulconnex_import i set state = 'withdrawn', content = null, settled_at = now(),
       reason = case when p.known then 'DELIVERED' else 'VANISHED' end
     from (select o.id, count(p.nr) > 0 as known, count(p.key) > 0 as paired
           from schulconnex_import o left join schulconnex_plan_item p
             on p.tenant_id = o.tenant_id and p.connection_id = o.connection_id and p.synchronisation_id = $3
             and p.resource = o.kind and p.remote_id = o.remote_id
           where o.tenant_id = $1 and o.connection_id = $2 and o.kind = $4 and o.state = 'offered'
           group by o.id) p
     where i.tenant_id = $1 and i.connection_id = $2 and i.id = p.id and (p.paired or not p.known)`,
    [run.tenant, run.connection, run.synchronisation, kind],
  );
  return count;
}
