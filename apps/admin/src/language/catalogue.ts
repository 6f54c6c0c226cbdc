import type de from './de.json';

export type Language = 'de' | 'nl' | 'en';

export const languages: readonly Language[] = ['de', 'nl', 'en'];

/** How each language is written; the English of the catalogue is that of Europe. */
export const localeOf: Readonly<Record<Language, string>> = { de: 'de-DE', nl: 'nl-NL', en: 'en-GB' };

type WithoutNumber<Name extends string> = Name extends `${infer Base}#${string}` ? Base : Name;

/** What a text is called; `name#one` and `name#other` are one text that goes by a number. */
export type TextName = WithoutNumber<keyof typeof de>;

export type Catalogue = Readonly<Record<string, string>>;

export type Values = Readonly<Record<string, string | number>>;

/** A text with its values: `n` chooses the form, and numbers are written as the language does. */
export function text(catalogue: Catalogue, language: Language, name: string, values: Values = {}): string {
  const locale = localeOf[language];
  const { n } = values;
  const form = typeof n === 'number' ? new Intl.PluralRules(locale).select(n) : 'other';
  const pattern = catalogue[name] ?? catalogue[`${name}#${form}`] ?? catalogue[`${name}#other`] ?? name;
  return pattern.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = values[key] ?? '';
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}
