import { archiveReasons, statuses, type RecordFilter } from '../../api/records';
import type { Place } from '../../routing/location';

/** What the address of the list says. */
export interface ListAddress {
  readonly connection: string | undefined;
  readonly filter: RecordFilter;
  readonly cursor: string | undefined;
  readonly record: string | undefined;
}

export const openStatuses = statuses.filter(
  (status) => !['EXPORTIERT', 'ERLEDIGT', 'ERSETZT'].includes(status),
);

/** Anything else in the address is as if it were not there. */
export function readAddress({ search }: Place): ListAddress {
  const parameters = new URLSearchParams(search);
  const given = (name: string, longest: number): string | undefined => {
    const value = parameters.get(name)?.trim().slice(0, longest);
    return value === '' ? undefined : value;
  };
  const view = parameters.get('view') === 'archive' ? 'archive' : 'open';
  const status = openStatuses.find((known) => known === parameters.get('status'));
  const reason = archiveReasons.find((known) => known === parameters.get('reason'));
  const code = given('code', 100);
  const childId = given('child', 25);
  const number = given('number', 40);
  return {
    connection: given('connection', 36),
    filter: {
      view,
      ...(view === 'open' && status ? { status } : {}),
      ...(view === 'archive' && reason ? { reason } : {}),
      ...(view === 'open' && code ? { code } : {}),
      ...(childId ? { childId } : {}),
      ...(number ? { number } : {}),
    },
    cursor: given('cursor', 1_000),
    record: given('record', 36),
  };
}

/** Whether anything but the view narrows the list. */
export const isNarrowed = ({ view: _, ...rest }: RecordFilter): boolean => Object.keys(rest).length > 0;
