import de from './de.json';
import en from './en.json';
import nl from './nl.json';

/** The three layers of a code below the code itself: for the administrator, and for the end user. */
interface Explanation {
  /** At most 40 characters. */
  readonly title: string;
  readonly what: string;
  readonly do: string;
  /** A key of `actors`. */
  readonly who: string;
  /** Melding aan Eindgebruiker: in Dutch word for word as published, where it was (dossier 2.6). */
  readonly user: string;
}

type Labels = Readonly<Record<string, string>>;

/** All words of this connector in one language. */
export interface Texts {
  readonly codes: Readonly<Record<string, Explanation>>;
  readonly states: Labels;
  readonly actors: Labels;
  readonly retries: Labels;
  readonly complaints: Labels;
  readonly addressFaults: Labels;
  readonly steps: Labels;
  readonly settings: Labels;
}

export const osoTexts: Readonly<Record<'nl' | 'de' | 'en', Texts>> = { nl, de, en };
