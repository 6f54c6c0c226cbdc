import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Batch, BatchRecord } from '../../api/batches';
import type { Page as ListPage } from '../../api/records';
import { query, request } from '../../api/request';
import { useWords } from '../../language/language';
import { Failure, Skeleton } from '../../parts/notes';
import { Card, Facts, Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Table } from '../../parts/table';
import { Link } from '../../routing/link';
import { usePlace } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { Progress } from './progress';
import { useBatch } from './use-batch';

/** One batch: how far it is, and what became of each record. */
export function BatchDetail({ id }: { readonly id: string }): ReactNode {
  const { t, moment } = useWords();
  const { base } = useChosen();
  const read = useBatch(id);
  const batch = read.data;
  return (
    <Page title={batch ? t(`action/${batch.action}`) : t('batches/title')}>
      <Link className="way-back" href={`${base}/batches`}>
        {t('batches/back')}
      </Link>
      {read.isPending && <Skeleton />}
      {read.isError && <Failure error={read.error} retry={() => void read.refetch()} />}
      {batch && (
        <div className="grid">
          <Card title={t('batch/label')}>
            <Progress batch={batch} />
            <Facts
              rows={[
                [t('connection'), batch.connectionName],
                [t('plan/reason'), batch.reason ?? '–'],
                [t('sources/begun'), moment(batch.createdAt)],
                [t('batches/ended'), batch.endedAt ? moment(batch.endedAt) : '–'],
              ]}
            />
          </Card>
          <Records batch={batch} />
        </div>
      )}
    </Page>
  );
}

function Records({ batch }: { readonly batch: Batch }): ReactNode {
  const { t, named, number } = useWords();
  const { api } = useChosen();
  const cursor = new URLSearchParams(usePlace().search).get('cursor') ?? undefined;
  const read = useQuery({
    queryKey: [api, 'batch', batch.id, 'records', cursor, batch.left],
    queryFn: ({ signal }) =>
      request<ListPage<BatchRecord>>(`${api}/batches/${batch.id}/records${query({ cursor })}`, { signal }),
    placeholderData: keepPreviousData,
  });
  if (read.isPending) return <Skeleton />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  const { items, next } = read.data;
  const columns = [
    { name: t('batches/position') },
    { name: t('records/number') },
    { name: t('batches/outcome') },
  ];
  return (
    <section>
      <Table caption={t('batches/records')} columns={columns}>
        {items.map((record) => (
          <tr key={record.position}>
            <td>{number(record.position + 1)}</td>
            <th scope="row">
              <RecordLink batch={batch} record={record} />
            </th>
            <td>{record.outcome === null ? t('batches/notYet') : named('skip', record.outcome)}</td>
          </tr>
        ))}
      </Table>
      <Pager next={next} rows={items.length} cursor={cursor} />
    </section>
  );
}

interface RecordLinkProps {
  readonly batch: Batch;
  readonly record: BatchRecord;
}

/** Leads to where the record is now, as far as its number tells. */
function RecordLink({ batch, record }: RecordLinkProps): ReactNode {
  const { base } = useChosen();
  if (record.number === null) return <code>{record.record}</code>;
  const filed = record.outcome === 'done' && (batch.action === 'resolve' || batch.action === 'confirm');
  const filters = query({
    ...{ connection: batch.connection, number: record.number },
    ...(filed ? { view: 'archive' } : {}),
  });
  return <Link href={`${base}/records${filters}`}>{record.number}</Link>;
}
