import type { Tx } from '@gateway/database';
import type { CallRef } from '@gateway/protocol-log';

/** Destroys the stored answer of a call, which may name somebody who was erased. */
export async function forgetAnswer(tx: Tx, { tenant, id, startedAt }: CallRef): Promise<void> {
  await tx.query(
    `update protocol_call set answer = null where tenant_id = $1 and id = $2 and started_at = $3`,
    [tenant, id, startedAt],
  );
}

/** What is too old, of which connection, and how much of it to take in one transaction. */
export interface TooOld {
  readonly connection: string;
  readonly before: Date;
  readonly limit: number;
}

/** Empties archived records: their rows, keys and codes stay. Answers how many. */
export function emptyArchived(tx: Tx, tooOld: TooOld): Promise<number> {
  return affected(
    tx,
    `update delivery_archive d set payload = '', message = null, reason = null
     from (select id, archived_at from delivery_archive
           where tenant_id = current_tenant() and connection_id = $1 and archived_at < $2
             and octet_length(payload) > 0
           order by archived_at limit $3) old
     where d.tenant_id = current_tenant() and d.id = old.id and d.archived_at = old.archived_at`,
    tooOld,
  );
}

/** Deletes protocol entries; calls go by `deleteCalls`. */
export function deleteEntries(tx: Tx, tooOld: TooOld): Promise<number> {
  return affected(
    tx,
    `delete from protocol_entry e
     using (select id, at from protocol_entry
            where tenant_id = current_tenant() and connection_id = $1 and at < $2
            order by at limit $3) old
     where e.tenant_id = current_tenant() and e.id = old.id and e.at = old.at`,
    tooOld,
  );
}

/** Deletes calls that are over. One that still leaves work in the Kita-Planer stays on the list. */
export function deleteCalls(tx: Tx, tooOld: TooOld): Promise<number> {
  return affected(
    tx,
    `delete from protocol_call c
     using (select id, started_at from protocol_call
            where tenant_id = current_tenant() and connection_id = $1 and started_at < $2
              and phase = 'closed' and follow_up is distinct from 'open'
            order by started_at limit $3) old
     where c.tenant_id = current_tenant() and c.id = old.id and c.started_at = old.started_at`,
    tooOld,
  );
}

/** Removes raw answers of calls that are over. */
export function emptyAnswers(tx: Tx, tooOld: TooOld): Promise<number> {
  return affected(
    tx,
    `update protocol_call c set answer = null
     from (select id, started_at from protocol_call
           where tenant_id = current_tenant() and connection_id = $1 and started_at < $2
             and phase = 'closed' and answer is not null
           order by started_at limit $3) old
     where c.tenant_id = current_tenant() and c.id = old.id and c.started_at = old.started_at`,
    tooOld,
  );
}

async function affected(tx: Tx, sql: string, { connection, before, limit }: TooOld): Promise<number> {
  const [, count] = await tx.query<[unknown, number]>(sql, [connection, before, limit]);
  return count;
}
