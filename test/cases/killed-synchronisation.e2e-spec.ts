import { setTimeout as sleep } from 'node:timers/promises';
import { SchulconnexSimulator } from '@connectors/schulconnex/simulator';
import { aLocalContext, aLocalGroup, aLocalMembership, aLocalPerson } from '@connectors/schulconnex/testing';
import { environmentFor, RunningGateway } from '../support/gateway';
import { GatewayProcess } from '../support/gateway-process';

jest.setTimeout(400_000);

const PEOPLE = 30;
const BASE = '/schulconnex/connections';

const letters = (number: number): string =>
  String.fromCharCode(65 + Math.floor(number / 6), 97 + (number % 6));
const numbers = Array.from({ length: PEOPLE }, (_, number) => number);
const people = numbers.map((number) =>
  aLocalPerson({
    key: `S-${number}`,
    givenName: `Ada ${letters(number)}`,
    contexts: [aLocalContext({ key: `SK-${number}` })],
  }),
);
const memberships = numbers.map((number) =>
  aLocalMembership({ key: `KL-7a/S-${number}`, context: `SK-${number}` }),
);

describe('a synchronisation whose process is killed', () => {
  let gateway: RunningGateway;
  let simulator: SchulconnexSimulator;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    simulator = await SchulconnexSimulator.start();
    const allow = { EGRESS_ALLOW: `127.0.0.1:${simulator.port}=127.0.0.0/8` };
    gateway = await RunningGateway.start({ works: false, env: allow });
    env = { ...environmentFor(gateway.test, gateway.portal), ...allow, ROLE: 'worker' };
  });

  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
  });

  const stored = (kind: 'person' | 'kontext' | 'zugehoerigkeit') => simulator.store.list(kind).length;
  const asked = (line: string) => simulator.journal.lines().filter((one) => one.startsWith(line)).length;

  /** Until everybody knows that the worker is dead, its job is given to somebody else. */
  async function minutesPass(): Promise<void> {
    await gateway.test.admin(`update schulconnex_synchronisation set lease_until = now()`);
    await gateway.test.admin(
      `update pgboss.job set state = 'retry', start_after = now()
       where name = 'schulconnex-synchronisation' and state = 'active'`,
    );
  }

  /** A worker goes on until it is so, and is killed at that moment. */
  async function killedWhen(isSo: () => boolean): Promise<void> {
    const worker = await GatewayProcess.start(env);
    while (!isSo()) await sleep(1);
    await worker.end('SIGKILL');
    await minutesPass();
  }

  async function school() {
    const tenant = await gateway.tenant();
    const { body: connection } = await tenant.send(BASE, {
      body: {
        ...{ name: 'Schulconnex', active: true },
        settings: {
          ...{ baseUrl: simulator.url, tokenUrl: simulator.tokenUrl, serverCa: simulator.caPem },
          ...{ clientId: 'schulverwaltung', username: 'musterschule', namespace: 'svs' },
        },
      },
    });
    const path = `${BASE}/${connection.id}`;
    const [{ clientSecret, password } = { clientSecret: '', password: '' }] = simulator.clients;
    await tenant.send(`${path}/credentials`, { method: 'PUT', body: { clientSecret, password } });
    await tenant.send(`${path}/source/snapshots`, {
      body: { people, groups: [aLocalGroup({ memberships })] },
    });
    return { tenant, path: `${path}/synchronisations` };
  }

  it('R09: at any of its steps, leaves nothing twice and nobody out', async () => {
    const { tenant, path } = await school();
    simulator.failNext({ kind: 'slow', ms: 2_000, path: '^/personen\\?sicht' });
    const { body: started } = await tenant.send(path, { body: { selection: {}, unattended: true } });

    await killedWhen(() => asked('GET /organisation-info') > 0);
    await killedWhen(() => stored('person') >= 10);
    await killedWhen(() => stored('kontext') >= 10);
    await killedWhen(() => asked('GET /gruppen') > 0);
    await killedWhen(() => stored('zugehoerigkeit') >= 10);
    const last = await GatewayProcess.start(env);
    let now = started;
    while (now.state !== 'done' && now.state !== 'failed') {
      await sleep(200);
      ({ body: now } = await tenant.send(`${path}/${started.id}`));
    }
    await last.end('SIGTERM');

    const { body: report } = await tenant.send(`${path}/${started.id}/report`);
    expect(report).toMatchObject({
      outcome: 'succeeded',
      counts: {
        person: { created: PEOPLE },
        context: { created: PEOPLE },
        group: { created: 1 },
        membership: { created: PEOPLE },
      },
    });
    expect([stored('person'), stored('kontext'), stored('zugehoerigkeit')]).toEqual([PEOPLE, PEOPLE, PEOPLE]);
    const bodies = simulator.journal
      .all()
      .filter(({ method, path: asked }) => method === 'POST' && !asked.includes('/token'))
      .map(({ request }) => JSON.stringify(request));
    expect(bodies).toHaveLength(3 * PEOPLE + 1);
    expect(new Set(bodies).size).toBe(bodies.length);
  });
});
