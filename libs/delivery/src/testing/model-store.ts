import { chooseBatch } from '../choose-batch';
import { balance } from '../balance';
import {
  deliveryStates,
  isArchived,
  newDelivery,
  waitsFor,
  type Delivery,
  type DeliveryState,
} from '../delivery';
import { transition, type DeliveryEvent } from '../transition';
import type { World } from './world';

const none = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>;

/** One version of one source record, as the client sends it. */
export interface Submission {
  /** The idempotency key; also the version's name at the partner. */
  readonly key: string;
  readonly recordKey: string;
  readonly lane: string;
  readonly version: number;
}

export interface ModelRow extends Delivery {
  readonly id: number;
  readonly submission: Submission;
  readonly changedAt: number;
}

export interface ModelCall {
  readonly id: number;
  readonly rows: readonly Pick<ModelRow, 'id' | 'fence' | 'submission'>[];
  phase: 'prepared' | 'sending' | 'answered';
  events: ReadonlyMap<number, DeliveryEvent>;
}

/**
 * The tables, in memory. Every method is one committed transaction: it happens as a whole or, when
 * its caller dies before, not at all. Rows change through `transition` only, as in the product.
 */
export class ModelStore {
  readonly rows = new Map<number, ModelRow>();
  readonly calls = new Map<number, ModelCall>();
  /** Records that somebody wanted sent again although it may have arrived, and their lanes. */
  readonly atOwnRisk = new Set<string>();
  /** Which changes this history was about. */
  readonly ways = new Set<string>();
  private readonly known = new Map<string, number>();
  private accepted = 0;
  private ids = 0;

  constructor(private readonly world: World) {}

  accept(submission: Submission): void {
    if (this.known.has(submission.key) && this.world.mistake !== 'no-dedupe') return;
    const id = ++this.ids;
    const older = [...this.rows.values()].find(
      (row) =>
        row.submission.recordKey === submission.recordKey && !isArchived(row.state) && !row.replacedSince,
    );
    if (older) this.replace(older, id);
    const { random } = this.world;
    this.known.set(submission.key, id);
    this.accepted++;
    this.write({
      ...newDelivery({
        deadlineAt: random.chance(0.2) ? new Date(this.world.now + random.below(400)) : null,
        held: random.chance(0.1) ? { because: 'check-failed', cause: 'FIELD_MISSING' } : undefined,
      }),
      id,
      submission,
      changedAt: this.world.now,
    });
  }

  has(key: string): boolean {
    return this.known.has(key);
  }

  claim(limit: number, leaseUntil: Date): ModelCall | null {
    const open = [...this.rows.values()].filter(({ state }) => !isArchived(state));
    const busy = new Set(
      open
        .filter(({ state }) => state === 'sending' || state === 'uncertain')
        .map(({ submission }) => submission.lane),
    );
    const free = open.filter(
      ({ state, submission }) =>
        state === 'accepted' && (!busy.has(submission.lane) || this.world.mistake === 'no-lane-lock'),
    );
    if (free.length === 0) return null;
    const batch = chooseBatch(
      free.map((row) => {
        const result = transition(row, { type: 'claim', leaseUntil }, this.world.date);
        return { lane: row.submission.lane, ready: 'delivery' in result ? result.delivery : null };
      }),
      limit,
    );
    if (batch.length === 0) return null;
    batch.forEach((row) => this.write(row));
    const call: ModelCall = { id: ++this.ids, rows: batch, phase: 'prepared', events: new Map() };
    this.calls.set(call.id, call);
    return call;
  }

  /** Puts on record that the call is being sent, if it still is the claimer's to send. */
  begin(call: ModelCall): boolean {
    const ours = call.rows.every(({ id, fence }) => {
      const row = this.rows.get(id);
      return row?.state === 'sending' && row.fence === fence && (row.leaseUntil ?? 0) > this.world.date;
    });
    if (ours) call.phase = 'sending';
    return ours;
  }

  storeAnswer(call: ModelCall, events: ReadonlyMap<number, DeliveryEvent>): void {
    call.phase = 'answered';
    call.events = events;
  }

  apply(id: number, event: DeliveryEvent): boolean {
    const row = this.rows.get(id);
    if (!row) return false;
    const believed =
      'fence' in event && this.world.mistake === 'no-fence' ? { ...event, fence: row.fence } : event;
    const result = transition(row, believed, this.world.date);
    if ('refused' in result) return false;
    this.ways.add(`${row.state} > ${result.delivery.state} by ${event.type}`);
    this.write(result.delivery);
    return true;
  }

  /** Refused where a later version exists, as by `Deliveries.reopen`. */
  reopen(id: number, by: string): boolean {
    const row = this.rows.get(id);
    const outdated = [...this.rows.values()].some(
      (other) => other.submission.recordKey === row?.submission.recordKey && other.id > id,
    );
    return !outdated && this.apply(id, { type: 'reopen', by, deadlineAt: null });
  }

  private replace(older: ModelRow, by: number): void {
    if (this.world.mistake === 'supersede-drops') {
      this.write({ ...older, state: 'superseded', leaseUntil: null, supersededBy: String(by) });
    } else this.apply(older.id, { type: 'supersede', by: String(by) });
  }

  private write(row: ModelRow): void {
    this.rows.set(row.id, { ...row, changedAt: this.world.now });
    if (!isArchived(row.state) && waitsFor(row) === 'nobody') this.world.violated('a record has no owner');
    if ((row.state === 'sending') !== (row.leaseUntil !== null)) {
      this.world.violated('a record is being sent without a lease');
    }
    const states = { ...none };
    for (const { state } of this.rows.values()) states[state]++;
    if (balance({ accepted: this.accepted, states }).difference !== 0) {
      this.world.violated('the counts do not balance');
    }
  }
}
