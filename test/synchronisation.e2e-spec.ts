import { SchulconnexSimulator } from '@connectors/schulconnex/simulator';
import { PERMISSIONS } from '@gateway/identity';
import { RunningGateway } from './support/gateway';

describe('“Synchronisation mit Schulconnex-Service”', () => {
  let gateway: RunningGateway;
  let simulator: SchulconnexSimulator;

  beforeAll(async () => {
    simulator = await SchulconnexSimulator.start();
    gateway = await RunningGateway.start({
      env: { EGRESS_ALLOW: `127.0.0.1:${simulator.port}=127.0.0.0/8` },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
  });

  it('R03: whoever lacks the right is refused, and not even a token is asked for', async () => {
    const school = await gateway.tenant(PERMISSIONS.filter((name) => name !== 'synchronisations:run'));
    const base = '/schulconnex/connections';
    const { body } = await school.send(base, {
      body: {
        ...{ name: 'Schulconnex', active: true },
        settings: {
          ...{ baseUrl: simulator.url, tokenUrl: simulator.tokenUrl, serverCa: simulator.caPem },
          ...{ clientId: 'schulverwaltung', username: 'musterschule', namespace: 'svs' },
        },
      },
    });

    const refused = await school.send(`${base}/${body.id}/synchronisations`, { body: { selection: {} } });

    expect(refused.status).toBe(403);
    expect(simulator.tokens.asked).toEqual([]);
    expect(simulator.journal.lines()).toEqual([]);
  });
});
