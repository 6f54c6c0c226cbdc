import type { Actor } from '@gateway/audit';
import type { Tx } from '@gateway/database';
import type { DeliveryFilter } from '@gateway/delivery';

/** What people do with records. */
export const BATCH_ACTIONS = ['resend', 'resolve', 'confirm', 'reopen'] as const;

export type BatchAction = (typeof BATCH_ACTIONS)[number];

/** Injects every {@link RecordActs} the application has, by the name of its connector. */
export const RECORD_ACTS = Symbol('RecordActs');

/** An act on some records of one connection, by whoever asked for it. */
export interface Act {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
  readonly action: BatchAction;
  readonly reason: string;
  readonly ids: readonly string[];
}

/** What a connector does with its records when people ask for many at once. */
export interface RecordActs {
  readonly connector: string;

  /** Translates a filter in the words of this connector's lists. @throws {InputInvalid} for words it does not know */
  filterOf(words: Readonly<Record<string, string>>): DeliveryFilter & { readonly archived: boolean };

  /** Where a record is sent, from the keys it carries: a facility, a school. */
  destinationOf(refs: Readonly<Record<string, string | number | null>>): string;

  /** Does it within the transaction; what the state of a record does not allow is skipped and said. */
  perform(
    tx: Tx,
    act: Act,
  ): Promise<{
    readonly done: readonly string[];
    readonly skipped: readonly { readonly id: string; readonly because: string }[];
  }>;

  /** Sends what was set going as soon as a worker is free. */
  send(tx: Tx, act: Pick<Act, 'tenant' | 'connection' | 'actor'>): Promise<void>;
}
