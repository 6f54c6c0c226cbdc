import type { ModelCall, ModelStore, Submission } from './model-store';
import { times, type Process, type World } from './world';

export type Answer =
  | { readonly type: 'unreachable' | 'refused' | 'silence' }
  | { readonly type: 'answered'; readonly results: ReadonlyMap<number, 'delivered' | 'rejected'> };

interface Open {
  readonly lane: string;
  over: boolean;
}

/** The ground truth: what really was processed, whatever anybody was told about it. */
export class ModelPartner {
  /** How often each version was processed. */
  readonly processed = new Map<string, number>();
  private readonly newest = new Map<string, number>();
  private readonly open: Open[] = [];

  constructor(
    private readonly world: World,
    private readonly store: ModelStore,
  ) {}

  knows(submission: Submission): boolean {
    return this.processed.has(submission.key);
  }

  /** The first byte arrives now. The answer comes through `reply`, or never. */
  receive(call: ModelCall, reply: (answer: Answer) => void): void {
    const { random, calm } = this.world;
    if (!calm && random.chance(0.1)) {
      reply({ type: 'unreachable' });
      return;
    }
    this.watch(call);
    const lanes = new Set(call.rows.map(({ submission }) => submission.lane));
    const requests = [...lanes].map((lane): Open => ({ lane, over: false }));
    this.open.push(...requests);
    this.world.start(() => this.handle(call, requests, reply));
  }

  private *handle(call: ModelCall, requests: readonly Open[], reply: (answer: Answer) => void): Process {
    const { random, calm } = this.world;
    const mood = calm ? 'answers' : random.pick(moods);
    const close = (): void => requests.forEach((request) => (request.over = true));
    yield random.below(times.attempt / 2);
    if (mood === 'refuses' || mood === 'drops') {
      close();
      if (mood === 'refuses') reply({ type: 'refused' });
      return;
    }
    if (mood === 'late') yield random.below(times.late) + times.attempt / 2;
    const results = new Map(
      call.rows.map(({ id }) => [id, random.chance(calm ? 0 : 0.15) ? 'rejected' : 'delivered'] as const),
    );
    for (const { id, submission } of call.rows) if (results.get(id) === 'delivered') this.process(submission);
    close();
    if (mood === 'late' || mood === 'processes, then drops') return;
    yield random.below(times.attempt / 3);
    if (mood === 'forgets one') results.delete(random.pick(call.rows).id);
    reply({ type: 'answered', results });
  }

  private process({ key, recordKey, version }: Submission): void {
    const times = (this.processed.get(key) ?? 0) + 1;
    this.processed.set(key, times);
    const newest = this.newest.get(recordKey) ?? 0;
    this.newest.set(recordKey, Math.max(newest, version));
    if (this.store.atOwnRisk.has(recordKey)) return;
    if (times > 1) this.world.violated(`${key} was processed twice without a person's word`);
    if (version < newest) this.world.violated(`${key} overwrote a newer version`);
  }

  private watch(call: ModelCall): void {
    if (this.store.calls.get(call.id)?.phase !== 'sending') {
      this.world.violated('a byte left before the intent was stored');
    }
    const inOrder = call.rows.every(({ id, submission }, index) =>
      call.rows.slice(0, index).every((row) => row.submission.lane !== submission.lane || row.id < id),
    );
    if (!inOrder) this.world.violated('a lane was sent out of order');
    for (const { submission } of call.rows) {
      const flying = this.open.some(({ lane, over }) => !over && lane === submission.lane);
      if (flying && !this.store.atOwnRisk.has(submission.lane)) {
        this.world.violated(`two calls in flight for lane ${submission.lane}`);
      }
    }
  }
}

const moods = [
  'answers',
  'answers',
  'answers',
  'refuses',
  'processes, then drops',
  'drops',
  'late',
  'forgets one',
] as const;
