import type { Resource } from '../domain/plan/attributes';
import type { Bucket, Report } from '../domain/plan/report';
import de from './de.json';
import en from './en.json';
import nl from './nl.json';

/** What a code means, and what to do about it. */
interface Explanation {
  readonly what: string;
  readonly do: string;
}

/** All words of this connector in one language. */
interface Texts {
  /** The words of the report (step 11), bucket by bucket as the dossier names them. */
  readonly buckets: Readonly<Record<Bucket, string>>;
  readonly resources: Readonly<Record<Resource, string>>;
  readonly outcomes: Readonly<Record<Report['outcome'], string>>;
  /** Status and subcode of the service, and codes of ours. */
  readonly codes: Readonly<Record<string, Explanation>>;
  /** Why an attribute stays although the school differs. */
  readonly kept: Readonly<Record<string, string>>;
}

export type Language = 'de' | 'en' | 'nl';

export const schulconnexTexts: Readonly<Record<Language, Texts>> = { de, en, nl };
