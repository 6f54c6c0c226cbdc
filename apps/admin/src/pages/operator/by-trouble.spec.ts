import type { ConnectionState } from '../../api/overview';
import { byTrouble, type TenantState } from './by-trouble';

const fine: ConnectionState = {
  ...{ id: 'c', connector: 'oso', name: 'OSO', active: true, counts: {}, open: 0 },
  ...{ lastSuccessAt: '2026-11-22T08:00:00Z', lastFailureAt: null, lastFailureCode: null },
  credentialEndsAt: null,
};

const tenant = (name: string, ...connections: readonly ConnectionState[]): TenantState => ({
  ...{ id: name, name, connections },
});

const namesOf = (tenants: readonly TenantState[]): string[] => byTrouble(tenants).map(({ name }) => name);

describe('the order of tenants before an operator', () => {
  it('begins with disturbed connections, then with most to see to, then goes by name', () => {
    const disturbed = { ...fine, lastFailureAt: '2026-11-22T09:00:00Z' };
    expect(
      namesOf([
        tenant('Bochum', fine),
        tenant('Aalen', fine),
        tenant('Celle', { ...fine, open: 3 }),
        tenant('Dorsten', disturbed),
      ]),
    ).toEqual(['Dorsten', 'Celle', 'Aalen', 'Bochum']);
  });

  it('takes a failure for over once it has worked again, and a paused connection for no trouble', () => {
    const healed = { ...fine, lastFailureAt: '2026-11-22T07:00:00Z' };
    const paused = { ...fine, active: false, lastFailureAt: '2026-11-22T09:00:00Z' };
    expect(namesOf([tenant('Bochum', healed), tenant('Celle', paused), tenant('Aalen', fine)])).toEqual([
      'Aalen',
      'Bochum',
      'Celle',
    ]);
  });
});
