import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const sources = ['libs/vault/src/p12', 'libs/connector/src/certificates'].map((path) =>
  resolve(__dirname, '..', path),
);
const words = (language: string) =>
  JSON.parse(
    readFileSync(resolve(__dirname, `../apps/admin/src/language/${language}.json`), 'utf8'),
  ) as Record<string, string>;

/** Every code with which a certificate file is refused or noted, as the source writes it. */
const codes = new Set(
  sources.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/\b(?:P12|CERT)_[A-Z_]+\b/g) ?? []),
  ),
);

describe('what people read about a certificate file', () => {
  it.each(['de', 'nl', 'en'])('has words for every code in %s', (language) => {
    const catalogue = words(language);
    const nameless = [...codes].filter(
      (code) => !catalogue[`problem/${code}`] && !catalogue[`certificate/${code}`],
    );

    expect(codes.size).toBeGreaterThan(14);
    expect(nameless).toEqual([]);
  });
});
