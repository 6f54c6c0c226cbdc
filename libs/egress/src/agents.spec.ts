import { lookup } from 'node:dns';
import { Agents } from './agents';
import type { Endpoint } from './endpoint';

describe('agents', () => {
  const url = new URL('https://kita.example');
  const of = (tenant: string): Endpoint => ({ tenant, url: url.href });
  const minutes = (count: number) => Date.now() + count * 60_000;
  let agents: Agents;

  beforeEach(() => (agents = new Agents(lookup)));
  afterEach(() => agents.destroy());

  const use = (endpoint: Endpoint) => {
    const lease = agents.lease(endpoint, url);
    lease.release();
    return lease.agent;
  };

  it('are kept for the same tenant, partner and credential', () => {
    expect(use(of('A'))).toBe(use(of('A')));
    expect(use(of('A'))).not.toBe(use(of('B')));
    expect(use(of('A'))).not.toBe(use({ ...of('A'), ca: Buffer.from('x') }));
    expect(use(of('A'))).not.toBe(use({ ...of('A'), proxy: { host: 'proxy', port: 3128 } }));
  });

  it('are closed after five idle minutes', () => {
    const agent = use(of('A'));
    const closed = jest.spyOn(agent, 'destroy');

    agents.sweep(minutes(4));
    expect(closed).not.toHaveBeenCalled();
    agents.sweep(minutes(6));
    expect(closed).toHaveBeenCalledTimes(1);
    expect(use(of('A'))).not.toBe(agent);
  });

  it('are not closed while a request uses them, however long', () => {
    const lease = agents.lease(of('A'), url);
    const closed = jest.spyOn(lease.agent, 'destroy');

    agents.sweep(minutes(60));
    expect(closed).not.toHaveBeenCalled();
    lease.release();
    expect(closed).not.toHaveBeenCalled();
  });

  it('make room for others, the least recently used first', () => {
    const [first, second] = [use(of('0')), use(of('1'))];
    for (let tenant = 2; tenant < 500; tenant++) use(of(String(tenant)));
    expect(use(of('0'))).toBe(first);
    use(of('one more'));

    expect(agents.size).toBe(500);
    expect(use(of('0'))).toBe(first);
    expect(use(of('1'))).not.toBe(second);
  });

  it('are closed when the process ends', () => {
    const closed = jest.spyOn(use(of('A')), 'destroy');

    agents.destroy();

    expect(closed).toHaveBeenCalledTimes(1);
    expect(agents.size).toBe(0);
  });
});
