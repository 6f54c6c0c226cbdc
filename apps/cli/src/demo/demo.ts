import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Database, EmbeddedPostgres, migrate, recreateDatabase } from '@gateway/database';
import { ApiKeys, PERMISSIONS } from '@gateway/identity';
import type { Command } from 'commander';
import { addTenant } from '../commands/tenants';
import { OPERATOR, withGateway } from '../session';
import { storages } from '../../../gateway/src';
import { tableOf } from '../print';
import type { InterfaceDemo, Outcome, Ports } from './interface-demo';
import { kitaPlaner } from './kita-planer';
import { oso } from './oso';
import { createSamplePeople, setUpOperator, signInHints, type SampleSignIn } from './people';
import { Part } from './processes';
import { Rest } from './rest';
import { schulconnex } from './schulconnex';
import { takeSlot, type Slot } from './slot';

/** A further interface adds its line here. */
const interfaces: readonly InterfaceDemo[] = [kitaPlaner, oso, schulconnex];

interface DemoOptions {
  readonly once?: boolean;
  readonly json?: boolean;
}

/** `demo`: the whole product on sample data, with nothing installed but Node. */
export function describeDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'embedded database, simulators, sample tenants, every interface, tables of outcomes; stays up until Ctrl-C',
    )
    .option('--once', 'end after the table; exit code 1 unless every outcome is as expected')
    .option('--json', 'the table as JSON, nothing else on standard output')
    .action(demo);
}

/** What has to be ended again, last started first. */
type Ends = (() => Promise<void> | void)[];

async function demo(options: DemoOptions): Promise<void> {
  const ends: Ends = [];
  const stopped = untilStopped();
  try {
    const work = run(options, ends, stopped.signal);
    await Promise.race([work, stopped.promise]);
  } finally {
    for (const end of ends.reverse()) await end();
    stopped.forget();
  }
}

async function run(
  { once = false, json = false }: DemoOptions,
  ends: Ends,
  signal: AbortSignal,
): Promise<void> {
  const say = (text: string): void => {
    if (!json) console.log(text);
  };
  const slot = await takeSlot(interfaces.map(({ ports }) => ports));
  ends.push(() => slot.release());
  const folder = resolve('.data', slot.name);
  mkdirSync(folder, { recursive: true });

  say('Starting PostgreSQL, the simulators and the gateway …');
  const databaseUrl = await freshDatabase(folder, ends);
  const api = await startParts(slot, folder, databaseUrl, ends);

  say('Sample tenants hand over what they have …');
  const { keys, signIns } = await createTenants(databaseUrl);
  const shown = await Promise.all(interfaces.map((one, index) => show(one, slot.ports[index] ?? {})));
  const results = shown.flatMap((outcome) => outcome.results);
  if (json) console.log(JSON.stringify(results, null, 2));
  for (const { title, table } of shown) say(['', title, '', ...tableOf(table), ''].join('\n'));
  process.exitCode = results.every(({ asExpected }) => asExpected) ? 0 : 1;
  if (once || signal.aborted) return;

  say(signInHints(signIns, api.replace('/api/v1', '/'), await setUpOperator(api)));
  say(`The gateway answers at ${api} until Ctrl-C; it describes itself at ${api}/openapi.json. Try:`);
  for (const { title, tenant, hints } of shown) say(instructions(title, api, tenant, hints));
  await new Promise(() => undefined);

  async function show(one: InterfaceDemo, ports: Ports): Promise<Shown> {
    const tenant = (name: string): DemoTenant => keys.get(name) ?? { id: '', token: '' };
    const as = (name: string): Rest => new Rest(`${api}/tenants/${tenant(name).id}`, tenant(name).token);
    const outcome = await one.run(as, { ports, folder });
    return { ...outcome, title: one.title, tenant: tenant(one.tenants[0] ?? '') };
  }
}

interface Shown extends Outcome {
  readonly title: string;
  /** The first of its tenants. */
  readonly tenant: DemoTenant;
}

async function freshDatabase(folder: string, ends: Ends): Promise<string> {
  const server = await EmbeddedPostgres.start({ folder: resolve(folder, 'postgres') });
  ends.push(() => server.stop());
  await recreateDatabase(server.url('postgres'), 'drehkreuz');
  await migrate(server.url('drehkreuz'), storages);
  return server.url('drehkreuz');
}

interface DemoTenant {
  readonly id: string;
  readonly token: string;
}

/** As an operator would, through the same parts the commands use; by their names. */
function createTenants(
  databaseUrl: string,
): Promise<{ keys: ReadonlyMap<string, DemoTenant>; signIns: SampleSignIn[] }> {
  process.env.DATABASE_URL = databaseUrl;
  return withGateway(async ({ get }) => {
    const create = async (name: string): Promise<[string, DemoTenant]> => {
      const id = await addTenant(get, name);
      const key = { tenant: id, name: 'Demo', scopes: PERMISSIONS };
      const { token } = await get(Database).tenant(id, (tx) => get(ApiKeys).create(tx, OPERATOR, key));
      return [name, { id, token }];
    };
    const keys = new Map(await Promise.all(interfaces.flatMap(({ tenants }) => tenants).map(create)));
    return { keys, signIns: await createSamplePeople(get, keys) };
  });
}

async function startParts(slot: Slot, folder: string, databaseUrl: string, ends: Ends): Promise<string> {
  const partners = interfaces.map((one, index) => one.partner(slot.ports[index] ?? {}, folder));
  const args = partners.flatMap((partner) => partner.args);
  const simulator = Part.start('simulator', args, process.env, resolve(folder, 'simulator.log'));
  ends.push(() => simulator.stop());
  const environment = {
    ...process.env,
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    PORT: String(slot.gatewayPort),
    ADMIN_DIR: resolve(__dirname, '../../../../../apps/admin/dist'),
    HOST: '127.0.0.1',
    ROLE: 'all',
    EGRESS_ALLOW: partners
      .flatMap(({ hosts }) => hosts)
      .map((host) => `${host}=127.0.0.0/8`)
      .join(' '),
  };
  const gateway = Part.start('gateway', [], environment, resolve(folder, 'gateway.log'));
  ends.push(() => gateway.stop());
  const url = `http://127.0.0.1:${slot.gatewayPort}`;
  for (const { readyUrl } of partners) await simulator.answersAt(readyUrl);
  await gateway.answersAt(`${url}/health/ready`);
  return `${url}/api/v1`;
}

const instructions = (
  title: string,
  api: string,
  { id, token }: DemoTenant,
  hints: readonly string[],
): string => ['', `# ${title}`, `KEY=${token}`, `T=${api}/tenants/${id}`, ...hints].join('\n  ');

function untilStopped(): { signal: AbortSignal; promise: Promise<void>; forget: () => void } {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: stop.signal,
    promise: new Promise((done) => stop.signal.addEventListener('abort', () => done())),
    forget: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
