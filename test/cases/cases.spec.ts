import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import expected from './expected.json';

interface Case {
  readonly number: string;
  readonly result: string;
  readonly tests: readonly { readonly title: string }[];
}

describe('npm run cases', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cases-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the script says about a result of jest with these tests. */
  function said(tests: readonly (readonly [title: string, status: string])[], ...args: string[]) {
    const file = join(folder, 'result.json');
    const assertionResults = tests.map(([title, status]) => ({ title, status }));
    writeFileSync(
      file,
      JSON.stringify({ testResults: [{ name: join(__dirname, 'x.spec.ts'), assertionResults }] }),
    );
    const script = join(__dirname, 'cases.mjs');
    const { status, stdout } = spawnSync(process.execPath, [script, '--from', file, ...args], {
      encoding: 'utf8',
    });
    return { status, stdout, cases: args.includes('--json') ? (JSON.parse(stdout) as Case[]) : [] };
  }

  const kita = Array.from(
    { length: 54 },
    (_, index) => [`Kita ${index + 1}: something happens`, 'passed'] as const,
  );

  /** Every case of every connector, registered or not yet. */
  const everything = Object.values(expected).flatMap((series) =>
    series.flatMap(({ prefix, last, digits }) =>
      Array.from(
        { length: last },
        (_, index) =>
          [`${prefix}${String(index + 1).padStart(digits, '0')}: something happens`, 'passed'] as const,
      ),
    ),
  );

  it('is content when every case of a registered connector has passed', () => {
    expect(said(everything).status).toBe(0);
  });

  it('names what is missing', () => {
    const { status, stdout } = said(kita.filter(([title]) => !title.startsWith('Kita 41:')));

    expect(status).toBe(1);
    expect(stdout).toContain('53 of 54 passed, missing: Kita 41');
  });

  it('believes one failed test more than a passed one, and a skipped one not at all', () => {
    const { status, cases } = said(
      [
        ...kita.slice(2),
        ['Kita 1: works', 'passed'],
        ['Kita 1: works not', 'failed'],
        ['Kita 2: later', 'pending'],
      ],
      '--json',
    );

    expect(status).toBe(1);
    expect(cases.slice(0, 3).map(({ number, result }) => `${number} ${result}`)).toEqual([
      'Kita 1 failed',
      'Kita 2 missing',
      'Kita 3 passed',
    ]);
  });

  it('tells the cases of one dossier from those of another', () => {
    const { cases } = said(
      [
        ['P01: a person is known', 'passed'],
        ['OSO 40: the last', 'passed'],
        ['Pause', 'passed'],
      ],
      '--json',
    );

    expect(cases.filter(({ tests }) => tests.length > 0).map(({ number }) => number)).toEqual([
      'P01',
      'OSO 40',
    ]);
  });
});
