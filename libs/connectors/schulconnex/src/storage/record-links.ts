import type { Tx } from '@gateway/database';
import { Links } from '../domain/links';
import type { Resource } from '../domain/plan/attributes';
import type { Whose } from './whose';

export interface NewLink {
  readonly kind: Resource;
  readonly key: string;
  readonly remoteId: string;
  readonly revision: string;
  /** We created the record over there, so we may delete it. */
  readonly createdByUs: boolean;
  /** Which rule joined them, e.g. `same key`. */
  readonly rule: string;
  /** Id of the decision of a person that did. */
  readonly decision?: string;
}

/** All links of one kind. */
export async function linksOf(tx: Tx, { tenant, connection }: Whose, kind: Resource): Promise<Links> {
  const rows = await tx.query<{ key: string; remoteId: string; createdByUs: boolean }[]>(
    `select key, remote_id as "remoteId", created_by_us as "createdByUs" from schulconnex_link
     where tenant_id = $1 and connection_id = $2 and kind = $3`,
    [tenant, connection, kind],
  );
  return new Links(rows);
}

/**
 * Remembers which records belong together, at most one link per record. Where this very pair is known,
 * only its revision moves on; whatever else either record was linked to gives way.
 */
export async function rememberLinks(
  tx: Tx,
  { tenant, connection }: Whose,
  links: readonly NewLink[],
): Promise<void> {
  if (links.length === 0) return;
  const [kinds, keys, remoteIds] = [
    links.map(({ kind }) => kind),
    links.map(({ key }) => key),
    links.map(({ remoteId }) => remoteId),
  ];
  await tx.query(
    `delete from schulconnex_link l using unnest($3::text[], $4::text[], $5::text[]) as n (kind, key, remote_id)
     where l.tenant_id = $1 and l.connection_id = $2 and l.kind = n.kind
       and (l.key = n.key) <> (l.remote_id = n.remote_id)`,
    [tenant, connection, kinds, keys, remoteIds],
  );
  await tx.query(
    `insert into schulconnex_link
       (tenant_id, connection_id, kind, key, remote_id, revision, created_by_us, rule, decision)
     select $1, $2, n.* from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::uuid[]) as n
     on conflict (tenant_id, connection_id, kind, key) do update
       set revision = excluded.revision, created_by_us = schulconnex_link.created_by_us or excluded.created_by_us`,
    [
      ...[tenant, connection, kinds, keys, remoteIds],
      links.map(({ revision }) => revision),
      links.map(({ createdByUs }) => createdByUs),
      links.map(({ rule }) => rule),
      links.map(({ decision }) => decision ?? null),
    ],
  );
}

/** Forgets links whose record the service has no more. */
export async function forgetLinks(
  tx: Tx,
  { tenant, connection }: Whose,
  kind: Resource,
  remoteIds: readonly string[],
): Promise<void> {
  await tx.query(
    `delete from schulconnex_link
     where tenant_id = $1 and connection_id = $2 and kind = $3 and remote_id = any($4::text[])`,
    [tenant, connection, kind, remoteIds],
  );
}
