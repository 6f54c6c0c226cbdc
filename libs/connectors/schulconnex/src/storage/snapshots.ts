import { newId, type Tx } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import type { Finding } from '../domain/check-snapshot';
import { SourceSnapshot } from './snapshot.entity';
import type { SourceTable } from './source-records';
import type { Whose } from './whose';

/** A newer upload has taken the place of this one, or it took more than a day. */
class UploadOvertaken extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'UPLOAD_OVERTAKEN';

  constructor(snapshot: string) {
    super('Another upload has begun since; only the newest counts', { snapshot });
  }
}

const TABLES: readonly SourceTable[] = ['schulconnex_person', 'schulconnex_group'];

/** What became of an earlier upload under the same key, if one came to an end. */
export async function endedUpload(
  tx: Tx,
  { connection }: Whose,
  uploadKey: string,
): Promise<(SourceSnapshot & { mark: Buffer }) | undefined> {
  const found = await tx.find(SourceSnapshot, {
    where: { connectionId: connection, uploadKey },
    order: { id: 'desc' },
  });
  return found.find((one): one is SourceSnapshot & { mark: Buffer } => one.mark !== null);
}

/** Begins to receive; an upload of this connection that is still under way is overtaken. */
export async function beginSnapshot(
  tx: Tx,
  { tenant, connection }: Whose,
  uploadKey: string,
): Promise<string> {
  await tx.query(
    `update schulconnex_snapshot set state = 'refused', code = 'UPLOAD_OVERTAKEN', ended_at = now()
     where tenant_id = $1 and connection_id = $2 and state = 'receiving'`,
    [tenant, connection],
  );
  const id = newId();
  await tx.query(
    `insert into schulconnex_snapshot (tenant_id, connection_id, id, state, upload_key) values ($1, $2, $3, 'receiving', $4)`,
    [tenant, connection, id, uploadKey],
  );
  return id;
}

/** Keeps others from ending it until the transaction is over. @throws {UploadOvertaken} */
export async function stillReceiving(tx: Tx, { tenant, connection }: Whose, id: string): Promise<void> {
  const rows = await tx.query<unknown[]>(
    `select from schulconnex_snapshot
     where tenant_id = $1 and connection_id = $2 and id = $3 and state = 'receiving' for update`,
    [tenant, connection, id],
  );
  if (rows.length === 0) throw new UploadOvertaken(id);
}

export interface SnapshotEnd {
  readonly code?: string;
  /** Absent if it broke off: then the same key may try again. */
  readonly mark?: Buffer;
  readonly refused: number;
  readonly findings: readonly Finding[];
}

/** Ends an upload without using anything of it. */
export async function refuseSnapshot(
  tx: Tx,
  { tenant, connection }: Whose,
  id: string,
  { code = 'SNAPSHOT_REFUSED', mark, refused, findings }: SnapshotEnd,
): Promise<void> {
  await tx.query(
    `update schulconnex_snapshot set state = 'refused', code = $4, mark = $5, refused = $6, findings = $7, ended_at = now()
     where tenant_id = $1 and connection_id = $2 and id = $3 and state = 'receiving'`,
    [tenant, connection, id, code, mark ?? null, refused, JSON.stringify(findings)],
  );
}

/** Puts this snapshot in the place of the one before, at once. */
export async function completeSnapshot(
  tx: Tx,
  { tenant, connection }: Whose,
  id: string,
  { mark, refused, findings }: SnapshotEnd,
): Promise<void> {
  await tx.query(
    `update schulconnex_snapshot set state = 'superseded'
     where tenant_id = $1 and connection_id = $2 and state = 'complete'`,
    [tenant, connection],
  );
  await tx.query(
    `update schulconnex_snapshot set state = 'complete', mark = $4, refused = $5, findings = $6, ended_at = now(),
       people = (select count(*) from schulconnex_person
                 where tenant_id = $1 and connection_id = $2 and snapshot_id = $3),
       groups = (select count(*) from schulconnex_group
                 where tenant_id = $1 and connection_id = $2 and snapshot_id = $3)
     where tenant_id = $1 and connection_id = $2 and id = $3`,
    [tenant, connection, id, mark ?? null, refused, JSON.stringify(findings)],
  );
}

/**
 * Takes records over from the snapshot that counts, so that a mistake in one never looks like its
 * departure. What has given a part of it to another record stays behind.
 */
export async function carryOver(
  tx: Tx,
  { tenant, connection }: Whose,
  snapshot: string,
  table: SourceTable,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  const [columns, parts] =
    table === 'schulconnex_person'
      ? ['contexts, content', 'contexts']
      : ['memberships, members, refers_to, content', 'memberships'];
  await tx.query(
    `with old as (
       select o.* from ${table} o join schulconnex_snapshot s
         on s.tenant_id = o.tenant_id and s.connection_id = o.connection_id and s.id = o.snapshot_id
       where o.tenant_id = $1 and o.connection_id = $2 and s.state = 'complete' and o.key = any($4::text[])),
     taken as (
       select distinct part.key from old cross join unnest(old.${parts}) as moved (part)
       join (select key, unnest(${parts}) as part from ${table}
             where tenant_id = $1 and connection_id = $2 and snapshot_id = $3) part on part.part = moved.part)
     insert into ${table} (tenant_id, connection_id, snapshot_id, key, position, ${columns})
     select tenant_id, connection_id, $3, key, null, ${columns} from old
     where not old.${parts} && array(
       select unnest(n.${parts}) from ${table} n
       where n.tenant_id = $1 and n.connection_id = $2 and n.snapshot_id = $3 and n.key in (select key from taken))
     on conflict do nothing`,
    [tenant, connection, snapshot, keys],
  );
}

/** Deletes records of snapshots that count no more, and those of uploads that died more than a day ago. */
export async function forgetOldRecords(tx: Tx): Promise<void> {
  await tx.query(
    `update schulconnex_snapshot set state = 'refused', code = 'UPLOAD_BROKEN', ended_at = now()
     where tenant_id = current_tenant() and state = 'receiving' and received_at < now() - interval '1 day'`,
  );
  for (const table of TABLES)
    await tx.query(
      `delete from ${table} r using schulconnex_snapshot s
       where r.tenant_id = current_tenant() and s.tenant_id = r.tenant_id and s.connection_id = r.connection_id
         and s.id = r.snapshot_id and s.state in ('refused', 'superseded')`,
    );
}

/** Records of a snapshot, sealed; those that are not there are left out. */
export const recordsByKey = (
  tx: Tx,
  table: SourceTable,
  { tenant, connection }: Whose,
  snapshot: string,
  keys: readonly string[],
): Promise<{ key: string; content: Buffer }[]> =>
  tx.query<{ key: string; content: Buffer }[]>(
    `select key, content from ${table}
     where tenant_id = $1 and connection_id = $2 and snapshot_id = $3 and key = any($4::text[]) order by key`,
    [tenant, connection, snapshot, [...new Set(keys)]],
  );

/** Keys of groups with one of these contexts as a member, or a reference to one of these groups. */
export async function groupsThatName(
  tx: Tx,
  { tenant, connection }: Whose,
  snapshot: string,
  contexts: readonly string[],
  groups: readonly string[],
): Promise<string[]> {
  if (contexts.length + groups.length === 0) return [];
  const rows = await tx.query<{ key: string }[]>(
    `select key from schulconnex_group
     where tenant_id = $1 and connection_id = $2 and snapshot_id = $3
       and (members && $4::text[] or refers_to && $5::text[])`,
    [tenant, connection, snapshot, contexts, groups],
  );
  return rows.map(({ key }) => key);
}

/** Counts anew after a change, which makes it another version. */
export async function countRecords(
  tx: Tx,
  { tenant, connection }: Whose,
  snapshot: string,
): Promise<{ version: number; people: number; groups: number }> {
  const [[counted]] = await tx.query<[{ version: string; people: number; groups: number }[], number]>(
    `update schulconnex_snapshot s set version = version + 1,
       people = (select count(*) from schulconnex_person
                 where tenant_id = $1 and connection_id = $2 and snapshot_id = $3),
       groups = (select count(*) from schulconnex_group
                 where tenant_id = $1 and connection_id = $2 and snapshot_id = $3)
     where tenant_id = $1 and connection_id = $2 and id = $3 returning version, people, groups`,
    [tenant, connection, snapshot],
  );
  if (!counted) throw new Error('A snapshot that was just locked is gone');
  return { ...counted, version: Number(counted.version) };
}
