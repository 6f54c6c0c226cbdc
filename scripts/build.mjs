/**
 * Compiles apps and libs to dist/ with swc, unless dist/ is already what the sources say.
 *
 * The result is made beside dist/ and swapped in, so two builds at once, or a build while something
 * runs, never leave a half-written file.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'dist');
const assets = /\.(json|html|css|xsd|wsdl)$/;

const files = ['.swcrc', ...['apps', 'libs'].flatMap((folder) => walk(folder)).sort()];
const stamp = createHash('sha256')
  .update(
    files
      .map((file) => `${file} ${statSync(join(root, file)).mtimeMs} ${statSync(join(root, file)).size}`)
      .join('\n'),
  )
  .digest('hex');

if (!isCurrent()) {
  const partial = join(root, `.dist-${process.pid}`);
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/@swc/cli/bin/swc.js'),
      'apps',
      'libs',
      '-d',
      partial,
      '-q',
      '--ignore',
      '**/*.spec.ts',
    ],
    { cwd: root, stdio: 'inherit' },
  );
  for (const file of files.filter((name) => assets.test(name))) cpSync(join(root, file), join(partial, file));
  writeFileSync(join(partial, '.stamp'), stamp);
  swapIn(partial);
}

function isCurrent() {
  return existsSync(join(target, '.stamp')) && readFileSync(join(target, '.stamp'), 'utf8') === stamp;
}

function swapIn(partial) {
  const old = join(root, `.dist-${process.pid}-old`);
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(partial, target);
      break;
    } catch (error) {
      if (isCurrent() || attempt === 4) {
        rmSync(partial, { recursive: true, force: true });
        if (!isCurrent()) throw error;
        break;
      }
    }
  }
  rmSync(old, { recursive: true, force: true });
}

function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path);
    return /\.(ts|tsx)$/.test(entry.name) || assets.test(entry.name) ? [path] : [];
  });
}
