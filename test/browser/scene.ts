import { child, childrenOf } from '../support/children';
import { RunningGateway } from '../support/gateway';
import type { TestTenant } from '../support/tenant';

/** A tenant with something of everything: imported, refused, failed our check, lost on the way back, waiting. */
export interface Scene {
  readonly gateway: RunningGateway;
  readonly tenant: TestTenant;
  /** Path of its connection. */
  readonly connection: string;
}

const GROUPS = [
  { group: 'G1', groupId: '1462' },
  { group: 'UNBEKANNT', groupId: '9999' },
];

/** What somebody may have typed into a name; none of it may ever do anything. */
export const HOSTILE_NAME = '<img src=x onerror="document.title=1">=1+1';

export async function setScene(): Promise<Scene> {
  const gateway = await RunningGateway.start();
  const tenant = await gateway.tenant();
  const connection = await tenant.ready({ groups: GROUPS });
  const batch = async (careRecords: readonly object[]): Promise<void> => {
    await tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords } });
  };
  await batch([
    ...childrenOf(30),
    ...['ref1', 'ref2', 'ref3'].map((key) => child(key, { lines: [{ group: 'UNBEKANNT' }] })),
    child('hostile', { child: { givenName: HOSTILE_NAME }, lines: [{ group: 'UNBEKANNT' }] }),
    child('check', { lines: [{ until: '2026-07-01', terminatedOn: '2026-07-01' }] }),
  ]);
  await tenant.exportNow(connection);
  await batch([child('lost')]);
  gateway.portal.failNext({ art: 'trennen-nach-verarbeitung' });
  await tenant.exportNow(connection);
  await batch([child('waits')]);
  return { gateway, tenant, connection };
}
