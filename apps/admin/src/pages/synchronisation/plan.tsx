import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Page as ListPage } from '../../api/records';
import { query, request } from '../../api/request';
import type { Change, PlanItem } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { SelectField } from '../../parts/field';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { StepPager } from '../../parts/step-pager';
import { Table } from '../../parts/table';
import { useChosen } from '../../shell/session';
import { reasonOf } from './question';
import type { RunProps } from './run-page';
import { useWordOf } from './values';

interface Filter {
  readonly resource?: string;
  readonly operation?: string;
  readonly standing?: string;
  readonly result?: string;
}

const choices = {
  resource: { group: 'syncResource', values: ['person', 'context', 'group', 'membership'] },
  operation: { group: 'syncOperation', values: ['create', 'update', 'delete', 'import'] },
  standing: {
    group: 'syncStanding',
    values: ['ready', 'unchanged', 'open', 'declined', 'conflict', 'not-selected', 'blocked', 'left-alone'],
  },
  result: { group: 'syncResult', values: ['done', 'failed', 'skipped', 'conflict', 'uncertain'] },
} as const;

/** The plan record by record, and attribute by attribute on demand; afterwards, what became of it. */
export function Plan({ one, run }: RunProps): ReactNode {
  const { t, named } = useWords();
  const [filter, setFilter] = useState<Filter>({});
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const list = useQuery({
    queryKey: [one, 'items', run.plan, run.state, filter, cursor],
    queryFn: ({ signal }) =>
      request<ListPage<PlanItem>>(`${one}/items${query({ ...filter, limit: 25, cursor })}`, { signal }),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.items ?? [];
  const next = list.data?.next ?? null;
  return (
    <div className="stack">
      <div className="filters" role="search" aria-label={t('records/filter')}>
        {Object.entries(choices).map(([name, { group, values }]) => (
          <SelectField
            key={name}
            label={named('syncFilter', name)}
            value={filter[name as keyof Filter] ?? ''}
            choices={[
              { value: '', label: t('all') },
              ...values.map((value) => ({ value, label: named(group, value) })),
            ]}
            onChoose={(value) => {
              setCursors([]);
              const { [name as keyof Filter]: _, ...others } = filter;
              setFilter(value === '' ? others : { ...others, [name]: value });
            }}
          />
        ))}
      </div>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <Empty title={t('sync/nothingPlanned')} />}
      {rows.length > 0 && <Items one={one} rows={rows} />}
      <StepPager {...{ cursors, next }} rows={rows.length} move={setCursors} />
    </div>
  );
}

function Items({ one, rows }: { readonly one: string; readonly rows: readonly PlanItem[] }): ReactNode {
  const { t } = useWords();
  return (
    <Table
      caption={t('sync/plan')}
      columns={[
        { name: t('sync/record') },
        { name: t('sync/whatHappens') },
        { name: t('sync/why'), wideOnly: true },
        { name: t('sync/outcome') },
      ]}
    >
      {rows.map((item) => (
        <Item key={item.nr} one={one} item={item} />
      ))}
    </Table>
  );
}

interface ItemProps {
  readonly one: string;
  readonly item: PlanItem;
}

function Item({ one, item }: ItemProps): ReactNode {
  const { named } = useWords();
  const { may } = useChosen();
  const [open, setOpen] = useState(false);
  const { resource, operation, standing, result, code } = item;
  const hasChanges = standing === 'ready' && ['create', 'update'].includes(operation) && may('payload:read');
  return (
    <>
      <tr>
        <th scope="row">
          <div className="quiet-text">{named('syncResource', resource)}</div>
          <span className="reference">{item.key ?? item.remoteId}</span>
        </th>
        <td>
          <WhatHappens item={item} />
          {hasChanges && <ShowChanges open={open} toggle={() => setOpen(!open)} />}
        </td>
        <td className="wide-only">
          <Why item={item} />
        </td>
        <td>
          {result === null ? '–' : named('syncResult', result)}
          {code !== undefined && <div className="quiet-text">{`${code} ${item.title ?? ''}`}</div>}
        </td>
      </tr>
      {open && (
        <tr className="acts">
          <td colSpan={4}>
            <Changes one={one} nr={item.nr} />
          </td>
        </tr>
      )}
    </>
  );
}

function WhatHappens({ item: { operation, standing } }: Pick<ItemProps, 'item'>): ReactNode {
  const { named } = useWords();
  if (operation === 'none') return named('syncStanding', standing);
  const words = named('syncOperation', operation);
  return standing === 'ready' ? words : `${words} (${named('syncStanding', standing)})`;
}

function ShowChanges({ open, toggle }: { readonly open: boolean; readonly toggle: () => void }): ReactNode {
  const { t } = useWords();
  return (
    <div>
      <Button look="quiet" aria-expanded={open} onClick={toggle}>
        {t('sync/showChanges')}
      </Button>
    </div>
  );
}

function Why({ item }: Pick<ItemProps, 'item'>): ReactNode {
  const { named } = useWords();
  const { obstacles = [], kept = [] } = item;
  const notes = [
    ...obstacles.map((name) => named('syncObstacle', name)),
    ...kept.map(
      ({ attribute, reason }) => `${named('syncAttribute', attribute)}: ${named('syncKept', reason)}`,
    ),
  ];
  return (
    <>
      {reasonOf(item, named)}
      {notes.map((note) => (
        <div key={note} className="quiet-text">
          {note}
        </div>
      ))}
    </>
  );
}

function Changes({ one, nr }: { readonly one: string; readonly nr: number }): ReactNode {
  const { t, named } = useWords();
  const wordOf = useWordOf();
  const read = useQuery({
    queryKey: [one, 'changes', nr],
    queryFn: ({ signal }) =>
      request<{ readonly changes: readonly Change[] }>(`${one}/items/${nr}/changes`, { signal }),
    staleTime: 60_000,
  });
  if (read.isPending) return <Skeleton lines={2} />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  return (
    <ul className="stack">
      {read.data.changes.map(({ attribute, from, to, owner, reason }) => (
        <li key={attribute}>
          <strong>{named('syncAttribute', attribute)}</strong>: {wordOf(from)} → {wordOf(to)}
          <div className="quiet-text">
            {t('sync/decidedBy', { owner: named('syncOwner', owner), reason: named('syncReason', reason) })}
          </div>
        </li>
      ))}
    </ul>
  );
}
