import type { Tx } from '@gateway/database';

/** An open record of somebody, and where it belongs. */
export interface OpenRecord {
  readonly connectionId: string;
  readonly recordKey: string;
}

/** The subject behind a Betreuter-Nr., whichever connections know it; its sources are locked. */
export async function subjectOf(tx: Tx, childNumber: string): Promise<string | undefined> {
  const [row] = await tx.query<{ subject: string }[]>(
    `select subject_id as subject from kita_planer_source
     where tenant_id = current_tenant() and child_number = $1 order by connection_id for update`,
    [childNumber],
  );
  return row?.subject;
}

export function openRecordsOf(tx: Tx, subject: string): Promise<OpenRecord[]> {
  return tx.query<OpenRecord[]>(
    `select connection_id as "connectionId", record_key as "recordKey" from delivery
     where tenant_id = current_tenant() and subject_id = $1 and replaced_since is null`,
    [subject],
  );
}

/**
 * Removes what is kept about somebody outside the seal of their own key: the source's state, reasons
 * persons gave, and the raw answers of every call that was about them.
 */
export async function forgetSubject(tx: Tx, subject: string): Promise<void> {
  await tx.query('delete from kita_planer_source where tenant_id = current_tenant() and subject_id = $1', [
    subject,
  ]);
  for (const table of ['delivery', 'delivery_archive'])
    await tx.query(
      `update ${table} set reason = null
       where tenant_id = current_tenant() and subject_id = $1 and reason is not null`,
      [subject],
    );
  await tx.query(
    `update protocol_call set answer = null
     where tenant_id = current_tenant() and answer is not null and id in (
       select call_id from protocol_entry where tenant_id = current_tenant() and subject_id = $1
       union select call_id from delivery where tenant_id = current_tenant() and subject_id = $1
       union select call_id from delivery_archive where tenant_id = current_tenant() and subject_id = $1)`,
    [subject],
  );
}
