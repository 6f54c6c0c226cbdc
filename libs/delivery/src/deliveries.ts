import type { Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { chooseBatch } from './choose-batch';
import { decideAll, type Applied, type DeliveryNews } from './decide-all';
import { isSuspect, type HoldReason } from './delivery';
import type { Accepted, DeliveryRecord, NewRecord } from './delivery-record';
import { DuplicateRecordKey } from './duplicate-record-key';
import { planIntake, toRecord } from './plan-intake';
import { connectionsOf, latestSettled, lockArchived, takeBack } from './storage/archive';
import { lockClaimable, type Claimable } from './storage/claimable';
import type { DeliveryHead } from './storage/fields';
import { countIntake } from './storage/intake';
import { inTurn } from './storage/in-turn';
import {
  insertOpen,
  lockByIds,
  lockDue,
  lockHeld,
  lockLive,
  replacedAndUnderway,
  save,
  type Due,
} from './storage/open-work';
import { transition, type DeliveryEvent } from './transition';

export interface Claim extends Omit<Claimable, 'lanes' | 'acceptedUntil'> {
  readonly callId: string;
  readonly leaseUntil: Date;
  /** Only these lanes, as for one child in real time. */
  readonly lanes?: readonly string[];
  /** Only what had been accepted by then: a run ends although new records keep coming. */
  readonly acceptedUntil?: Date;
}

/** How far a call is on record; an answered one is settled from its stored answer. */
export type CallPhase = 'prepared' | 'sending' | 'answered';

export interface Expired extends Applied {
  /** Calls whose answer is stored but not yet applied, with the records that wait for it. */
  readonly answered: ReadonlyMap<string, readonly DeliveryHead[]>;
}

/** Which records of a connection to hold or release, at most `limit` at a time. */
export interface Several {
  readonly connectionId: string;
  readonly lanes?: readonly string[];
  readonly limit: number;
}

/**
 * Everything that changes deliveries, always many at a time and always in the caller's transaction
 * (one tenant, read committed). What may change is decided by `transition` alone.
 *
 * `now` is the caller's clock. In one transaction, `accept` and `reopen` come before `apply`.
 */
@Injectable()
export class Deliveries {
  /**
   * Takes records over; older live versions of them give way. What is on its way or was settled with
   * the same content is left alone. The answers come in the order of the records.
   *
   * @throws {DuplicateRecordKey} where two of the records are versions of the same one
   */
  async accept(
    tx: Tx,
    connectionId: string,
    records: readonly NewRecord[],
    now: Date,
  ): Promise<readonly Accepted[]> {
    if (records.length === 0) return [];
    const keys = records.map(({ recordKey }) => recordKey);
    if (new Set(keys).size < keys.length) throw new DuplicateRecordKey();

    await inTurn(tx, 'accept', [connectionId]);
    const live = new Map((await lockLive(tx, connectionId, keys)).map((head) => [head.recordKey, head]));
    const underway = await replacedAndUnderway(tx, connectionId, keys);
    const settled = await latestSettled(tx, connectionId, keys);
    const { taken, withdrawn, answers } = planIntake(records, { live, underway, settled });

    const older = taken.flatMap(({ id, recordKey }): DeliveryNews[] => {
      const head = live.get(recordKey);
      return head ? [{ id: head.id, event: { type: 'supersede', by: id } }] : [];
    });
    for (const id of withdrawn) older.push({ id, event: { type: 'supersede', by: null } });
    await save(tx, decideAll([...live.values()], older, now).changes, now);
    await insertOpen(
      tx,
      taken.map((record) => toRecord(record, connectionId, now)),
    );
    await countIntake(tx, connectionId, taken.length, now);
    return answers;
  }

  /**
   * Takes a record over and claims it at once: for one whose key is new, so that there is nothing to compare it
   * with and nobody else to claim it. The fence and the lease are those of `claim`.
   */
  async acceptClaimed(
    tx: Tx,
    connectionId: string,
    record: NewRecord,
    { callId, leaseUntil }: Pick<Claim, 'callId' | 'leaseUntil'>,
    now: Date,
  ): Promise<DeliveryRecord> {
    const result = transition(toRecord(record, connectionId, now), { type: 'claim', leaseUntil }, now);
    if (!('delivery' in result)) throw new Error(`A new record cannot be claimed: ${result.refused}`);
    const claimed = { ...result.delivery, callId };
    await insertOpen(tx, [claimed]);
    await countIntake(tx, connectionId, 1, now);
    return claimed;
  }

  /**
   * Hands a worker the next records to send, in sending order, each with the fence that its news must
   * carry. All of a lane go together as far as they fit; two claims never get the same lane.
   *
   * The caller reads its own clock before (`Lease.claimedAt`) and stores the call in the same transaction.
   */
  async claim(tx: Tx, claim: Claim, now: Date): Promise<DeliveryRecord[]> {
    const { lanes = null, acceptedUntil = null, callId, leaseUntil, ...claimable } = claim;
    await inTurn(tx, 'claim', [claim.connectionId]);
    const rows = await lockClaimable(tx, { ...claimable, lanes, acceptedUntil }, now);
    const candidates = rows.map(({ ofLane, record }) => {
      const result = record && transition(record, { type: 'claim', leaseUntil }, now);
      return {
        lane: ofLane,
        ready: result && 'delivery' in result ? result.delivery : null,
        alone: record !== null && isSuspect(record),
      };
    });
    const batch = chooseBatch(candidates, claim.limit);
    await save(
      tx,
      batch.map((delivery) => ({ delivery, news: { callId } })),
      now,
    );
    return batch.map((record) => ({ ...record, callId }));
  }

  /**
   * Which of the claimed records are still the worker's. Ask in the transaction that puts on record
   * that the call is being sent, and send no others: only then is an expired lease told apart rightly.
   */
  async stillClaimed(
    tx: Tx,
    claimed: readonly Pick<DeliveryRecord, 'id' | 'fence'>[],
    now: Date,
  ): Promise<ReadonlySet<string>> {
    const fences = new Map(claimed.map(({ id, fence }) => [id, fence]));
    const heads = await lockByIds(tx, [...fences.keys()]);
    return new Set(
      heads
        .filter(({ id, state, fence, leaseUntil }) => {
          const ours = state === 'sending' && fence === fences.get(id);
          return ours && leaseUntil !== null && leaseUntil > now;
        })
        .map(({ id }) => id),
    );
  }

  /**
   * Writes down what happened to open deliveries: answers, checks, decisions of persons, anything but
   * a reopening. What is thereby over moves to the archive at once.
   */
  async apply(tx: Tx, news: readonly DeliveryNews[], now: Date): Promise<Applied> {
    const heads = await lockByIds(
      tx,
      news.map(({ id }) => id),
    );
    return decideAndSave(tx, heads, news, now);
  }

  /** Lets newer versions (`by` their ids) take the place of live ones, or withdraws them (`by` null). */
  async supersede(
    tx: Tx,
    connectionId: string,
    records: readonly { readonly recordKey: string; readonly by: string | null }[],
    now: Date,
  ): Promise<Applied> {
    const by = new Map(records.map((record) => [record.recordKey, record.by]));
    const heads = await lockLive(tx, connectionId, [...by.keys()]);
    return applyToEach(
      tx,
      heads,
      ({ recordKey }) => ({ type: 'supersede', by: by.get(recordKey) ?? null }),
      now,
    );
  }

  /** Makes waiting records wait for something else. Repeat until fewer than `limit` have changed. */
  async hold(
    tx: Tx,
    { because, code, ...several }: Several & Omit<Extract<DeliveryEvent, { type: 'hold' }>, 'type'>,
    now: Date,
  ): Promise<Applied> {
    const heads = await lockHeld(tx, { ...several, heldBecause: null });
    return applyToEach(tx, heads, () => ({ type: 'hold', because, code }), now);
  }

  /** Lets go what was held for this reason. Repeat until fewer than `limit` have changed. */
  async release(
    tx: Tx,
    {
      because,
      deadlineAt,
      ...several
    }: Several & { readonly because: HoldReason; readonly deadlineAt: Date | null },
    now: Date,
  ): Promise<Applied> {
    const heads = await lockHeld(tx, { ...several, heldBecause: because });
    return applyToEach(tx, heads, () => ({ type: 'release', because, deadlineAt }), now);
  }

  /**
   * Ends claims nobody answers for any more. `phaseOf` reads how far their calls got, in this very
   * transaction; a call it does not know counts as sent.
   */
  async expireLeases(
    tx: Tx,
    { phaseOf, ...due }: Due & { readonly phaseOf: PhaseOf },
    now: Date,
  ): Promise<Expired> {
    const heads = await lockDue(tx, 'lease_until', due, now);
    const calls = new Set(heads.flatMap(({ callId }) => callId ?? []));
    const phases = calls.size > 0 ? await phaseOf([...calls]) : new Map<string, CallPhase>();
    const phase = ({ callId }: DeliveryHead): CallPhase => phases.get(callId ?? '') ?? 'sending';

    const answered = new Map<string, DeliveryHead[]>();
    for (const head of heads) {
      if (head.callId === null || phase(head) !== 'answered') continue;
      answered.set(head.callId, [...(answered.get(head.callId) ?? []), head]);
    }
    const dead = heads.filter((head) => phase(head) !== 'answered');
    const applied = await applyToEach(
      tx,
      dead,
      (head) => ({
        type: 'lease-expired',
        phase: phase(head) === 'prepared' ? 'prepared' : 'sending',
      }),
      now,
    );
    return { ...applied, answered };
  }

  /**
   * Call it before many claims. What waits comes and goes by thousands between two looks of the database's own;
   * with statistics of an empty table, every claim reads everything that waits, a hundred times.
   */
  async beforeManyClaims(tx: Tx): Promise<void> {
    await tx.query('select delivery_analyze()');
  }

  /** Gives up on what is certainly not sent and past its deadline. */
  async giveUp(tx: Tx, due: Due, now: Date): Promise<Applied> {
    const heads = await lockDue(tx, 'deadline_at', due, now);
    return applyToEach(tx, heads, () => ({ type: 'deadline' }), now);
  }

  /** Takes resolved records back to the open work, unless a later version of them exists. */
  async reopen(
    tx: Tx,
    ids: readonly string[],
    { by, deadlineAt }: { readonly by: string; readonly deadlineAt: Date | null },
    now: Date,
  ): Promise<Applied> {
    await inTurn(tx, 'accept', await connectionsOf(tx, ids));
    const heads = await lockArchived(tx, ids);
    const outdated = new Set(heads.flatMap(({ id, outdated }) => (outdated ? id : [])));
    const news = ids.map((id): DeliveryNews => ({ id, event: { type: 'reopen', by, deadlineAt } }));
    const { changes, skipped } = decideAll(
      heads,
      news.filter(({ id }) => !outdated.has(id)),
      now,
    );
    await takeBack(
      tx,
      changes.map(({ delivery }) => delivery.id),
    );
    await save(tx, changes, now);
    return {
      changed: changes.map(({ delivery }) => delivery),
      skipped: [...skipped, ...[...outdated].map((id) => ({ id, because: 'replaced' as const }))],
    };
  }
}

async function decideAndSave(
  tx: Tx,
  heads: readonly DeliveryHead[],
  news: readonly DeliveryNews[],
  now: Date,
): Promise<Applied> {
  const { changes, skipped } = decideAll(heads, news, now);
  await save(tx, changes, now);
  return { changed: changes.map(({ delivery }) => delivery), skipped };
}

const applyToEach = (
  tx: Tx,
  heads: readonly DeliveryHead[],
  eventFor: (head: DeliveryHead) => DeliveryEvent,
  now: Date,
): Promise<Applied> =>
  decideAndSave(
    tx,
    heads,
    heads.map((head) => ({ id: head.id, event: eventFor(head) })),
    now,
  );

/** Reads how far these calls are on record. */
export type PhaseOf = (callIds: readonly string[]) => Promise<ReadonlyMap<string, CallPhase>>;
