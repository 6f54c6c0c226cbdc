import type { Tx } from '@gateway/database';
import type { Finding, FindingCode } from '../domain/check-snapshot';
import { inCycles } from '../domain/check-groups';
import type { Whose } from './whose';

/** Of every kind of mistake as many are named as somebody can read. */
const NAMED = 500;

/** Where something was found: which record, which of its parts. */
interface Place {
  readonly key: string;
  readonly position: number | null;
  readonly at: number;
}

/** Keys of contexts and memberships that name two: the snapshot as a whole is refused. */
export async function duplicateKeys(tx: Tx, whose: Whose, snapshot: string): Promise<Finding[]> {
  await joinByHashing(tx);
  const contexts = await repeated(tx, whose, snapshot, 'schulconnex_person', 'contexts');
  const memberships = await repeated(tx, whose, snapshot, 'schulconnex_group', 'memberships');
  const finding = (path: string, { key }: Place): Finding => ({
    ...{ code: 'KEY_DUPLICATE', path, key, refuses: 'snapshot' },
  });
  return [
    ...contexts.map((place) => finding(`${pathOf('people', place)}.contexts[${place.at}].key`, place)),
    ...memberships.map((place) => finding(`${pathOf('groups', place)}.memberships[${place.at}].key`, place)),
  ];
}

/**
 * Nobody has counted the rows that have just come, so the planner takes them for a handful and would compare
 * each with each; the parts are materialised for the same reason. Holds for the rest of the transaction.
 */
const joinByHashing = (tx: Tx): Promise<unknown> => tx.query('set local enable_nestloop = off');

const repeated = (
  tx: Tx,
  { tenant, connection }: Whose,
  snapshot: string,
  table: 'schulconnex_person' | 'schulconnex_group',
  column: 'contexts' | 'memberships',
): Promise<Place[]> =>
  tx.query<Place[]>(
    `select key, position, at from (
       select r.key, r.position, (part.at - 1)::int as at,
         row_number() over (partition by part.key order by r.position nulls last, r.key, part.at) as nth
       from ${table} r, unnest(r.${column}) with ordinality as part (key, at)
       where r.tenant_id = $1 and r.connection_id = $2 and r.snapshot_id = $3) named
     where nth > 1 order by position, at limit ${NAMED}`,
    [tenant, connection, snapshot],
  );

/**
 * Groups whose members or referenced groups are not there, or that refer to each other in a circle.
 *
 * @param keys those of them to look at; all that were uploaded if absent
 */
export async function brokenGroups(
  tx: Tx,
  whose: Whose,
  snapshot: string,
  keys?: readonly string[],
): Promise<Finding[]> {
  await joinByHashing(tx);
  const { tenant, connection } = whose;
  const asked = [tenant, connection, snapshot, keys ?? null];
  const uploaded = `g.tenant_id = $1 and g.connection_id = $2 and g.snapshot_id = $3
    and ($4::text[] is null and g.position is not null or g.key = any($4::text[]))`;
  const members = await tx.query<Place[]>(
    `with named as materialized (
       select g.key, g.position, m.context, (m.at - 1)::int as at
       from schulconnex_group g cross join unnest(g.members) with ordinality as m (context, at) where ${uploaded}),
     known as materialized (
       select unnest(p.contexts) as context from schulconnex_person p
       where p.tenant_id = $1 and p.connection_id = $2 and p.snapshot_id = $3)
     select n.key, n.position, n.at from named n left join known on known.context = n.context
     where known.context is null order by n.position, n.at`,
    asked,
  );
  const references = await tx.query<Place[]>(
    `with named as materialized (
       select g.key, g.position, r.key as other, (r.at - 1)::int as at
       from schulconnex_group g cross join unnest(g.refers_to) with ordinality as r (key, at) where ${uploaded}),
     known as materialized (
       select key from schulconnex_group where tenant_id = $1 and connection_id = $2 and snapshot_id = $3)
     select n.key, n.position, n.at from named n left join known on known.key = n.other
     where known.key is null order by n.position, n.at`,
    asked,
  );
  const circles = await circular(tx, whose, snapshot);
  const among = keys && new Set(keys);
  return [
    ...members.map((place) => broken('REFERENCE_UNKNOWN', place, `.memberships[${place.at}].context`)),
    ...references.map((place) => broken('REFERENCE_UNKNOWN', place, `.references[${place.at}].group`)),
    ...circles
      .filter(({ key, position }) => among?.has(key) ?? position !== null)
      .map((place) => broken('REFERENCE_CYCLE', place, '.references')),
  ];
}

async function circular(tx: Tx, { tenant, connection }: Whose, snapshot: string): Promise<Place[]> {
  const groups = await tx.query<(Place & { readonly refersTo: string[] })[]>(
    `select key, position, 0 as at, refers_to as "refersTo" from schulconnex_group
     where tenant_id = $1 and connection_id = $2 and snapshot_id = $3 and cardinality(refers_to) > 0
     order by position`,
    [tenant, connection, snapshot],
  );
  const cyclic = inCycles(groups.map(({ key, refersTo }) => [key, refersTo]));
  return groups.filter(({ key }) => cyclic.has(key));
}

const broken = (code: FindingCode, place: Place, at: string): Finding => ({
  code,
  path: `${pathOf('groups', place)}${at}`,
  key: place.key,
  refuses: 'record',
});

/** Records that were not in this upload are named by their key. */
const pathOf = (list: 'people' | 'groups', { key, position }: Place): string =>
  `${list}[${position ?? JSON.stringify(key)}]`;
