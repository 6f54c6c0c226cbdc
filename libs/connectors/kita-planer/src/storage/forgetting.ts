import type { Tx } from '@gateway/database';
import type { CallRef } from '@gateway/protocol-log';

/** Destroys the stored answer of a call, which may name somebody who was erased. */
export async function forgetAnswer(tx: Tx, { tenant, id, startedAt }: CallRef): Promise<void> {
  await tx.query(
    `update protocol_call set answer = null where tenant_id = $1 and id = $2 and started_at = $3`,
    [tenant, id, startedAt],
  );
}
