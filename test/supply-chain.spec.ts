import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

interface Package {
  readonly dev?: boolean;
  readonly license?: string;
  /** As packages of before 2014 still say it. */
  readonly licenses?: readonly { readonly type: string }[];
}

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly { readonly name: string; readonly licenses?: readonly object[] }[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** None of them asks for more than that its text and the author's name are passed on. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PostgreSQL',
  'Python-2.0',
];

/** Said in their licence files alone, which begin like this: MIT, and Bitstream Vera (fonts may go along, not be sold alone). */
const BY_FILE: Readonly<Record<string, string>> = {
  'node_modules/png-js': 'MIT License',
  'node_modules/dejavu-fonts-ttf':
    'Fonts are (c) Bitstream (see below). DejaVu changes are in public domain.',
};

/** What the production image holds. */
const shipped = Object.entries(
  (read('package-lock.json') as { packages: Record<string, Package> }).packages,
).filter(([path, { dev }]) => path !== '' && !dev);

describe('what is shipped', () => {
  it('has licences that oblige nobody to publish anything', () => {
    const others = shipped.flatMap(([path, { license }]) => {
      const file = BY_FILE[path];
      if (file && readFileSync(join(root, path, 'LICENSE'), 'utf8').startsWith(file)) return [];
      const named = license ?? (read(`${path}/package.json`) as Package).licenses?.[0]?.type ?? 'none';
      const choices = named.replace(/[()]/g, '').split(' OR ');
      return choices.some((choice) => PERMISSIVE.includes(choice)) ? [] : [`${path}: ${named}`];
    });

    expect(others).toEqual([]);
    expect(shipped.length).toBeGreaterThan(100);
  });

  it('comes from no address in particular, with a hash for every file', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    const unchecked = shipped.filter(([, one]) => !('integrity' in one)).map(([path]) => path);

    expect(unchecked).toEqual([]);
    expect(lock).not.toMatch(/"resolved": "https?:/);
  });

  it('is listed by npm run sbom, without a network', () => {
    const { status, stdout } = spawnSync('npm', ['run', '--silent', 'sbom'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, npm_config_offline: 'true' },
      maxBuffer: 50_000_000,
      shell: process.platform === 'win32',
    });
    const bill = JSON.parse(stdout) as Bill;
    const { dependencies } = read('package.json') as { dependencies: Record<string, string> };

    expect([status, bill.bomFormat]).toEqual([0, 'CycloneDX']);
    expect(bill.components.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(dependencies)),
    );
    expect(bill.components.map(({ name }) => name)).not.toContain('jest');
  });
});
