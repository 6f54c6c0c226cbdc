/**
 * Compiles apps, libs and the bench to dist/ with swc, and the pages to apps/admin/dist with Vite, unless
 * those folders are already what the sources say.
 *
 * The result is made beside its folder and swapped in, so two builds at once, or a build while something
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
const code = join(root, 'dist');
const pages = join(root, 'apps/admin/dist');
const isCode = (file) => file.endsWith('.ts') && !/\.(e2e-)?spec\.ts$/.test(file);
const assets = /\.(json|html|css|xsd|wsdl)$/;
const skipped = new Set(['node_modules', 'dist']);

/** An image for production has no tests. */
const sources = ['apps', 'libs', 'test/bench', 'test/chaos'].filter((name) => existsSync(join(root, name)));
const files = ['.swcrc', ...sources.flatMap((folder) => walk(folder)).sort()].filter(
  (file) => !file.startsWith(join('apps', 'admin')),
);
const stamp = stampOf(files);

if (!isCurrent(code, stamp)) {
  const partial = join(root, `.dist-${process.pid}`);
  await Promise.all(files.filter(isCode).map((file) => compile(file, partial)));
  for (const file of files.filter((name) => assets.test(name))) cpSync(join(root, file), join(partial, file));
  swapIn(partial, code, stamp);
}
await buildPages();

/** What people see in the browser. */
async function buildPages() {
  if (!existsSync(join(root, 'apps/admin/index.html'))) return;
  const sources = [
    ...walk('apps/admin'),
    ...walk('libs/connectors').filter((file) => /texts.*json$/.test(file)),
  ];
  const wanted = stampOf(sources.sort());
  if (isCurrent(pages, wanted)) return;
  // Vite goes by it, and tests build as well: what they see is what is shipped.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  const partial = join(root, `.dist-pages-${process.pid}`);
  await build({
    root: join(root, 'apps/admin'),
    logLevel: 'warn',
    build: { outDir: partial, emptyOutDir: true },
  });
  swapIn(partial, pages, wanted);
}

function stampOf(names) {
  const facts = names.map((file) => {
    const { mtimeMs, size } = statSync(join(root, file));
    return `${file} ${mtimeMs} ${size}`;
  });
  return createHash('sha256').update(facts.join('\n')).digest('hex');
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

function isCurrent(target, wanted) {
  return existsSync(join(target, '.stamp')) && readFileSync(join(target, '.stamp'), 'utf8') === wanted;
}

function swapIn(partial, target, wanted) {
  writeFileSync(join(partial, '.stamp'), wanted);
  const old = `${partial}-old`;
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(partial, target);
      break;
    } catch (error) {
      if (isCurrent(target, wanted) || attempt === 4) {
        rmSync(partial, { recursive: true, force: true });
        if (!isCurrent(target, wanted)) throw error;
        break;
      }
    }
  }
  rmSync(old, { recursive: true, force: true });
}

function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path);
    return /\.(ts|tsx|svg|mjs)$/.test(entry.name) || assets.test(entry.name) ? [path] : [];
  });
}
