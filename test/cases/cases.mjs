/**
 * Says of every acceptance case which tests prove it and whether they passed: `npm run cases`.
 *
 * A test proves a case by beginning with its number: `Kita 12: …`, `P01: …`. Which cases there are is in
 * `expected.json`. `--json` prints an array; `--from FILE` reads a result of `jest --json` instead of running
 * the tests. Ends with 1 when a registered connector misses a case, or a test of a case failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const NUMBER = /^(Kita \d+|OSO \d+|[PGR]\d{2})\b/;

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, from: { type: 'string' } } });
const { testResults } = JSON.parse(options.from ? readFileSync(options.from, 'utf8') : runTests());
const cases = casesOf(testsByCase(testResults));

if (options.json) console.log(JSON.stringify(cases, null, 2));
else print(cases);
process.exitCode = cases.some(({ registered, result }) => registered && result !== 'passed') ? 1 : 0;

/** Only tests that begin with a case, wherever they are. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'cases-'));
  const file = join(folder, 'result.json');
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const pattern = '(Kita|OSO) \\d+|[PGR]\\d{2}:';
  spawnSync(process.execPath, [jest, '-t', pattern, '--json', '--outputFile', file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const result = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
  return result;
}

function testsByCase(results) {
  const found = new Map();
  for (const { name: path, assertionResults } of results) {
    for (const { title, status } of assertionResults) {
      const number = NUMBER.exec(title)?.[1];
      if (!number || status === 'pending') continue;
      found.set(number, [...(found.get(number) ?? []), { file: relative(root, path), title, status }]);
    }
  }
  return found;
}

/** Every case that is expected, in order, and after them any that are not. */
function casesOf(found) {
  const expected = JSON.parse(readFileSync(join(here, 'expected.json'), 'utf8'));
  const registered = registeredConnectors();
  const known = Object.entries(expected).flatMap(([connector, ranges]) =>
    ranges.flatMap(({ prefix, last, digits }) =>
      Array.from({ length: last }, (_, index) => ({
        number: prefix + String(index + 1).padStart(digits, '0'),
        connector,
        registered: registered.has(connector),
      })),
    ),
  );
  const numbers = new Set(known.map(({ number }) => number));
  const strange = [...found.keys()].filter((number) => !numbers.has(number));
  return [...known, ...strange.map((number) => ({ number, connector: null, registered: false }))].map(
    (one) => {
      const tests = found.get(one.number) ?? [];
      return { ...one, result: resultOf(tests), tests };
    },
  );
}

function resultOf(tests) {
  if (tests.length === 0) return 'missing';
  return tests.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
}

function registeredConnectors() {
  const source = readFileSync(join(root, 'apps/gateway/src/connectors.ts'), 'utf8');
  return new Set([...source.matchAll(/from '@connectors\/([a-z-]+)'/g)].map(([, name]) => name));
}

function print(cases) {
  for (const [connector, own] of grouped(cases)) {
    const registered = own.some((one) => one.registered);
    console.log(`\n${connector}${registered ? '' : ' (not registered: nothing is expected yet)'}`);
    for (const { number, result, tests } of own) {
      if (!registered && tests.length === 0) continue;
      console.log(`  ${number.padEnd(8)} ${result}`);
      for (const { file, title, status } of tests)
        console.log(`           ${status === 'passed' ? '✓' : '✗'} ${title}\n             ${file}`);
    }
    console.log(`  ${summary(own)}`);
  }
}

function grouped(cases) {
  const groups = new Map();
  for (const one of cases) {
    const name = one.connector ?? 'in no dossier';
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}

function summary(cases) {
  const which = (wanted) => cases.filter(({ result }) => result === wanted).map(({ number }) => number);
  const list = (word, numbers) => (numbers.length > 0 ? `, ${word}: ${numbers.join(', ')}` : '');
  const passed = which('passed').length;
  return `${passed} of ${cases.length} passed${list('failed', which('failed'))}${list('missing', which('missing'))}`;
}
