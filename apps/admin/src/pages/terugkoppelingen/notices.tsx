import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { fetchDossier, type Notificatie } from '../../api/feedback';
import type { Page as ListPage } from '../../api/records';
import { query, request } from '../../api/request';
import { useOsoTexts } from '../../language/oso';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { StepPager } from '../../parts/step-pager';
import { Table } from '../../parts/table';
import { useChosen } from '../../shell/session';

/** What schools have announced, and whether the dossier was fetched. */
export function Notices({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const list = useQuery({
    queryKey: [connectionApi, 'notices', cursor],
    queryFn: ({ signal }) =>
      request<ListPage<Notificatie>>(`${connectionApi}/notices${query({ limit: 25, cursor })}`, { signal }),
  });
  if (list.isPending) return <Skeleton />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const { items, next } = list.data;
  if (items.length === 0) return <Empty title={t('feedback/noNotices')} />;
  return (
    <>
      <Table
        caption={t('feedback/notices')}
        columns={[
          { name: t('feedback/received') },
          { name: t('feedback/school') },
          { name: t('feedback/key'), wideOnly: true },
          { name: t('feedback/dossier') },
        ]}
      >
        {items.map((notice) => (
          <Row key={notice.id} {...{ connectionApi, notice }} />
        ))}
      </Table>
      <StepPager {...{ cursors, next }} rows={items.length} move={setCursors} />
    </>
  );
}

interface RowProps {
  readonly connectionApi: string;
  readonly notice: Notificatie;
}

function Row({ connectionApi, notice }: RowProps): ReactNode {
  const { t, moment, named } = useWords();
  const { may } = useChosen();
  const { codes } = useOsoTexts();
  const queries = useQueryClient();
  const { id, receivedAt, bron, koppelsleutel, dossier, dossierCode } = notice;
  const act = useAct(
    () => fetchDossier(connectionApi, id),
    () => void queries.invalidateQueries({ queryKey: [connectionApi, 'notices'] }),
  );
  return (
    <tr>
      <th scope="row" className="nowrap">
        {moment(receivedAt)}
      </th>
      <td>{`${bron.brin} / ${bron.point}`}</td>
      <td className="wide-only reference">{koppelsleutel}</td>
      <td>
        {named('feedbackDossier', dossier)}
        {dossierCode !== null && ` · ${codes[dossierCode]?.title ?? dossierCode}`}
        {act.error !== undefined && <Failure error={act.error} />}
        {dossier !== 'fetched' && may('records:act') && (
          <div>
            <Button
              busy={act.busy}
              aria-label={`${t('feedback/fetch')}: ${bron.brin} ${koppelsleutel}`}
              onClick={() => act.run(undefined)}
            >
              {t('feedback/fetch')}
            </Button>
          </div>
        )}
      </td>
    </tr>
  );
}
