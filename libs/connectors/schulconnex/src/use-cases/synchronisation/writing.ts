import { Namespace } from '../../domain/namespace';
import type { Resource } from '../../domain/plan/attributes';
import { inWriteOrder, isSkippedAfter, stageOf } from '../../domain/plan/write-order';
import type { Part } from '../../domain/steps';
import type { linksOf } from '../../storage/record-links';
import type { NumberedItem } from '../../storage/synchronisation/plan-items';
import type { Settler } from './settler';
import type { ServiceState } from './service-state';
import { skipped, type Halt, type StepOutcome } from './step-outcome';
import type { Work } from './work';
import { WriteSteps } from './write-steps';

/** How many steps are announced at once before they are written. */
const ANNOUNCED = 100;

/** What writing a part came to. */
export interface PlanWritten {
  readonly halt?: Halt;
}

/** What is known of this run's steps and ids. */
export interface Progress {
  readonly ids: Readonly<Record<Resource, Map<string, string>>>;
  readonly links: Awaited<ReturnType<typeof linksOf>>;
  readonly membershipLinks: Awaited<ReturnType<typeof linksOf>>;
  readonly done: Set<string>;
  /** Steps others must not follow: failed, skipped, in conflict. */
  readonly held: Set<string>;
  readonly sourceEmpty: boolean;
  readonly replacedBy: ReadonlyMap<string, string>;
}

interface Attempt {
  readonly work: Work;
  readonly progress: Progress;
  readonly state: ServiceState;
  readonly settler: Settler;
  /** From then on these steps may have arrived. @throws {RunLost} */
  readonly announce: (numbers: readonly number[]) => Promise<void>;
}

/** One attempt at what is left of a plan. */
export class Writing {
  private readonly steps: WriteSteps;
  private readonly notOffered = new Set<string>();
  private halt: Halt | undefined;

  constructor(private readonly attempt: Attempt) {
    const { work, progress, state } = attempt;
    const { settings } = work.context;
    const namespace = new Namespace(settings.namespace);
    const { links, membershipLinks, ids, done, sourceEmpty, replacedBy } = progress;
    const { organisation } = work.sync.facts;
    this.steps = new WriteSteps({
      ...{ client: work.client, state, signal: work.signal, now: () => new Date() },
      idOf: (resource, key) => ids[resource].get(key),
      referrerFor: (key) => namespace.referrerFor(key),
      isDone: (id) => done.has(id),
      replacedBy,
      deletion: {
        ...{ links, membershipLinks, namespace, sourceEmpty },
        ...(organisation !== undefined && { organisation }),
      },
    });
  }

  /** @throws {RunLost} and whatever storing throws */
  async run(items: readonly NumberedItem[], part: Part): Promise<PlanWritten> {
    const { work, settler } = this.attempt;
    const numbered = new Map(items.map((one) => [one.item.id, one]));
    const stages = new Map<number, NumberedItem[]>();
    for (const { id } of inWriteOrder(items.map(({ item }) => item))) {
      const one = numbered.get(id);
      if (!one) continue;
      const stage = stages.get(stageOf(one.item));
      if (stage) stage.push(one);
      else stages.set(stageOf(one.item), [one]);
    }
    work.counts[`${part}ToWrite`] = items.length;
    try {
      for (const stage of stages.values()) if (this.goesOn()) await this.write(stage, part);
    } finally {
      await settler.drain();
    }
    return this.halt ? { halt: this.halt } : {};
  }

  private goesOn(): boolean {
    return this.halt === undefined && !this.attempt.work.signal.aborted;
  }

  /** Steps of one stage, as many at once as the connection allows. */
  private async write(stage: readonly NumberedItem[], part: Part): Promise<void> {
    const queue = this.announced(stage.filter((one) => !this.skip(one)));
    const { parallelWrites } = this.attempt.work.context.settings;
    await Promise.all(Array.from({ length: parallelWrites }, () => this.worker(queue, part)));
  }

  /** Steps in their order, each announced before it is handed out: the next hundred while these are written. */
  private async *announced(items: readonly NumberedItem[]): AsyncGenerator<NumberedItem> {
    const { announce, settler } = this.attempt;
    const announceFrom = async (at: number): Promise<readonly NumberedItem[]> => {
      const next = items.slice(at, at + ANNOUNCED);
      settler.assertStoring();
      if (next.length > 0) await announce(next.map(({ nr }) => nr));
      return next;
    };
    let coming = announceFrom(0);
    try {
      for (let at = 0; at < items.length; at += ANNOUNCED) {
        const now = await coming;
        coming = announceFrom(at + ANNOUNCED);
        // Whoever stops before it is needed does not hear of its failure.
        coming.catch(() => undefined);
        yield* now;
      }
    } finally {
      await coming.catch(() => undefined);
    }
  }

  private skip({ nr, item }: NumberedItem): boolean {
    const kind = `${item.operation} ${item.resource}`;
    const because = this.notOffered.has(kind)
      ? 'not offered'
      : isSkippedAfter(item, this.attempt.progress.held)
        ? 'parent failed'
        : undefined;
    if (because === undefined) return false;
    this.settle(nr, item, skipped(because));
    return true;
  }

  private async worker(queue: AsyncIterable<NumberedItem>, part: Part): Promise<void> {
    const { signal, counts } = this.attempt.work;
    for await (const { nr, item, begun } of queue) {
      if (!this.goesOn()) return;
      if (this.skip({ nr, item, begun })) continue;
      const outcome = await this.steps.write(item, begun);
      if (signal.aborted && outcome.result !== 'done') return;
      if (outcome.halt) {
        this.halt = outcome.halt;
        return;
      }
      if (outcome.notOffered) this.notOffered.add(`${item.operation} ${item.resource}`);
      this.settle(nr, item, outcome);
      const name = `${part}${outcome.result === 'done' ? 'Written' : 'NotWritten'}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }

  private settle(nr: number, item: NumberedItem['item'], outcome: StepOutcome): void {
    const { progress, state, settler } = this.attempt;
    const { ids, done, held } = progress;
    if (outcome.result === 'done') {
      done.add(item.id);
      if (item.operation === 'delete' && !outcome.keepsLink)
        state.removed(item.resource, item.remoteId ?? '');
      if (outcome.record && item.operation !== 'delete') {
        state.wrote(item.resource, outcome.record);
        if (item.key !== undefined) ids[item.resource].set(item.key, outcome.record.id);
      }
    }
    if (outcome.result !== 'done' || outcome.holdsBack) held.add(item.id);
    settler.add({ nr, item, outcome });
  }
}
