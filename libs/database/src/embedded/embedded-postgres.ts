import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { isRoot, NOBODY, postgresBinaries, reachableByAll } from './binaries';
import { EmbeddedUnavailable } from './embedded-unavailable';

export interface EmbeddedOptions {
  /** Where the cluster lives; created on first use and kept. */
  readonly folder: string;
  /** Server settings, e.g. `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Any free port unless given; a server that runs already keeps its own. */
  readonly port?: number;
}

const SUPERUSER = 'drehkreuz_owner';
const PASSWORD_FILE = 'drehkreuz.password';

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '120',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * A real PostgreSQL of our own on 127.0.0.1, for machines that have nothing but Node.
 *
 * Its data survives restarts and `kill -9`: a start re-attaches to a server that is still running, a
 * half-made cluster is never mistaken for a whole one, and the password is random and kept beside the
 * data with owner-only rights. Server log and errors carry no statement texts, which would quote values.
 */
export class EmbeddedPostgres {
  private constructor(
    readonly pid: number,
    readonly port: number,
    private readonly password: string,
  ) {}

  /** @throws {EmbeddedUnavailable} when there are no binaries, or the folder cannot be used, or the server does not start */
  static async start({ folder, settings = {}, port }: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const data = reachableFolder(resolve(folder));
    const native = postgresBinaries();
    mkdirSync(dirname(data), { recursive: true });
    if (!existsSync(join(data, 'PG_VERSION'))) createCluster(native, data);

    const password = readFileSync(join(data, PASSWORD_FILE), 'utf8');
    for (let attempt = 0; attempt < 100; attempt++) {
      const server =
        (await running(data)) ?? (await launch(native, data, port ?? (await freePort()), settings));
      if (server) return new EmbeddedPostgres(server.pid, server.port, password);
      await sleep(100);
    }
    throw new EmbeddedUnavailable(`PostgreSQL did not start, see ${data}.log`);
  }

  /** Connection string of the owner for one database of the cluster. */
  url(database: string): string {
    return `postgres://${SUPERUSER}:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Stops the server unless another process is using it. */
  async stopUnlessUsed(): Promise<void> {
    const client = new Client({ connectionString: this.url('postgres') });
    await client.connect();
    const { rowCount } = await client.query(
      `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    await client.end();
    if (!rowCount) await this.stop();
  }

  /** Fast shutdown: open connections are ended, everything committed is on disk. */
  async stop(): Promise<void> {
    if (isAlive(this.pid)) process.kill(this.pid, 'SIGINT');
    for (let i = 0; i < 500 && isAlive(this.pid); i++) await sleep(20);
  }
}

interface Server {
  readonly pid: number;
  readonly port: number;
}

/** Where `nobody` may work: as asked, or below /var/tmp when root's project lies in a closed folder. */
function reachableFolder(wanted: string): string {
  if (!isRoot()) return wanted;
  let existing = wanted;
  while (!existsSync(existing)) existing = dirname(existing);
  if (existing !== wanted ? reachableByAll(existing) : reachableByAll(dirname(wanted))) return wanted;
  const mark = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return join('/var/tmp', `drehkreuz-${mark}`, 'postgres');
}

function createCluster(native: string, data: string): void {
  const identity = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
  const password = randomBytes(24).toString('base64url');
  const partial = `${data}.init-${process.pid}`;
  const passwordFile = `${partial}.password`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (isRoot()) for (const path of [partial, passwordFile]) chownSync(path, NOBODY, NOBODY);

  const initdb = spawnSync(
    join(native, 'bin', 'initdb'),
    [
      ...['-D', partial, '-U', SUPERUSER, '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8'],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'],
    ],
    { ...identity, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, encoding: 'utf8' },
  );
  rmSync(passwordFile, { force: true });
  if (initdb.status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new EmbeddedUnavailable(`initdb failed: ${initdb.error?.message ?? initdb.stderr}`);
  }
  publish(partial, data, password);
}

/** Two first starts at once both make a cluster; the one that renames first wins, the other uses it. */
function publish(partial: string, data: string, password: string): void {
  writeFileSync(join(partial, PASSWORD_FILE), password, { mode: 0o600 });
  chmodSync(partial, 0o700);
  try {
    renameSync(partial, data);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(join(data, 'PG_VERSION'))) throw error;
  }
}

/** The server that already runs on this data, if it answers. */
async function running(data: string): Promise<Server | undefined> {
  const file = readPidFile(data);
  if (!file) return undefined;
  if (!isAlive(file.pid) || !worksOn(file.pid, data)) {
    rmSync(join(data, 'postmaster.pid'), { force: true });
    return undefined;
  }
  for (let i = 0; i < 300; i++) {
    const now = readPidFile(data);
    if (now?.ready && (await accepts(now.port))) return now;
    if (!now || !isAlive(now.pid)) return undefined;
    await sleep(50);
  }
  return undefined;
}

async function launch(
  native: string,
  data: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Server | undefined> {
  const identity = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
  const log = openSync(`${data}.log`, 'a', 0o600);
  const flags = Object.entries({ ...defaults, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...identity,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new AbortController();
  for (const event of ['exit', 'error']) child.once(event, () => ended.abort());
  child.unref();
  for (let i = 0; i < 1500 && !ended.signal.aborted; i++) {
    const file = readPidFile(data);
    if (file && file.pid === child.pid && file.ready && (await accepts(port))) return file;
    await sleep(20);
  }
  return undefined;
}

/** Line 1 is the process, line 4 the port, line 8 tells whether recovery is over. */
function readPidFile(data: string): (Server & { ready: boolean }) | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 ? { pid, port, ready: lines[7]?.includes('ready') ?? false } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id may have been given to somebody else after a crash. */
function worksOn(pid: number, data: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data);
  } catch {
    return true;
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
