import { OsoScene } from '../testing/oso-scene';
import { feedbackInput } from '../testing';

describe('smoke', () => {
  let scene: OsoScene;
  beforeAll(async () => {
    scene = await OsoScene.start();
  });
  afterAll(() => scene.stop());
  it('OSO 01', async () => {
    const customer = await scene.customer();
    const r = await customer.send(feedbackInput());
    console.log(
      r,
      scene.simulator.messages.map((m) => [m.path, m.schemaErrors, m.envelope]),
      (await customer.history(r.id)).timeline,
    );
    expect(r.state).toBe('delivered');
  });
});
