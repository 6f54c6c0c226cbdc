import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useOverview, type ConnectionState } from '../../api/overview';
import {
  kitaPlaner,
  readRecords,
  type Page as ListPage,
  type RecordAction,
  type RecordRow,
} from '../../api/records';
import { useWords } from '../../language/language';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { NoKitaPlaner } from '../connections/no-kita-planer';
import { Link } from '../../routing/link';
import { go, usePlace, withFilters } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { ActDialog } from './act-dialog';
import { BulkBar } from './bulk-bar';
import { ExportButtons } from './export-buttons';
import { FilterBar, StatusChips } from './filter-bar';
import { isNarrowed, readAddress, type ListAddress } from './filters';
import { RecordPanel } from './record-panel';
import { RecordTable } from './record-table';

const ROWS = 25;

export function RecordsPage(): ReactNode {
  const { t } = useWords();
  const overview = useOverview();
  const address = readAddress(usePlace());
  const connections = overview.data?.connections.filter(({ connector }) => connector === 'kita-planer') ?? [];
  const connection = connections.find(({ id }) => id === address.connection) ?? connections[0];
  if (overview.isPending) return <Page title={t('records/title')} children={<Skeleton />} />;
  if (overview.isError) {
    return (
      <Page title={t('records/title')}>
        <Failure error={overview.error} retry={() => void overview.refetch()} />
      </Page>
    );
  }
  if (!connection) {
    return (
      <Page title={t('records/title')}>
        <NoKitaPlaner others={overview.data.connections.length > 0} />
      </Page>
    );
  }
  return <RecordList key={connection.id} {...{ address, connection, connections }} />;
}

interface RecordListProps {
  readonly address: ListAddress;
  readonly connection: ConnectionState;
  readonly connections: readonly ConnectionState[];
}

interface Acting {
  readonly action: RecordAction;
  readonly rows: readonly RecordRow[] | 'all';
}

function RecordList({ address, connection, connections }: RecordListProps): ReactNode {
  const { t } = useWords();
  const { api, base } = useChosen();
  const place = usePlace();
  const { filter, record } = address;
  const connectionApi = kitaPlaner(api, connection.id);
  const list = useRecords(connectionApi, address);
  const [picked, setPicked] = useState<ReadonlyMap<string, RecordRow>>(new Map());
  const [acting, setActing] = useState<Acting>();
  const open = (id: string | undefined): void => go(withFilters(place, { record: id }));
  const actOn = (action: RecordAction, which: 'picked' | 'all'): void =>
    setActing({ action, rows: which === 'all' ? 'all' : [...picked.values()] });
  const finish = (): void => {
    setActing(undefined);
    setPicked(new Map());
  };
  return (
    <Page
      title={t('records/title')}
      lead={t('records/lead')}
      actions={
        <>
          <Link className="button plain" href={`${base}/batches`}>
            {t('batches/title')}
          </Link>
          <ExportButtons {...{ connectionApi, filter, connection: connection.name }} />
        </>
      }
    >
      <StatusChips connection={connection} filter={filter} />
      <FilterBar {...{ connection, connections, filter }} />
      {picked.size > 0 && (
        <BulkBar
          picked={[...picked.values()]}
          hasMore={list.data?.next != null || address.cursor !== undefined}
          act={actOn}
          clear={() => setPicked(new Map())}
        />
      )}
      <div className={record ? 'split open' : 'split'}>
        <Rows {...{ list, address, picked }} pick={setPicked} />
        {record && (
          <RecordPanel
            key={record}
            {...{ connectionApi, record, open }}
            neighbours={list.data?.items.map(({ id }) => id) ?? []}
            act={(action, row) => setActing({ action, rows: [row] })}
          />
        )}
      </div>
      {acting && <ActDialog {...{ connectionApi, filter, ...acting }} close={finish} />}
    </Page>
  );
}

const useRecords = (
  connectionApi: string,
  { filter, cursor }: ListAddress,
): UseQueryResult<ListPage<RecordRow>> =>
  useQuery({
    queryKey: [connectionApi, 'records', filter, cursor],
    queryFn: ({ signal }) => readRecords(connectionApi, filter, { limit: ROWS, cursor, signal }),
    placeholderData: keepPreviousData,
  });

interface RowsProps {
  readonly list: UseQueryResult<ListPage<RecordRow>>;
  readonly address: ListAddress;
  readonly picked: ReadonlyMap<string, RecordRow>;
  readonly pick: (picked: ReadonlyMap<string, RecordRow>) => void;
}

function Rows({ list, address: { filter, cursor, record }, picked, pick }: RowsProps): ReactNode {
  const { may } = useChosen();
  const rows = list.data?.items ?? [];
  return (
    <div className="list">
      {list.isPending && <Skeleton lines={8} />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <NothingHere filtered={isNarrowed(filter)} view={filter.view} />}
      {rows.length > 0 && (
        <>
          <RecordTable
            {...{ rows, picked, pick, record }}
            isPicking={may('records:act') && filter.view === 'open'}
            stale={list.isPlaceholderData}
          />
          <Pager next={list.data?.next ?? null} rows={rows.length} cursor={cursor} />
        </>
      )}
    </div>
  );
}

function NothingHere({
  filtered,
  view,
}: {
  readonly filtered: boolean;
  readonly view: 'open' | 'archive';
}): ReactNode {
  const { t } = useWords();
  const { path } = usePlace();
  if (!filtered) {
    return (
      <Empty title={view === 'open' ? t('records/noneOpen') : t('records/noneArchived')}>
        <p>{view === 'open' ? t('records/noneOpenText') : t('records/noneArchivedText')}</p>
      </Empty>
    );
  }
  return (
    <Empty title={t('records/noMatch')}>
      <Link href={view === 'open' ? path : `${path}?view=archive`}>{t('records/reset')}</Link>
    </Empty>
  );
}
