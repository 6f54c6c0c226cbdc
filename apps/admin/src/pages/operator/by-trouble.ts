import type { ConnectionState } from '../../api/overview';

/** A tenant as operators see it. */
export interface TenantState {
  readonly id: string;
  readonly name: string;
  readonly connections: readonly ConnectionState[];
}

const isDisturbed = ({ active, lastSuccessAt, lastFailureAt }: ConnectionState): boolean =>
  active && lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt);

const troubleOf = ({ connections }: TenantState): readonly [disturbed: number, open: number] => [
  connections.filter(isDisturbed).length,
  connections.reduce((sum, { open }) => sum + open, 0),
];

/** Those with disturbed connections first, then those with most to see to, then by name. */
export const byTrouble = (tenants: readonly TenantState[]): readonly TenantState[] =>
  tenants
    .map((tenant) => ({ tenant, trouble: troubleOf(tenant) }))
    .sort(
      (one, other) =>
        other.trouble[0] - one.trouble[0] ||
        other.trouble[1] - one.trouble[1] ||
        one.tenant.name.localeCompare(other.tenant.name),
    )
    .map(({ tenant }) => tenant);
