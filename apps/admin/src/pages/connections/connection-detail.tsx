import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import { startExport, type Connection, type Run } from '../../api/connections';
import type { ConnectionState } from '../../api/overview';
import { kitaPlaner, type Page as ListPage } from '../../api/records';
import { request } from '../../api/request';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Callout, Empty, Failure, Skeleton } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { Tabs } from '../../parts/tabs';
import { useChosen } from '../../shell/session';
import { ConnectionBadge } from './connection-badge';
import { Credentials } from './credentials';
import { PauseButton } from './pause-button';
import { ScheduleForm } from './schedule-form';

/** Everything about one connection, in tabs; saved by who has the right to. */
export function ConnectionDetail({ state }: { readonly state: ConnectionState }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const connectionApi = kitaPlaner(api, state.id);
  const read = useQuery({
    queryKey: [connectionApi, 'connection'],
    queryFn: ({ signal }) => request<Connection>(connectionApi, { signal }),
  });
  if (read.isPending) return <Skeleton />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  const connection = read.data;
  return (
    <Tabs
      label={t('connections/tabs')}
      tabs={[
        {
          key: 'state',
          label: t('connections/state'),
          content: <State {...{ connectionApi, connection, state }} />,
        },
        {
          key: 'credentials',
          label: t('connections/credentials'),
          content: <Credentials connectionApi={connectionApi} />,
        },
        {
          key: 'schedule',
          label: t('connections/schedule'),
          content: <ScheduleForm key={connection.version} {...{ connectionApi, connection }} />,
        },
        { key: 'runs', label: t('connections/runs'), content: <Runs connectionApi={connectionApi} /> },
      ]}
    />
  );
}

interface StateProps {
  readonly connectionApi: string;
  readonly connection: Connection;
  readonly state: ConnectionState;
}

function State({ connectionApi, connection, state }: StateProps): ReactNode {
  const { t, kitaPlaner: texts, moment, number } = useWords();
  const { may } = useChosen();
  const stopped = explanationOf(texts, connection.pausedBecause);
  return (
    <>
      <div>
        <ConnectionBadge connection={state} />
      </div>
      {connection.pausedBecause !== null && (
        <Callout tone="bad" title={stopped?.title ?? connection.pausedBecause}>
          {stopped && <p>{stopped.what}</p>}
          {stopped && <p>{stopped.do}</p>}
        </Callout>
      )}
      <Facts
        rows={[
          [texts.settings.baseUrl ?? 'baseUrl', connection.settings.baseUrl],
          [texts.settings.traeger ?? 'traeger', connection.settings.traeger],
          [t('connections/open'), number(state.open)],
          [t('connections/lastSuccess'), state.lastSuccessAt ? moment(state.lastSuccessAt) : '–'],
          [t('connections/changed'), moment(connection.updatedAt)],
        ]}
      />
      <div className="buttons">
        {may('runs:start') && connection.active && <ExportNow connectionApi={connectionApi} />}
        {may('connections:write') && <PauseButton {...{ connectionApi, connection }} />}
      </div>
    </>
  );
}

function ExportNow({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const act = useAct(
    () => startExport(connectionApi),
    ({ started }) => {
      announce(started ? t('connections/exportStarted') : t('connections/exportWaiting'));
      void queries.invalidateQueries({ queryKey: [connectionApi] });
    },
  );
  return (
    <>
      <Button look="main" icon="sending" busy={act.busy} onClick={() => act.run(undefined)}>
        {t('connections/exportNow')}
      </Button>
      {act.error !== undefined && <Failure error={act.error} />}
    </>
  );
}

function Runs({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t, moment, number, named, kitaPlaner: texts } = useWords();
  const runs = useQuery({
    queryKey: [connectionApi, 'runs'],
    queryFn: ({ signal }) => request<ListPage<Run>>(`${connectionApi}/runs?limit=25`, { signal }),
  });
  if (runs.isPending) return <Skeleton />;
  if (runs.isError) return <Failure error={runs.error} retry={() => void runs.refetch()} />;
  if (runs.data.items.length === 0) return <Empty title={t('runs/none')} />;
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('connections/runs')}>
      <table>
        <caption className="hidden-text">{t('connections/runs')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('sources/begun')}</th>
            <th scope="col">{t('records/status')}</th>
            <th scope="col" className="number">
              {t('runs/exported')}
            </th>
            <th scope="col" className="number">
              {t('sources/refused')}
            </th>
            <th scope="col" className="wide-only">
              {t('sources/trigger')}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.data.items.map((run) => (
            <tr key={run.id}>
              <th scope="row" className="nowrap">
                {moment(run.startedAt)}
              </th>
              <td>
                {named('run', run.state)}
                {run.code !== null && ` · ${explanationOf(texts, run.code)?.title ?? run.code}`}
              </td>
              <td className="number">{number(run.counts.exported ?? 0)}</td>
              <td className="number">{number(run.counts.refused ?? 0)}</td>
              <td className="wide-only">{named('trigger', run.trigger)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
