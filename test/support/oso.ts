import { numbers, type OsoSimulator } from '@connectors/oso/simulator';
import type { TestTenant } from './tenant';

const PASSWORD = 'geheim123';
const BASE = '/oso/connections';

/** Whoever orders an exchange with OSO says so. */
export const BY = { 'acting-user': 'anna.de-vries' };

export const osoSettings = (simulator: OsoSimulator, parts: object = {}): object => ({
  trafficCenterUrl: simulator.url,
  serverCa: simulator.certificates.caPem,
  recipients: [{ host: '127.0.0.1', organisationNumber: numbers.B }],
  allowedSenders: [numbers.B],
  ...parts,
});

/** A connection to OSO that works; answers its path. */
export async function osoReady(
  tenant: TestTenant,
  simulator: OsoSimulator,
  parts: object = {},
): Promise<string> {
  const body = { name: 'OSO', active: true, settings: osoSettings(simulator, parts) };
  const { id } = await tenant.expect(201, BASE, { body });
  const file = simulator.certificates.supplierP12(numbers.A, PASSWORD).toString('base64');
  const certificate = { method: 'PUT', body: { file, password: PASSWORD } };
  await tenant.expect(200, `${BASE}/${id}/certificate`, certificate);
  return `${BASE}/${id}`;
}
