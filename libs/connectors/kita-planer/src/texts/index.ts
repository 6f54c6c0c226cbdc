import de from './de.json';
import en from './en.json';
import nl from './nl.json';

/** What people read about a code: what happened, what to do, and who has to do it. */
interface Explanation {
  /** At most 40 characters. */
  readonly title: string;
  readonly what: string;
  readonly do: string;
  /** A key of `actors`. */
  readonly who: string;
}

type Labels = Readonly<Record<string, string>>;
type Explanations = Readonly<Record<string, Explanation>>;

/** All words of this connector in one language. `{{date}}` and `{{detail}}` are filled in by who shows them. */
export interface Texts {
  /** By KP code. A code that is missing here is one of the Kita-Planer's own: show it and its text verbatim. */
  readonly errors: Explanations;
  readonly classes: Explanations;
  readonly uncertain: Explanations;
  /** Codes of the gateway itself: what a call met on its way, a worker that died. `HTTP` is any status. */
  readonly gateway: Explanations;
  readonly results: Labels;
  readonly skipped: Labels;
  readonly warnings: Labels;
  readonly actors: Labels;
  readonly settings: Labels;
  readonly fields: Labels;
}

export const kitaPlanerTexts: Readonly<Record<'de' | 'nl' | 'en', Texts>> = { de, nl, en };
