import { ControlListener } from './control-listener';
import { OsoSimulator } from './oso-simulator';

describe('the control API of the OSO simulator', () => {
  let simulator: OsoSimulator;
  let control: ControlListener;

  beforeAll(async () => {
    simulator = await OsoSimulator.start();
    control = new ControlListener(simulator);
    await control.open(0);
  });
  afterAll(async () => {
    await control.close();
    await simulator.stop();
  });

  const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(`${control.url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });

  it('sets switches, shows them, and puts everything back', async () => {
    expect((await call('PUT', '/sim/switches', { faultMode: 'fault' })).status).toBe(200);
    expect(await (await call('GET', '/sim/switches')).json()).toMatchObject({
      faultMode: 'fault',
      urlPlace: 'url',
    });
    expect((await call('POST', '/sim/reset')).status).toBe(204);
    expect(simulator.switches.faultMode).toBe('resultaat');
  });

  it('shows what came in and what the school shows', async () => {
    expect(await (await call('GET', '/sim/messages')).json()).toEqual([]);
    expect(await (await call('GET', '/sim/feedback')).json()).toEqual([]);
  });

  it('does not understand anything else', async () => {
    expect((await call('PUT', '/sim/switches', { password: 'x' })).status).toBe(400);
    expect((await call('POST', '/sim/misbehave', { service: 'school', kind: 'dance' })).status).toBe(400);
    expect((await call('POST', '/sim/misbehave', { service: 'school', kind: 'abort' })).status).toBe(204);
    expect((await call('GET', '/')).status).toBe(404);
  });

  it('is closed to web pages', async () => {
    expect((await call('POST', '/sim/reset', undefined, { Origin: 'https://evil.example' })).status).toBe(
      403,
    );
  });
});
