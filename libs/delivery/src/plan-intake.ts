import { newDelivery, type Delivery } from './delivery';
import type { Accepted, DeliveryRecord, NewRecord } from './delivery-record';

type Live = Pick<Delivery, 'state' | 'heldBecause' | 'cause'> & Pick<DeliveryRecord, 'id' | 'payloadHash'>;

/** What is known about the records that came in. */
export interface Known {
  /** The newest version of each that is still open, by record key. */
  readonly live: ReadonlyMap<string, Live>;
  /** Keys of which an earlier, replaced version is on its way, or may have arrived. */
  readonly underway: ReadonlySet<string>;
  /** Content last delivered or closed by a person, by record key. */
  readonly settled: ReadonlyMap<string, Buffer>;
}

export interface IntakePlan<R extends NewRecord> {
  readonly taken: readonly R[];
  /** Ids of waiting versions that take their change back: what the partner has is true again. */
  readonly withdrawn: readonly string[];
  /** In the order of the records. */
  readonly answers: readonly Accepted[];
}

/**
 * Which records to take over, and what to answer for each.
 *
 * The same content is not taken over twice: not while the live version says the same and nothing new is
 * known to be wrong with it, nor when it is what was last delivered or closed by a person – a version
 * that waits in between is withdrawn then. A record that fails its check for the same reason as before goes
 * on waiting as it is.
 */
export function planIntake<R extends NewRecord>(records: readonly R[], known: Known): IntakePlan<R> {
  const taken: R[] = [];
  const withdrawn: string[] = [];
  const answers = records.map((record): Accepted => {
    const { id, recordKey, held } = record;
    const older = known.live.get(recordKey);
    const unchanged = !record.evenIfUnchanged && whyUnchanged(record, known);
    if (!unchanged) {
      taken.push(record);
      const replaces = older && !mayArrive(older) ? older.id : null;
      return { id, recordKey, result: held ? 'held' : 'accepted', replaces };
    }
    if (!older || unchanged === 'same') {
      const result = older?.heldBecause === 'check-failed' ? 'held' : 'unchanged';
      return { id: older?.id ?? null, recordKey, result, replaces: null };
    }
    withdrawn.push(older.id);
    return { id: null, recordKey, result: 'unchanged', replaces: older.id };
  });
  return { taken, withdrawn, answers };
}

/** `same`: the live version says so already. `taken-back`: the partner, or a person, has settled it. */
function whyUnchanged(record: NewRecord, known: Known): 'same' | 'taken-back' | undefined {
  const { recordKey, payloadHash } = record;
  const older = known.live.get(recordKey);
  const isUnderway = older !== undefined && mayArrive(older);
  if (!isUnderway && !known.underway.has(recordKey) && known.settled.get(recordKey)?.equals(payloadHash))
    return 'taken-back';
  return older?.payloadHash.equals(payloadHash) && !needsCheck(older, record) ? 'same' : undefined;
}

const mayArrive = ({ state }: Live): boolean => state === 'sending' || state === 'uncertain';

/** Problems come and go with a neighbouring line or another day, although the record says the same. */
const needsCheck = ({ state, heldBecause, cause }: Live, { held }: NewRecord): boolean =>
  heldBecause === 'check-failed' ? held?.cause !== cause : held !== undefined && state === 'accepted';

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
