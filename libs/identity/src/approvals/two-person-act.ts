import type { Actor } from '@gateway/audit';
import type { Tx } from '@gateway/database';

/** Injects every {@link TwoPersonAct} the application has. */
export const TWO_PERSON_ACTS = Symbol('TwoPersonActs');

/** Something that cannot be undone and therefore takes two persons. */
export interface TwoPersonAct {
  /** Names it in addresses and in the trail: `erase-child`. */
  readonly name: string;

  /** The names of what its subject must say. */
  readonly subject: readonly string[];

  /** Does it, in the transaction in which the second person agrees. */
  perform(
    tx: Tx,
    on: {
      readonly tenant: string;
      readonly actor: Actor;
      readonly subject: Readonly<Record<string, string>>;
    },
  ): Promise<void>;
}
