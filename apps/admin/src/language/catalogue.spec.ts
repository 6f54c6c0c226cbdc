import { text } from './catalogue';
import de from './de.json';
import en from './en.json';
import nl from './nl.json';

const catalogues = { de, nl, en } as const;

const holesIn = (pattern: string): string[] =>
  [...pattern.matchAll(/\{\{(\w+)\}\}/g)].map(([hole]) => hole).sort();

describe('the words of the pages', () => {
  it('are there in every language', () => {
    const names = Object.keys(de).sort();
    expect(Object.keys(nl).sort()).toEqual(names);
    expect(Object.keys(en).sort()).toEqual(names);
    for (const catalogue of Object.values(catalogues))
      expect(Object.entries(catalogue).filter(([, words]) => words.trim() === '')).toEqual([]);
  });

  it('leave the same room for values in every language', () => {
    const different = Object.entries(de).filter(([name, pattern]) =>
      [nl, en].some(
        (catalogue) =>
          holesIn((catalogue as Record<string, string>)[name] ?? '').join() !== holesIn(pattern).join(),
      ),
    );
    expect(different).toEqual([]);
  });

  it('have both forms of what can be one or many', () => {
    const ones = Object.keys(de).filter((name) => name.endsWith('#one'));
    expect(ones.length).toBeGreaterThan(0);
    for (const one of ones) expect(de).toHaveProperty([one.replace('#one', '#other')]);
  });

  it.each([
    ['de', '1.340 Datensätze werden erneut gesendet.'],
    ['nl', '1.340 gegevenssets worden opnieuw verzonden.'],
    ['en', '1,340 records will be sent again.'],
  ] as const)('write numbers and plurals as %s does', (language, expected) => {
    expect(text(catalogues[language], language, 'plan/resend', { n: 1340 })).toBe(expected);
  });
});
