import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Page as ListPage } from '../../api/records';
import { query, request } from '../../api/request';
import { isOver, type Synchronisation } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Pager } from '../../parts/pager';
import { Table } from '../../parts/table';
import { Link } from '../../routing/link';
import { usePlace, withFilters } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { RunBadge } from './run-badge';
import { StartDialog } from './start-dialog';

const LOOK_EVERY_MS = 5_000;

/** Every synchronisation of a connection, newest first; at most one is under way. */
export function RunList({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const cursor = new URLSearchParams(usePlace().search).get('cursor') ?? undefined;
  const list = useQuery({
    queryKey: [connectionApi, 'synchronisations', cursor],
    queryFn: ({ signal }) =>
      request<ListPage<Synchronisation>>(`${connectionApi}/synchronisations${query({ limit: 25, cursor })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_EVERY_MS,
  });
  if (list.isPending) return <Skeleton />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const { items, next } = list.data;
  return (
    <div className="stack">
      {cursor === undefined && items.every(isOver) && <Start connectionApi={connectionApi} />}
      {items.length === 0 ? (
        <NothingYet />
      ) : (
        <>
          <Rows rows={items} />
          <Pager next={next} rows={items.length} cursor={cursor} />
        </>
      )}
    </div>
  );
}

function Start({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const [starting, setStarting] = useState(false);
  if (!may('synchronisations:run')) return null;
  return (
    <div className="buttons">
      <Button look="main" icon="again" onClick={() => setStarting(true)}>
        {t('sync/start')} …
      </Button>
      {starting && <StartDialog connectionApi={connectionApi} close={() => setStarting(false)} />}
    </div>
  );
}

function NothingYet(): ReactNode {
  const { t } = useWords();
  return (
    <Empty title={t('sync/none')}>
      <p>{t('sync/noneText')}</p>
    </Empty>
  );
}

function Rows({ rows }: { readonly rows: readonly Synchronisation[] }): ReactNode {
  const { t, moment } = useWords();
  const place = usePlace();
  return (
    <Table
      caption={t('sync/runs')}
      columns={[
        { name: t('sync/begun') },
        { name: t('records/status') },
        { name: t('sync/scope'), wideOnly: true },
        { name: t('sync/ended'), wideOnly: true },
      ]}
    >
      {rows.map((run) => (
        <tr key={run.id}>
          <th scope="row" className="nowrap">
            <Link href={withFilters(place, { run: run.id, cursor: undefined })} data-row>
              {moment(run.startedAt)}
            </Link>
          </th>
          <td>
            <RunBadge run={run} />
          </td>
          <td className="wide-only">
            <Scope run={run} />
          </td>
          <td className="wide-only nowrap">{run.endedAt ? moment(run.endedAt) : '–'}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Whom it is about, and how it was started. */
export function Scope({ run }: { readonly run: Synchronisation }): ReactNode {
  const { t } = useWords();
  const { groups, roles } = run.selection;
  const whole = groups === undefined && roles === undefined;
  const parts = [
    whole ? t('sync/everybody') : t('sync/someGroups', { n: groups?.length ?? 0 }),
    ...(run.dryRun ? [t('sync/dryRun')] : []),
    ...(run.schoolYear ? [t('sync/schoolYear')] : []),
    ...(run.unattended ? [t('sync/unattended')] : []),
  ];
  return parts.join(' · ');
}
