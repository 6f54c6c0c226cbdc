import { useQuery } from '@tanstack/react-query';
import type { Language } from './catalogue';
import { useWords } from './language';
import type { Explanation } from './partners';

type Labels = Readonly<Record<string, string>>;

/** The words of OSO's connector. */
export interface OsoTexts {
  readonly codes: Readonly<Record<string, Explanation & { readonly user: string }>>;
  readonly states: Labels;
  readonly actors: Labels;
  readonly retries: Labels;
  readonly steps: Labels;
  readonly settings: Labels;
}

const texts: Readonly<Record<Language, () => Promise<{ readonly default: OsoTexts }>>> = {
  de: () => import('../../../../libs/connectors/oso/src/texts/de.json'),
  nl: () => import('../../../../libs/connectors/oso/src/texts/nl.json'),
  en: () => import('../../../../libs/connectors/oso/src/texts/en.json'),
};

const none: OsoTexts = { codes: {}, states: {}, actors: {}, retries: {}, steps: {}, settings: {} };

/** Loaded when somebody with a connection to OSO needs them; empty until they are there. */
export function useOsoTexts(wanted = true): OsoTexts {
  const { language } = useWords();
  const read = useQuery({
    queryKey: ['texts', 'oso', language],
    queryFn: async () => (await texts[language]()).default,
    staleTime: Infinity,
    enabled: wanted,
  });
  return read.data ?? none;
}
