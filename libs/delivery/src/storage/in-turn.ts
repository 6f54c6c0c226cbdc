import { kept, type Tx } from '@gateway/database';

/**
 * Lets one transaction at a time accept to, or claim from, these connections; it ends with the transaction.
 *
 * A statement of its own, so that the next one sees everything the predecessor committed. Row locks
 * alone would not do: they cannot see a row which the predecessor is still adding to the lane.
 */
export async function inTurn(
  tx: Tx,
  purpose: 'accept' | 'claim',
  connectionIds: readonly string[],
): Promise<void> {
  await tx.query(
    kept('select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest($1::text[]) as key'),
    [[...connectionIds].sort().map((id) => `delivery ${purpose} ${id}`)],
  );
}
