import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tx } from '@gateway/database';
import type { DataSource } from 'typeorm';
import type { AuditLog } from '../entry/audit-event';
import { AuditTampered } from '../errors';
import { readPublished } from '../reading/published-checkpoints';
import {
  checkpointText,
  FIRST,
  noteHash,
  numberOfGenuine,
  rootOf,
  signNote,
  type HeadTuple,
  type PublishedCheckpoint,
} from './checkpoint-note';
import type { CheckpointSink } from './checkpoint-sink';
import { streamKey } from './merkle';
import type { SealerKey } from './sealer-key';

export interface SealerOptions {
  /** Name of the installation, without white space; never changes. */
  readonly origin: string;
  /** Keys used before the present one. */
  readonly formerKeys?: readonly KeyObject[];
}

export interface SealingRhythm {
  /** Longest time an entry waits for its checkpoint, milliseconds (60 s). */
  readonly everyMs?: number;
  /** Or this many entries, whichever comes first (1,000). */
  readonly everyEntries?: number;
  /** How often to look, milliseconds (1 s). */
  readonly lookEveryMs?: number;
}

/** What one sealing did. */
export interface Sealed {
  readonly checkpoint: PublishedCheckpoint;
  /** Names of the sinks that could not take it; they get it with the next one. */
  readonly unpublished: readonly string[];
}

/**
 * Signs what the trail looks like, so that no later change goes unnoticed.
 *
 * Runs as a process of its own, under `drehkreuz_sealer`, which can read and append checkpoints and
 * nothing else. Give it a {@link sealerDataSource}.
 */
export class Sealer {
  private readonly sealed = new Map<string, HeadTuple>();
  private last?: { readonly number: number; readonly note: string };
  private entries = 0;
  private loaded = false;

  constructor(
    private readonly source: DataSource,
    private readonly key: SealerKey,
    private readonly sinks: readonly CheckpointSink[],
    private readonly options: SealerOptions,
  ) {}

  /**
   * Signs and publishes a checkpoint, unless nothing has happened since the last one.
   *
   * @throws {AuditTampered} if the trail contradicts the last checkpoint; nothing is signed then
   */
  async seal(): Promise<Sealed | undefined> {
    return this.publish((tx, moved) =>
      Promise.resolve(
        moved.length === 0
          ? undefined
          : {
              pruned: [],
              store: ({ number, note }) => tx.query(PUBLISH, [number, note, JSON.stringify(moved), '[]']),
            },
      ),
    );
  }

  /**
   * Drops the months of a log before a day, and signs where its streams begin from now on.
   *
   * @param before first day of a past month, UTC
   */
  async prune(log: AuditLog, before: Date): Promise<Sealed | undefined> {
    return this.publish(async (tx, moved) => {
      const points = await tx.query<HeadRow[]>(PRUNE_POINTS, [log, before]);
      const pruned = points.map(toTuple);
      if (pruned.length === 0) return undefined;
      return {
        pruned,
        store: ({ number, note }) =>
          tx.query(PRUNE, [log, before, number, note, JSON.stringify(moved), JSON.stringify(pruned)]),
      };
    });
  }

  /** Seals in this rhythm until told to stop, and once more then. Failures go to `onFailure`; it carries on. */
  async run(
    signal: AbortSignal,
    onFailure: (error: unknown) => void,
    { everyMs = 60_000, everyEntries = 1_000, lookEveryMs = 1_000 }: SealingRhythm = {},
  ): Promise<void> {
    let due = Date.now();
    while (!signal.aborted) {
      try {
        if (Date.now() >= due || (await this.unsealedEntries()) >= everyEntries) {
          await this.seal();
          due = Date.now() + everyMs;
        }
      } catch (error) {
        onFailure(error);
      }
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
    await this.seal().catch(onFailure);
  }

  /** Entries newer than the last checkpoint: what a superuser could still change unnoticed. */
  async unsealedEntries(): Promise<number> {
    await this.load();
    const [row] = await this.source.query<{ entries: string }[]>(COUNT);
    return Number(row?.entries ?? 0) - this.entries;
  }

  private async publish(plan: Plan): Promise<Sealed | undefined> {
    await this.load();
    const checkpoint = await this.source.transaction('REPEATABLE READ', async (tx) => {
      const heads = (await tx.query<HeadRow[]>(HEADS)).map(toTuple);
      const moved = this.movedSince(heads);
      const planned = await plan(tx, moved);
      if (!planned) return undefined;
      const signed = this.sign(heads, planned.pruned);
      await planned.store(signed);
      return { ...signed, heads: moved, pruned: planned.pruned };
    });
    if (!checkpoint) return undefined;
    this.remember(checkpoint);
    return { checkpoint, unpublished: await this.handOut() };
  }

  /** A stream only ever grows; one that is shorter, gone or different has been tampered with. */
  private movedSince(heads: readonly HeadTuple[]): HeadTuple[] {
    const moved: HeadTuple[] = [];
    let seen = 0;
    for (const head of heads) {
      const [stream, size, hash] = head;
      const [, sealedSize = 0, sealedHash] = this.sealed.get(stream) ?? [];
      if (sealedHash !== undefined) seen += 1;
      if (size < sealedSize) throw new AuditTampered('rolled-back', stream);
      if (size === sealedSize && hash !== sealedHash) throw new AuditTampered('rewritten', stream);
      if (size > sealedSize) moved.push(head);
    }
    if (seen < this.sealed.size) {
      const present = new Set(heads.map(([stream]) => stream));
      const missing = [...this.sealed.keys()].find((stream) => !present.has(stream));
      throw new AuditTampered('stream-missing', missing ?? 'unknown');
    }
    return moved.sort(byKey);
  }

  private sign(heads: readonly HeadTuple[], pruned: readonly HeadTuple[]): { number: number; note: string } {
    const { origin } = this.options;
    const number = (this.last?.number ?? 0) + 1;
    const previous = this.last ? noteHash(this.last.note) : FIRST;
    const text = checkpointText({ origin, number, previous, time: new Date(), heads, pruned });
    return { number, note: signNote(text, origin, this.key.privateKey, this.key.publicKey) };
  }

  private remember({ number, note, heads }: PublishedCheckpoint): void {
    this.last = { number, note };
    for (const head of heads as readonly HeadTuple[]) {
      this.entries += head[1] - (this.sealed.get(head[0])?.[1] ?? 0);
      this.sealed.set(head[0], head);
    }
  }

  /** A sink that was away gets everything it has missed. */
  private async handOut(): Promise<string[]> {
    const outcomes = await Promise.allSettled(
      this.sinks.map(async (sink) => {
        const after = (await sink.lastNumber()) ?? (this.last?.number ?? 1) - 1;
        for await (const batch of readPublished(this.source.manager, after)) await sink.append(batch);
      }),
    );
    return this.sinks.filter((_, i) => outcomes[i]?.status === 'rejected').map(({ name }) => name);
  }

  /** Takes up where the last run stopped, trusting the stored checkpoint only as far as it is genuine. */
  private async load(): Promise<void> {
    if (this.loaded) return;
    for await (const batch of readPublished(this.source.manager, 0))
      batch.forEach((one) => this.remember(one));
    if (this.last) this.checkLast(this.last);
    await this.compareSinks(this.last?.number ?? 0);
    this.loaded = true;
  }

  /** A database restored from an older backup knows fewer checkpoints than the world outside. */
  private async compareSinks(last: number): Promise<void> {
    const outside = await Promise.allSettled(this.sinks.map((sink) => sink.lastNumber()));
    const newest = Math.max(
      0,
      ...outside.map((known) => (known.status === 'fulfilled' ? (known.value ?? 0) : 0)),
    );
    if (newest > last) throw new AuditTampered('rolled-back', `checkpoint ${newest}`);
  }

  private checkLast({ number, note }: { number: number; note: string }): void {
    const keys = [this.key.publicKey, ...(this.options.formerKeys ?? [])];
    const genuine = numberOfGenuine(note, this.options.origin, keys) === number;
    if (!genuine && !this.key.ephemeral)
      throw new AuditTampered('checkpoint-altered', `checkpoint ${number}`);
    const text = checkpointText({
      origin: this.options.origin,
      number,
      previous: FIRST,
      time: new Date(0),
      heads: this.sealed.values(),
      pruned: [],
    });
    if (rootOf(text) !== rootOf(note)) throw new AuditTampered('checkpoint-altered', `checkpoint ${number}`);
  }
}

type Plan = (
  tx: Tx,
  moved: HeadTuple[],
) => Promise<
  { pruned: HeadTuple[]; store: (signed: { number: number; note: string }) => Promise<unknown> } | undefined
>;

interface HeadRow {
  readonly stream: string;
  readonly size: string;
  readonly head: string;
}

const toTuple = ({ stream, size, head }: HeadRow): HeadTuple => [stream, Number(size), head];

const byKey = ([one]: HeadTuple, [other]: HeadTuple): number => (streamKey(one) < streamKey(other) ? -1 : 1);

const HEADS = `select stream, size, encode(head, 'hex') as head from audit_head where size > 0`;
const COUNT = `select coalesce(sum(size), 0) as entries from audit_head`;
const PRUNE_POINTS = `select stream, seq as size, encode(hash, 'hex') as head from audit_prune_points($1, $2)`;
const PUBLISH = `select audit_publish($1, $2, $3, $4)`;
const PRUNE = `select audit_prune($1, $2, $3, $4, $5, $6)`;
