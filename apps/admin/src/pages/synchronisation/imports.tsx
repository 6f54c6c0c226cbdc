import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readAll, type OfferedImport } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Table } from '../../parts/table';
import { useChosen } from '../../shell/session';

/** What the school's software has still to take over; it does that itself. */
export function Imports({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t, named, moment } = useWords();
  const { may } = useChosen();
  const allowed = may('payload:read');
  const list = useQuery({
    queryKey: [connectionApi, 'imports'],
    queryFn: ({ signal }) => readAll<OfferedImport>(`${connectionApi}/imports`, signal),
    enabled: allowed,
  });
  if (!allowed) return <Empty title={t('failure/noRight')} />;
  if (list.isPending) return <Skeleton />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (list.data.length === 0) return <Empty title={t('sync/noImports')} />;
  return (
    <div className="stack">
      <p>{t('sync/importsText')}</p>
      <Table
        caption={t('sync/imports')}
        columns={[{ name: t('sync/kind') }, { name: t('sync/record') }, { name: t('sync/offered') }]}
      >
        {list.data.map(({ id, kind, remoteId, offeredAt }) => (
          <tr key={id}>
            <td>{named('syncResource', kind)}</td>
            <th scope="row" className="reference">
              {remoteId}
            </th>
            <td className="nowrap">{moment(offeredAt)}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
