import { ownCauses } from '@gateway/delivery';
import { reasons } from '@gateway/egress';
import { answerWarnings } from '../domain/call-answer';
import { callClasses } from '../domain/call-result';
import { fieldNames } from '../domain/fields';
import { problemCodes, skipReasons } from '../domain/filled-record';
import { uncertainReasons } from '../domain/record-outcomes';
import { sampleSettings } from '../testing';
import { kitaPlanerTexts, type Texts } from '.';

const { de, nl, en } = kitaPlanerTexts;
const explained = ['errors', 'classes', 'uncertain', 'gateway'] as const;
const endsOfRuns = ['RUN_DIED', 'INTERNAL', 'FEHLER_VERBINDUNG'];
const explanations = (texts: Texts) => explained.flatMap((section) => Object.entries(texts[section]));

/** Every path to a text, with the code of who acts. */
const shape = (texts: Texts): string[] =>
  Object.entries(texts).flatMap(([section, entries]) =>
    Object.entries(entries as Record<string, object | string>).flatMap(([key, entry]) =>
      typeof entry === 'string'
        ? [`${section}/${key}`]
        : Object.entries(entry).map(
            ([part, text]) => `${section}/${key}/${part}${part === 'who' ? `=${String(text)}` : ''}`,
          ),
    ),
  );
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the texts of the Kita-Planer', () => {
  it.each(['nl', 'en'] as const)('say the same things in de and %s', (language) => {
    expect(shape(kitaPlanerTexts[language])).toEqual(shape(de));
    expect(explanations(kitaPlanerTexts[language]).map(([, { what }]) => placeholders(what))).toEqual(
      explanations(de).map(([, { what }]) => placeholders(what)),
    );
  });

  it('explain every code there is', () => {
    const certificate = Array.from({ length: 11 }, (_, index) => `KP-Z${String(index + 1).padStart(2, '0')}`);
    const call = [101, 102, 103, 104, 105, 110, 111, 112, 113].map((code) => `KP-${code}`);
    const record = [201, 202, 203, 204, 205, 206, 207, 210, 310].map((code) => `KP-${code}`);

    expect(Object.keys(de.errors)).toEqual([...certificate, ...problemCodes, ...call, ...record]);
    expect(Object.keys(de.classes)).toEqual(callClasses);
    expect(Object.keys(de.uncertain)).toEqual(uncertainReasons);
    expect(Object.keys(de.gateway)).toEqual([...ownCauses, ...endsOfRuns, 'HTTP', ...reasons]);
    expect(Object.keys(de.skipped)).toEqual(skipReasons);
    expect(Object.keys(de.warnings)).toEqual(answerWarnings);
  });

  it('name every setting and every field', () => {
    expect(new Set([...Object.keys(sampleSettings()), 'serverCa'])).toEqual(
      new Set(Object.keys(de.settings)),
    );
    expect(Object.keys(de.fields)).toEqual(fieldNames);
  });

  it.each(Object.entries(kitaPlanerTexts))(
    'in %s have short titles, whole sentences and somebody who acts',
    (_language, texts) => {
      for (const [code, { title, what, do: advice, who }] of explanations(texts)) {
        expect({
          code,
          short: title.length <= 40,
          sentences: [what, advice].every((text) => /[.]$/.test(text)),
        }).toEqual({
          code,
          short: true,
          sentences: true,
        });
        expect(Object.keys(texts.actors)).toContain(who);
        expect(title + what + advice).not.toContain('!');
      }
    },
  );

  it('keep the users’ own words in every language', () => {
    for (const texts of [de, nl, en]) expect(texts.errors['KP-105']?.do).toContain('Datenquelle');
  });
});
