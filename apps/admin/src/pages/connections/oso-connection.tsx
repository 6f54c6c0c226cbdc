import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Connection, OsoSettings } from '../../api/connections';
import { oso } from '../../api/feedback';
import type { ConnectionState } from '../../api/overview';
import { request } from '../../api/request';
import { useOsoTexts } from '../../language/oso';
import { useWords } from '../../language/language';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { Tabs } from '../../parts/tabs';
import { useChosen } from '../../shell/session';
import { ConnectionBadge } from './connection-badge';
import { ConnectionTest } from './connection-test';
import { OsoCertificates } from './oso-certificates';
import { OsoProfileForm } from './oso-profile-form';
import { PauseButton } from './pause-button';

/** Everything about a connection to OSO: how it is, its certificate, its version of OSO. */
export function OsoConnection({ state }: { readonly state: ConnectionState }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const connectionApi = oso(api, state.id);
  const read = useQuery({
    queryKey: [connectionApi, 'connection'],
    queryFn: ({ signal }) => request<Connection<OsoSettings>>(connectionApi, { signal }),
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
          content: <OsoCertificates connectionApi={connectionApi} />,
        },
        {
          key: 'profile',
          label: t('oso/profile'),
          content: <OsoProfileForm key={connection.version} {...{ connectionApi, connection }} />,
        },
      ]}
    />
  );
}

interface StateProps {
  readonly connectionApi: string;
  readonly connection: Connection<OsoSettings>;
  readonly state: ConnectionState;
}

function State({ connectionApi, connection, state }: StateProps): ReactNode {
  const { t, moment, number } = useWords();
  const { may } = useChosen();
  const { settings: labels } = useOsoTexts();
  const { settings, pausedBecause } = connection;
  return (
    <div className="stack">
      <div>
        <ConnectionBadge connection={state} />
      </div>
      {pausedBecause !== null && <Callout tone="bad" title={pausedBecause} />}
      <Facts
        rows={[
          [labels.trafficCenterUrl ?? 'trafficCenterUrl', settings.trafficCenterUrl],
          [labels.recipients ?? 'recipients', settings.recipients.map(({ host }) => host).join(', ') || '–'],
          [t('connections/open'), number(state.open)],
          [t('connections/lastSuccess'), state.lastSuccessAt ? moment(state.lastSuccessAt) : '–'],
          [t('connections/changed'), moment(connection.updatedAt)],
        ]}
      />
      <ConnectionTest connectionApi={connectionApi} />
      {may('connections:write') && (
        <div className="buttons">
          <PauseButton {...{ connectionApi, connection }} />
        </div>
      )}
    </div>
  );
}
