import type { Language } from './catalogue';

/** What people read about a code of a partner, or of ours about a partner. */
export interface Explanation {
  readonly title: string;
  readonly what: string;
  readonly do: string;
  readonly who: string;
}

type Explanations = Readonly<Record<string, Explanation>>;
type Labels = Readonly<Record<string, string>>;

/** The words of the Kita-Planer's connector. */
export interface KitaPlanerTexts {
  readonly errors: Explanations;
  readonly classes: Explanations;
  readonly uncertain: Explanations;
  readonly gateway: Explanations;
  readonly actors: Labels;
  readonly settings: Labels;
  readonly fields: Labels;
  readonly warnings: Labels;
}

const kitaPlaner: Readonly<Record<Language, () => Promise<{ readonly default: KitaPlanerTexts }>>> = {
  de: () => import('../../../../libs/connectors/kita-planer/src/texts/de.json'),
  nl: () => import('../../../../libs/connectors/kita-planer/src/texts/nl.json'),
  en: () => import('../../../../libs/connectors/kita-planer/src/texts/en.json'),
};

export const loadKitaPlanerTexts = async (language: Language): Promise<KitaPlanerTexts> =>
  (await kitaPlaner[language]()).default;

/** What is known about a code; undefined for one of the partner's own that nobody has explained yet. */
export const explanationOf = (
  { errors, uncertain, classes, gateway }: KitaPlanerTexts,
  code: string | null,
): Explanation | undefined =>
  code === null
    ? undefined
    : (errors[code] ?? uncertain[code] ?? classes[code] ?? gateway[code.replace(/^HTTP_\d+$/, 'HTTP')]);
