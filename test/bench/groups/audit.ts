import { AuditTrail, auditEvent, type Actor } from '@gateway/audit';
import { Database, newId, Tenant } from '@gateway/database';
import { Client } from 'pg';
import { figure, type Figure } from '../figure';
import { Gateway } from '../gateway';
import { measured, ROUNDS, type Measured } from '../measured';
import type { Stage } from '../stage';

const TRANSACTIONS = 100;

const moved = auditEvent('bench/record-moved', { log: 'record', object: 'delivery', requires: ['code'] });

interface Round {
  readonly entries: number;
  readonly trail: Measured<void>;
  readonly floor: Measured<void>;
}

/** Entries of the tamper-evident trail, beside plain rows of the same size in transactions of the same size. */
export async function audit(stage: Stage): Promise<Figure[]> {
  const databaseUrl = await stage.database('bench_audit');
  const gateway = await Gateway.open({ databaseUrl, role: 'api' });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('create table bench_floor (id uuid primary key, body text not null)');
    const tenant = newId();
    await gateway.get(Database).global((tx) => tx.insert(Tenant, { id: tenant, name: 'Audit' }));
    const many: Round[] = [];
    const single: Round[] = [];
    await oneRound(stage, gateway, client, { tenant, size: 100 });
    for (let round = 0; round < ROUNDS; round++) {
      stage.machine.probe();
      many.push(await oneRound(stage, gateway, client, { tenant, size: 100 }));
      single.push(await oneRound(stage, gateway, client, { tenant, size: 1 }));
    }
    return [...figures('100 in a transaction', many), ...figures('1 in a transaction', single)];
  } finally {
    await client.end();
    await gateway.close();
    await stage.drop('bench_audit');
  }
}

async function oneRound(
  stage: Stage,
  gateway: Gateway,
  client: Client,
  { tenant, size }: { readonly tenant: string; readonly size: number },
): Promise<Round> {
  const actor: Actor = { type: 'user', id: newId() };
  const trail = await measured(stage, async () => {
    for (let n = 0; n < TRANSACTIONS; n++) {
      const entries = Array.from({ length: size }, () =>
        moved({ tenant, actor, object: newId(), code: 'DELIVERED', req: newId() }),
      );
      await gateway.get(Database).tenant(tenant, (tx) => gateway.get(AuditTrail).record(tx, entries));
    }
  });
  const body = 'x'.repeat(400);
  const floor = await measured(stage, async () => {
    for (let n = 0; n < TRANSACTIONS; n++)
      await client.query('insert into bench_floor select * from unnest($1::uuid[], $2::text[])', [
        Array.from({ length: size }, () => newId()),
        Array.from({ length: size }, () => body),
      ]);
  });
  return { entries: TRANSACTIONS * size, trail, floor };
}

function figures(what: string, rounds: readonly Round[]): Figure[] {
  const speed = (of: (round: Round) => Measured<void>): number[] =>
    rounds.map((round) => (1_000 * round.entries) / of(round).wallMs);
  const cpu = (of: (round: Round) => Measured<void>): number[] =>
    rounds.map((round) => of(round).cpuMs / round.entries);
  return [
    figure(
      `audit: entries, ${what}`,
      '1/s',
      speed(({ trail }) => trail),
      { floors: speed(({ floor }) => floor) },
    ),
    figure(
      `audit: CPU per entry, ${what}`,
      'ms',
      cpu(({ trail }) => trail),
      { floors: cpu(({ floor }) => floor) },
    ),
  ];
}
