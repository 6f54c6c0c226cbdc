import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readCalls } from '../../api/calls';
import { useOverview } from '../../api/overview';
import { kitaPlaner } from '../../api/records';
import { useWords } from '../../language/language';
import { SelectField } from '../../parts/field';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Link } from '../../routing/link';
import { go, usePlace, withFilters } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { NoKitaPlaner } from '../connections/no-kita-planer';
import { CallPanel } from './call-panel';
import { CallTable } from './call-table';

/** Every call to the partner as a Datenquelle, and the ones somebody has to finish over there. */
export function SourcesPage(): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const place = usePlace();
  const overview = useOverview();
  const parameters = new URLSearchParams(place.search);
  const connections = overview.data?.connections.filter(({ connector }) => connector === 'kita-planer') ?? [];
  const connection = connections.find(({ id }) => id === parameters.get('connection')) ?? connections[0];
  return (
    <Page title={t('sources/title')} lead={t('sources/lead')}>
      {overview.isPending && <Skeleton />}
      {overview.isError && <Failure error={overview.error} retry={() => void overview.refetch()} />}
      {overview.data && !connection && <NoKitaPlaner others={overview.data.connections.length > 0} />}
      {connections.length > 1 && connection && (
        <div className="filters">
          <SelectField
            label={t('connection')}
            value={connection.id}
            choices={connections.map(({ id, name }) => ({ value: id, label: name }))}
            onChoose={(id) => go(withFilters(place, { connection: id, cursor: undefined, call: undefined }))}
          />
        </div>
      )}
      {connection && <CallList connectionApi={kitaPlaner(api, connection.id)} />}
    </Page>
  );
}

function CallList({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const place = usePlace();
  const parameters = new URLSearchParams(place.search);
  const followUp = parameters.get('followUp') === 'open' ? 'open' : undefined;
  const cursor = parameters.get('cursor') ?? undefined;
  const call = parameters.get('call') ?? undefined;
  return (
    <>
      <FollowUpChips followUp={followUp} />
      <div className={call ? 'split open' : 'split'}>
        <Calls {...{ connectionApi, followUp, cursor, call }} />
        {call && (
          <CallPanel
            key={call}
            {...{ connectionApi, call }}
            close={() => go(withFilters(place, { call: undefined }))}
          />
        )}
      </div>
    </>
  );
}

function FollowUpChips({ followUp }: { readonly followUp: 'open' | undefined }): ReactNode {
  const { t } = useWords();
  const place = usePlace();
  return (
    <nav className="chips" aria-label={t('records/filter')}>
      {([undefined, 'open'] as const).map((wanted) => (
        <Link
          key={wanted ?? ''}
          className="chip"
          href={withFilters(place, { cursor: undefined, call: undefined, followUp: wanted })}
          {...(wanted === followUp ? { 'aria-current': 'true' as const } : {})}
        >
          {wanted === 'open' ? t('sources/followUp') : t('sources/all')}
        </Link>
      ))}
    </nav>
  );
}

interface CallsProps {
  readonly connectionApi: string;
  readonly followUp: 'open' | undefined;
  readonly cursor: string | undefined;
  readonly call: string | undefined;
}

function Calls({ connectionApi, followUp, cursor, call }: CallsProps): ReactNode {
  const { t } = useWords();
  const list = useQuery({
    queryKey: [connectionApi, 'calls', followUp, cursor],
    queryFn: ({ signal }) => readCalls(connectionApi, { followUp, cursor }, signal),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.items ?? [];
  return (
    <div className="list">
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <Empty title={followUp ? t('sources/noFollowUp') : t('sources/none')} />
      )}
      {rows.length > 0 && (
        <>
          <CallTable rows={rows} chosen={call} stale={list.isPlaceholderData} />
          <Pager next={list.data?.next ?? null} rows={rows.length} cursor={cursor} />
        </>
      )}
    </div>
  );
}
