/**
 * Everything that must hold before a change is shared: types, boundaries, dead code, format, lint, tests.
 *
 * The quick checks all run, so that one run shows all they find; the tests run only if those are good.
 * `--without-tests` leaves the tests out. Exit code 1 if anything failed, with the names at the end.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const quick = ['typecheck', 'boundaries', 'deadcode', 'format:check', 'lint'];
const withTests = !process.argv.includes('--without-tests');

const failed = quick.filter((name) => !passes(name));
if (failed.length === 0 && withTests && !passes('test')) failed.push('test');

if (failed.length > 0) {
  console.log(`\nNot in order: ${failed.join(', ')}. One at a time: npm run ${failed[0]}`);
  process.exitCode = 1;
} else {
  console.log(`\nIn order: ${[...quick, ...(withTests ? ['test'] : [])].join(', ')}`);
}

function passes(name) {
  const started = Date.now();
  const { status } = spawnSync('npm', ['run', '--silent', name], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  return status === 0;
}
