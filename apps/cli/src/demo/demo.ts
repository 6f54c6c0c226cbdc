import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Database, EmbeddedPostgres, migrate, recreateDatabase } from '@gateway/database';
import { ApiKeys, PERMISSIONS } from '@gateway/identity';
import type { Command } from 'commander';
import { addTenant } from '../commands/tenants';
import { OPERATOR, withGateway } from '../session';
import { storages } from '../../../gateway/src';
import { tableOf } from '../print';
import { exportTraeger, sampleTraeger, type Result } from './kita-planer';
import { Part } from './processes';
import { Rest } from './rest';
import { takeSlot, type Slot } from './slot';

interface DemoOptions {
  readonly once?: boolean;
  readonly json?: boolean;
}

/** `demo`: the whole product on sample data, with nothing installed but Node. */
export function describeDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'embedded database, simulators, sample tenants, an export each, a table of outcomes; stays up until Ctrl-C',
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
  const slot = await takeSlot();
  ends.push(() => slot.release());
  const folder = resolve('.data', slot.name);
  mkdirSync(folder, { recursive: true });

  say('Starting PostgreSQL, the Kita-Planer simulator and the gateway …');
  const databaseUrl = await freshDatabase(folder, ends);
  const api = await startParts(slot, folder, databaseUrl, ends);
  const simulator = {
    url: `https://127.0.0.1:${slot.kitaPlanerPort}`,
    controlUrl: `http://127.0.0.1:${slot.controlPort}`,
  };

  say('Two sample tenants hand over their children’s contracts …');
  const tenants = await createTenants(databaseUrl);
  const results = await Promise.all(
    sampleTraeger.map((traeger, index) => {
      const { id = '', token = '' } = tenants[index] ?? {};
      return exportTraeger(new Rest(`${api}/tenants/${id}`, token), traeger, simulator);
    }),
  );
  report(results, json);
  const good = results.every(({ asExpected }) => asExpected);
  process.exitCode = good ? 0 : 1;
  if (once || signal.aborted) return;

  const [first] = tenants;
  say(
    instructions(
      `${api}/tenants/${first?.id ?? ''}`,
      first?.token ?? '',
      results[0]?.connection ?? '',
      simulator.controlUrl,
    ),
  );
  await new Promise(() => undefined);
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

/** As an operator would, through the same parts the commands use. */
function createTenants(databaseUrl: string): Promise<DemoTenant[]> {
  process.env.DATABASE_URL = databaseUrl;
  return withGateway(({ get }) =>
    Promise.all(
      sampleTraeger.map(async ({ name }) => {
        const id = await addTenant(get, name);
        const key = { tenant: id, name: 'Demo', scopes: PERMISSIONS };
        const { token } = await get(Database).tenant(id, (tx) => get(ApiKeys).create(tx, OPERATOR, key));
        return { id, token };
      }),
    ),
  );
}

async function startParts(slot: Slot, folder: string, databaseUrl: string, ends: Ends): Promise<string> {
  const ports = ['--kp-port', String(slot.kitaPlanerPort), '--kp-control-port', String(slot.controlPort)];
  const simulator = Part.start(
    'simulator',
    ['kita-planer', ...ports],
    process.env,
    resolve(folder, 'simulator.log'),
  );
  ends.push(() => simulator.stop());
  const environment = {
    ...process.env,
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    PORT: String(slot.gatewayPort),
    HOST: '127.0.0.1',
    ROLE: 'all',
    EGRESS_ALLOW: `127.0.0.1:${slot.kitaPlanerPort}=127.0.0.0/8`,
  };
  const gateway = Part.start('gateway', [], environment, resolve(folder, 'gateway.log'));
  ends.push(() => gateway.stop());
  const url = `http://127.0.0.1:${slot.gatewayPort}`;
  await simulator.answersAt(`http://127.0.0.1:${slot.controlPort}/sim/zustand`);
  await gateway.answersAt(`${url}/health/ready`);
  return `${url}/api/v1`;
}

function report(results: readonly Result[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify(results, null, 2));
    return;
  }
  const rows = results.map(
    ({ tenant, exported, withNotice, refused, unclear, checkFailed, calls, followUps, asExpected }) => ({
      Träger: tenant,
      Exportiert: exported,
      'mit Hinweis': withNotice,
      'Fehler in Kita Planer': refused,
      'Ergebnis ungeklärt': unclear,
      'Fehler in der Prüfung': checkFailed,
      Aufrufe: calls,
      Nacharbeit: followUps,
      'wie erwartet': asExpected ? 'ja' : 'NEIN',
    }),
  );
  console.log(['', ...tableOf(rows), ''].join('\n'));
}

const instructions = (tenant: string, token: string, connection: string, controlUrl: string): string =>
  `The gateway answers at ${tenant.replace(/\/tenants.*/, '')} until Ctrl-C. Try:

  KEY=${token}
  T=${tenant}
  curl -s -H "Authorization: Bearer $KEY" "$T${connection}/buffer?status=UNGEKLAERT"
  curl -s -H "Authorization: Bearer $KEY" "$T${connection}/calls?followUp=open"
  curl -s -H "Authorization: Bearer $KEY" "$T${connection}/entries?outcome=FEHLER_IN_KITA_PLANER"
  curl -s ${tenant.replace(/\/tenants.*/, '')}/openapi.json

What the Träger sees in the simulated Kita-Planer: ${controlUrl}/traeger-ansicht
`;

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
