import { newDelivery, type Delivery } from './delivery';
import type { Accepted, DeliveryRecord, NewRecord } from './delivery-record';

type Live = Pick<Delivery, 'state'> & Pick<DeliveryRecord, 'id' | 'payloadHash'>;

/**
 * Which records to take over, and what to answer for each.
 *
 * The same content is not taken over twice: not while the live version is anything but held (a held
 * one is checked again), nor when it is what was last delivered or closed by a person.
 */
export function planIntake<R extends NewRecord>(
  records: readonly R[],
  live: ReadonlyMap<string, Live>,
  settled: ReadonlyMap<string, Buffer>,
): { readonly taken: R[]; readonly answers: Accepted[] } {
  const taken: R[] = [];
  const answers = records.map((record): Accepted => {
    const { id, recordKey, payloadHash } = record;
    const older = live.get(recordKey);
    const known = older && older.state !== 'held' ? older.payloadHash : settled.get(recordKey);
    if (!record.evenIfUnchanged && known?.equals(payloadHash)) {
      return { id: older?.id ?? null, recordKey, result: 'unchanged', replaces: null };
    }
    taken.push(record);
    return { id, recordKey, result: record.held ? 'held' : 'accepted', replaces: older?.id ?? null };
  });
  return { taken, answers };
}

/** The row a record begins with. */
export const toRecord = (record: NewRecord, connectionId: string, now: Date): DeliveryRecord => ({
  ...record,
  ...newDelivery(record),
  connectionId,
  message: null,
  callId: null,
  acceptedAt: now,
  updatedAt: now,
});
