import { setTimeout as sleep } from 'node:timers/promises';
import { OsoSimulator } from '@connectors/oso/simulator';
import { egressAllow, feedbackInput } from '@connectors/oso/testing';
import { environmentFor, RunningGateway } from '../support/gateway';
import { GatewayProcess } from '../support/gateway-process';
import { BY, osoReady } from '../support/oso';
import type { TestTenant } from '../support/tenant';

jest.setTimeout(180_000);

async function until<T>(look: () => T | Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await sleep(100);
  }
}

describe('a gateway that is killed while the school has the Terugkoppeling', () => {
  let gateway: RunningGateway;
  let simulator: OsoSimulator;
  let tenant: TestTenant;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    simulator = await OsoSimulator.start();
    const allow = { EGRESS_ALLOW: egressAllow(simulator) };
    gateway = await RunningGateway.start({ works: false, env: allow });
    env = { ...environmentFor(gateway.test, gateway.portal), ...allow };
    tenant = await gateway.tenant();
  });

  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
  });

  it('OSO 33: leaves it uncertain for a person, and another process never sends it again', async () => {
    const connection = await osoReady(tenant, simulator);
    simulator.misbehave('school', { kind: 'silent' });
    const victim = await GatewayProcess.start(env);
    const lost = fetch(`${victim.url}/api/v1/tenants/${tenant.id}${connection}/feedback`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${tenant.token}`, 'content-type': 'application/json', ...BY },
        'idempotency-key': 'killed-in-the-middle',
      },
      body: JSON.stringify(feedbackInput()),
    }).catch(() => 'nobody answered');
    await until(
      () => simulator.received('school').length,
      (received) => received === 1,
    );
    await victim.end('SIGKILL');
    expect(await lost).toBe('nobody answered');

    // Seven minutes later.
    await gateway.test.admin(`update delivery set lease_until = now() where state = 'sending'`);
    await gateway.test.admin(`update pgboss.job set start_after = now() where name = 'oso-recover'`);
    const another = await GatewayProcess.start(env);
    const [found] = await until(
      async () => (await tenant.expect(200, `${connection}/feedback`)).items,
      ([feedback]) => feedback?.state !== 'VERZONDEN',
    );
    const again = await tenant.send(`${connection}/feedback`, {
      ...{ body: feedbackInput(), headers: BY, key: 'killed-in-the-middle' },
    });
    await another.end('SIGTERM');

    expect(found).toMatchObject({
      state: 'ONZEKER',
      result: { code: 'GW_AfleveringOnzeker', retry: 'manual' },
    });
    expect(again).toMatchObject({ status: 504, body: { record: found?.id, code: 'GW_AfleveringOnzeker' } });
    expect(simulator.messages.map(({ service }) => service)).toEqual(['trafficCenter', 'school']);
    const { timeline } = await tenant.expect<{ timeline: { step: string }[] }>(
      200,
      `${connection}/feedback/${found?.id ?? ''}`,
    );
    expect(timeline.map(({ step }) => step)).toEqual(['GEMELD', 'ONZEKER']);
  });
});
