import type dnsModule from 'node:dns';
import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { child } from './support/children';
import { RunningGateway } from './support/gateway';
import type { TestTenant } from './support/tenant';

/** What the name service says about names of this test; it is asked about all others. */
const mockAddresses: Readonly<Record<string, readonly string[]>> = {
  'private.example': ['10.20.30.40'],
  'office.example': ['192.168.1.1'],
  'metadata.example': ['169.254.169.254'],
  'loopback.example': ['::1'],
  'local.example': ['fd00::1'],
  'translated.example': ['64:ff9b::7f00:1'],
  'carrier.example': ['100.64.0.1'],
  'mapped.example': ['::ffff:10.0.0.1'],
  'mixed.example': ['93.184.216.34', '10.0.0.1'],
};

type Told = (error: Error | null, addresses: LookupAddress[]) => void;

jest.mock('node:dns', () => {
  const dns = jest.requireActual<typeof dnsModule>('node:dns');
  const lookup = (hostname: string, options: LookupAllOptions, told: Told): void => {
    const known = mockAddresses[hostname];
    if (known)
      told(
        null,
        known.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    else dns.lookup(hostname, options, told);
  };
  return { ...dns, lookup };
});

describe('row 26: a name that leads into the house', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
  });

  afterAll(() => gateway.stop());

  it('is not connected to, whatever kind of address it stands for; the child waits', async () => {
    const names = Object.keys(mockAddresses);
    const ended = await Promise.all(
      names.map(async (name) => {
        const connection = await tenant.ready({ baseUrl: `https://${name}`, realTime: true });
        const { status, body } = await tenant.send(`${connection}/care-records`, { body: child(name) });
        const { items } = await tenant.pages(`${connection}/calls`);
        return [status, body.ergebnis, body.grund, items.map(({ class: how, code }) => [how, code])];
      }),
    );

    expect(ended).toEqual(
      names.map(() => [202, 'IM_PUFFER', 'EGRESS_BLOCKED', [['NICHT_GESENDET', 'EGRESS_BLOCKED']]]),
    );
  });
});
