/**
 * Compiles apps, libs and the bench to dist/ with swc, unless dist/ is already what the sources say.
 *
 * The result is made beside dist/ and swapped in, so two builds at once, or a build while something
 * runs, never leave a half-written file.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'dist');
const isCode = (file) => file.endsWith('.ts') && !/\.(e2e-)?spec\.ts$/.test(file);
const assets = /\.(json|html|css|xsd|wsdl)$/;

/** An image for production has no tests. */
const sources = ['apps', 'libs', 'test/bench', 'test/chaos'].filter((name) => existsSync(join(root, name)));
const files = ['.swcrc', ...sources.flatMap((folder) => walk(folder)).sort()];
const stamp = createHash('sha256')
  .update(
    files
      .map((file) => `${file} ${statSync(join(root, file)).mtimeMs} ${statSync(join(root, file)).size}`)
      .join('\n'),
  )
  .digest('hex');

if (!isCurrent()) {
  const partial = join(root, `.dist-${process.pid}`);
  await Promise.all(files.filter(isCode).map((file) => compile(file, partial)));
  for (const file of files.filter((name) => assets.test(name))) cpSync(join(root, file), join(partial, file));
  writeFileSync(join(partial, '.stamp'), stamp);
  swapIn(partial);
}

/** As .swcrc says; the source map leads back to the source, wherever the folder lies. */
async function compile(file, folder) {
  const target = join(folder, file.replace(/ts$/, 'js'));
  const { code, map } = await transformFile(join(root, file), {
    cwd: root,
    sourceFileName: relative(dirname(target), join(root, file)),
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${code}\n//# sourceMappingURL=${basename(target)}.map\n`);
  writeFileSync(`${target}.map`, map);
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
