import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Batch } from '../../api/batches';
import type { Items } from '../../api/people';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { Listed } from '../../parts/listed';
import { Badge } from '../../parts/notes';
import { Page } from '../../parts/page';
import { Table } from '../../parts/table';
import { Link } from '../../routing/link';
import { usePlace } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { BatchDetail } from './batch-detail';

const LOOK_EVERY_MS = 5_000;

/** Acts on many records: all of them, or the one in the address. */
export function BatchesPage(): ReactNode {
  const [, , , , id] = usePlace().path.split('/');
  return id ? <BatchDetail key={id} id={id} /> : <BatchList />;
}

function BatchList(): ReactNode {
  const { t, moment } = useWords();
  const { api, base } = useChosen();
  const read = useQuery({
    queryKey: [api, 'batches'],
    queryFn: ({ signal }) => request<Items<Batch>>(`${api}/batches`, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const columns = [
    { name: t('sources/begun') },
    { name: t('approvals/act') },
    { name: t('users/state') },
    { name: t('connection'), wideOnly: true },
    { name: t('batch/label') },
  ];
  return (
    <Page title={t('batches/title')} lead={t('batches/lead')}>
      <Listed read={read} empty={t('batches/none')}>
        {(batches) => (
          <Table caption={t('batches/title')} columns={columns}>
            {batches.map(({ id, action, state, connectionName, createdAt, done, total }) => (
              <tr key={id}>
                <th scope="row" className="nowrap">
                  <Link href={`${base}/batches/${id}`}>{moment(createdAt)}</Link>
                </th>
                <td>{t(`action/${action}`)}</td>
                <td>
                  <BatchBadge state={state} />
                </td>
                <td className="wide-only">{connectionName}</td>
                <td className="nowrap">{t('batch/count', { done, total })}</td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
    </Page>
  );
}

const looks = {
  running: { tone: 'calm', icon: 'sending' },
  waiting: { tone: 'info', icon: 'clock' },
  done: { tone: 'good', icon: 'check' },
  cancelled: { tone: 'calm', icon: 'close' },
  stopped: { tone: 'bad', icon: 'warning' },
} as const;

export function BatchBadge({ state }: Pick<Batch, 'state'>): ReactNode {
  const { t } = useWords();
  return <Badge {...looks[state]}>{t(`batches/state/${state}`)}</Badge>;
}
