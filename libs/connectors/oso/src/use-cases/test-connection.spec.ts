import { profileNames } from '../domain/profile';
import { SimulatorCertificates } from '../simulator';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';
import { TestConnection } from './test-connection';

const certificates = SimulatorCertificates.create();

describe.each(profileNames)('a connection in %s', (profile) => {
  let scene: OsoScene;
  let customer: Customer;

  beforeAll(async () => {
    scene = await OsoScene.start({ profile, certificates });
    customer = await scene.customer();
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  describe('OSO 40: the connection test', () => {
    const test = ({ ids }: Customer) => scene.get(TestConnection).run(ids);

    it('pings the Traffic Center, step by step, without personal data', async () => {
      expect((await test(customer)).map(({ step, result }) => `${step} ${result}`)).toEqual([
        ...['dns ok', 'tls ok', 'certificate ok', 'ping ok'],
      ]);
      const [ping] = scene.simulator.received('trafficCenter');
      expect(ping?.envelope).toMatch(/pingRequest/);
      expect(ping?.schemaErrors).toEqual([]);
    });

    it('tells which step fails, and why', async () => {
      expect(await test(await scene.customer({}, null))).toContainEqual({
        step: 'certificate',
        result: 'failed',
        reason: 'MISSING',
      });
      scene.simulator.misbehave('trafficCenter', { kind: 'status', status: 503 });
      expect(await test(customer)).toContainEqual({ step: 'ping', result: 'failed', reason: 'HTTP_503' });
      const nowhere = await scene.customer({ trafficCenterUrl: 'https://oso.invalid/tc' });
      expect((await test(nowhere))[0]).toMatchObject({ step: 'dns', result: 'failed' });
      await scene.simulator.trafficCenter.down();
      expect((await test(customer))[1]).toMatchObject({ step: 'tls', result: 'failed' });
      await scene.simulator.trafficCenter.up();
    });
  });
});
