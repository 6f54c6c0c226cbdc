import { profileNames } from '../domain/profile';
import { SimulatorCertificates } from '../simulator';
import { feedbackInput } from '../testing';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';
import { RecoverFeedback } from './recover-feedback';

const certificates = SimulatorCertificates.create();

describe.each(profileNames)('a Terugkoppeling in %s whose process died', (profile) => {
  let scene: OsoScene;
  const R = () => feedbackInput({}, profile);
  const tc = () => scene.simulator.received('trafficCenter').length;
  const school = () => scene.simulator.received('school').length;

  beforeAll(async () => {
    scene = await OsoScene.start({ profile, certificates });
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  const expireLeases = () =>
    scene.test.admin(
      `update delivery set lease_until = now() - interval '1 second', deadline_at = now() - interval '2 seconds' where state = 'sending'`,
    );
  const recover = ({ ids }: Customer) => scene.get(RecoverFeedback).run(ids);
  const until = async (happened: () => boolean) => {
    while (!happened()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('OSO 33: is uncertain when the process died while the school had it, and is not sent again', async () => {
    const customer = await scene.customer();
    scene.simulator.misbehave('school', { kind: 'silent' });
    const attempt = customer.send(R());
    await until(() => school() === 1);
    await expireLeases();
    await recover(customer);
    await scene.simulator.schools.down();
    const { id } = await attempt;
    await scene.simulator.schools.up();
    await recover(customer);

    expect(await customer.look(id)).toMatchObject({ state: 'uncertain', attempts: 1 });
    expect([tc(), school()]).toEqual([1, 1]);
  });

  it('OSO 33: has failed when the process died before, and a late answer of the Traffic Center sends nothing', async () => {
    const customer = await scene.customer({ meldenTimeoutSeconds: 5 });
    await scene.simulator.trafficCenter.down();
    scene.meanwhile = async () => {
      await expireLeases();
      await recover(customer);
      await scene.simulator.trafficCenter.up();
    };
    const sent = await customer.send(R());

    expect(sent).toMatchObject({ state: 'failed', cause: 'LEASE_EXPIRED', transportOutcome: 'not-sent' });
    expect([tc(), school()]).toEqual([1, 0]);
  });
});
