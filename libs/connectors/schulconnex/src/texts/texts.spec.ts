import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schulconnexTexts } from '.';

/** The error catalogue of the interface. */
const catalogue = [
  ...Array.from({ length: 20 }, (_, subcode) => `400/${String(subcode).padStart(2, '0')}`),
  ...['401/00', '401/01', '401/02', '401/03', '403/00', '404/00', '404/01', '405/00', '405/01', '409/00'],
  ...['501/00', '501/01'],
];

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ['testing', 'simulator', 'http'].includes(entry.name) ? [] : sources(path);
    return /(?<!\.spec)\.ts$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });

/** Every code this connector's own source throws, ends a run with, or settles a record with. */
const ours = (): string[] => {
  const said = [
    /readonly code = '([A-Z_]+)'/g,
    /(?:failed|uncertain)\('([A-Z_]+)'/g,
    /code: '([A-Z]+_[A-Z_]+)'/g,
    /^ *\| '([A-Z]+_[A-Z_]+)'/gm,
    /stop\('([A-Z_]+)'/g,
    /\['([A-Z_]+)' as const\]/g,
    /'not-authorised': '([A-Z_]+)'|misconfigured: '([A-Z_]+)'/g,
    /readonly code: ('[A-Z_]+'(?: \| '[A-Z_]+')*)/g,
  ];
  const text = sources(join(__dirname, '..')).join('\n');
  const found = said.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, ...codes]) => codes));
  return [...new Set(found.flatMap((codes) => (codes as string | undefined)?.match(/[A-Z_]{4,}/g) ?? []))];
};

/** Means that a process stops at once: nobody ever meets it. */
const neverMet = ['RUN_LOST'];

const shape = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}/${key}`))
    : [path];

describe.each(Object.entries(schulconnexTexts))('the texts of Schulconnex in %s', (_language, texts) => {
  it('explain every error of the interface and every code of ours', () => {
    const wanted = [...catalogue, ...ours().filter((code) => !neverMet.includes(code))];
    expect(ours().length).toBeGreaterThan(30);
    expect(wanted.filter((code) => !(code in texts.codes))).toEqual([]);
  });

  it('say in whole sentences what it is and what to do', () => {
    const broken = Object.entries(texts.codes).filter(
      ([, { what, do: advice }]) => !/^[A-Z\d].+\.$/.test(what) || !/^[A-Z\d].+\.$/.test(advice),
    );
    expect(broken).toEqual([]);
  });

  it('say the same things as in the other languages', () => {
    expect(shape(texts).sort()).toEqual(shape(schulconnexTexts.en).sort());
  });
});
