import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import {
  languages,
  localeOf,
  text,
  type Catalogue,
  type Language,
  type TextName,
  type Values,
} from './catalogue';
import { loadKitaPlanerTexts, type KitaPlanerTexts } from './partners';

const STORED = 'drehkreuz.language';

const own: Readonly<Record<Language, () => Promise<{ readonly default: Catalogue }>>> = {
  de: () => import('./de.json'),
  nl: () => import('./nl.json'),
  en: () => import('./en.json'),
};

export interface Words {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  readonly t: (name: TextName, values?: Values) => string;
  /** The text of a code, if there is one; the code itself if not. */
  readonly named: (group: string, code: string, values?: Values) => string;
  readonly kitaPlaner: KitaPlanerTexts;
  readonly moment: (iso: string) => string;
  readonly day: (iso: string) => string;
  readonly number: (value: number) => string;
}

interface Loaded {
  readonly language: Language;
  readonly catalogue: Catalogue;
  readonly kitaPlaner: KitaPlanerTexts;
}

const WordsContext = createContext<Words | null>(null);

/** The words of the chosen language; nothing is shown before they are there. */
export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [wanted, setWanted] = useState<Language>(firstLanguage);
  const [loaded, setLoaded] = useState<Loaded | null>(null);

  useEffect(() => {
    let current = true;
    void Promise.all([own[wanted](), loadKitaPlanerTexts(wanted)]).then(([catalogue, kitaPlaner]) => {
      if (!current) return;
      document.documentElement.lang = wanted;
      setLoaded({ language: wanted, catalogue: catalogue.default, kitaPlaner });
    });
    return () => {
      current = false;
    };
  }, [wanted]);

  const words = useMemo(() => loaded && wordsOf(loaded, choosing(setWanted)), [loaded]);
  return words && <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error('There is no language around this');
  return words;
}

const choosing =
  (setWanted: (language: Language) => void) =>
  (language: Language): void => {
    window.localStorage.setItem(STORED, language);
    setWanted(language);
  };

function wordsOf({ language, catalogue, kitaPlaner }: Loaded, choose: (language: Language) => void): Words {
  const locale = localeOf[language];
  const days = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric' });
  const moments = new Intl.DateTimeFormat(locale, {
    ...{ day: '2-digit', month: '2-digit', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const numbers = new Intl.NumberFormat(locale);
  return {
    ...{ language, choose, kitaPlaner },
    t: (name, values) => text(catalogue, language, name, values),
    named: (group, code, values) => {
      const name = `${group}/${code}`;
      return name in catalogue ? text(catalogue, language, name, values) : code;
    },
    moment: (iso) => moments.format(new Date(iso)),
    day: (iso) => days.format(new Date(iso)),
    number: (value) => numbers.format(value),
  };
}

function firstLanguage(): Language {
  const wanted = [window.localStorage.getItem(STORED), ...navigator.languages];
  const known = wanted.map((name) => languages.find((language) => name?.toLowerCase().startsWith(language)));
  return known.find((language) => language !== undefined) ?? 'de';
}
