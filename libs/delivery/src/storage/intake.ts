import { kept, type Tx } from '@gateway/database';

/** Notes how many records came in, apart from the records themselves, so that a lost one shows. */
export async function countIntake(tx: Tx, connectionId: string, accepted: number, now: Date): Promise<void> {
  if (accepted === 0) return;
  await tx.query(
    kept(`insert into delivery_intake as i (tenant_id, connection_id, day, accepted)
     values (current_tenant(), $1, ($2::timestamptz at time zone 'UTC')::date, $3)
     on conflict (tenant_id, connection_id, day) do update set accepted = i.accepted + excluded.accepted`),
    [connectionId, now, accepted],
  );
}
