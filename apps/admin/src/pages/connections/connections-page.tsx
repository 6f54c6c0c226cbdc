import type { ReactNode } from 'react';
import { useOverview, type ConnectionState } from '../../api/overview';
import { useWords } from '../../language/language';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Card, Facts, Page } from '../../parts/page';
import { Link } from '../../routing/link';
import { usePlace, withFilters } from '../../routing/location';
import { ConnectionBadge } from './connection-badge';
import { ConnectionDetail } from './connection-detail';
import { OsoConnection } from './oso-connection';
import { SchulconnexConnection } from './schulconnex-connection';

export function ConnectionsPage(): ReactNode {
  const { t } = useWords();
  const place = usePlace();
  const overview = useOverview();
  const wanted = new URLSearchParams(place.search).get('connection');
  const connection = overview.data?.connections.find(({ id }) => id === wanted);
  if (connection) {
    return (
      <Page title={connection.name}>
        <Link className="way-back" href={withFilters(place, { connection: undefined })}>
          {t('connections/back')}
        </Link>
        <Detail state={connection} />
      </Page>
    );
  }
  return (
    <Page title={t('connections/title')} lead={t('connections/lead')}>
      {overview.isPending && <Skeleton />}
      {overview.isError && <Failure error={overview.error} retry={() => void overview.refetch()} />}
      {overview.data?.connections.length === 0 && (
        <Empty title={t('connections/none')}>
          <p>{t('connections/noneText')}</p>
        </Empty>
      )}
      <div className="two">
        {overview.data?.connections.map((each) => (
          <ConnectionCard key={each.id} connection={each} />
        ))}
      </div>
    </Page>
  );
}

const details = {
  'kita-planer': ConnectionDetail,
  oso: OsoConnection,
  schulconnex: SchulconnexConnection,
} as const;

function Detail({ state }: { readonly state: ConnectionState }): ReactNode {
  const Content = details[state.connector];
  return <Content state={state} />;
}

interface ConnectionCardProps {
  readonly connection: ConnectionState;
}

function ConnectionCard({ connection }: ConnectionCardProps): ReactNode {
  const { t, moment, day, number, named } = useWords();
  const place = usePlace();
  const { id, connector, name, open, lastSuccessAt, lastFailureAt, credentialEndsAt } = connection;
  const when = (iso: string | null): string => (iso ? moment(iso) : '–');
  return (
    <Card title={name} actions={<ConnectionBadge connection={connection} />}>
      <Facts
        rows={[
          [t('connections/kind'), named('connector', connector)],
          [t('connections/open'), number(open)],
          [t('connections/lastSuccess'), when(lastSuccessAt)],
          [t('connections/lastFailure'), when(lastFailureAt)],
          [t('connections/credentialUntil'), credentialEndsAt ? day(credentialEndsAt) : '–'],
        ]}
      />
      <Link href={withFilters(place, { connection: id })}>{t('connections/openOne', { name })}</Link>
    </Card>
  );
}
