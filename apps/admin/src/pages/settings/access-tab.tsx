import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { endGlass, type Grant, type Items } from '../../api/people';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Listed } from '../../parts/listed';
import { Badge, Failure } from '../../parts/notes';
import { Table } from '../../parts/table';
import { OpenGlassDialog } from '../../shell/glass';
import { useChosen } from '../../shell/session';

/** When operators looked at records, and why; the tenant may end it. */
export function AccessTab(): ReactNode {
  const { t } = useWords();
  const { api, may, tenant } = useChosen();
  const [opening, setOpening] = useState(false);
  const read = useQuery({
    queryKey: [api, 'break-glass'],
    queryFn: ({ signal }) => request<Items<Grant>>(`${api}/break-glass`, { signal }),
  });
  return (
    <>
      <p>{t('glass/lead')}</p>
      {may('break-glass:open') && tenant.breakGlassUntil === null && (
        <Button icon="eye" onClick={() => setOpening(true)}>
          {t('glass/open')} …
        </Button>
      )}
      <Listed read={read} empty={t('glass/none')}>
        {(grants) => <GrantTable grants={grants} />}
      </Listed>
      {opening && <OpenGlassDialog close={() => setOpening(false)} />}
    </>
  );
}

function GrantTable({ grants }: { readonly grants: readonly Grant[] }): ReactNode {
  const { t, moment } = useWords();
  const columns = [
    { name: t('glass/opened') },
    { name: t('glass/by') },
    { name: t('plan/reason') },
    { name: t('glass/until') },
  ];
  return (
    <Table caption={t('glass/listTitle')} columns={columns}>
      {grants.map((grant) => (
        <tr key={grant.id}>
          <th scope="row" className="nowrap">
            {moment(grant.openedAt)}
          </th>
          <td>{grant.user.name}</td>
          <td>
            {grant.reason}
            {grant.ticket && (
              <div className="quiet-text">{t('glass/ticketNumber', { ticket: grant.ticket })}</div>
            )}
          </td>
          <td>
            <GrantEnd grant={grant} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function GrantEnd({ grant }: { readonly grant: Grant }): ReactNode {
  const { t, moment } = useWords();
  const { api, may } = useChosen();
  const queries = useQueryClient();
  const act = useAct(
    () => endGlass(api, grant.id),
    () => void queries.invalidateQueries(),
  );
  const isOver = grant.endedAt !== null || Date.parse(grant.endsAt) <= Date.now();
  if (isOver) return moment(grant.endedAt ?? grant.endsAt);
  return (
    <div className="stack">
      <Badge tone="notice" icon="eye">
        {t('glass/now', { date: moment(grant.endsAt) })}
      </Badge>
      {act.error !== undefined && <Failure error={act.error} />}
      {may('users:write') && (
        <Button busy={act.busy} onClick={() => act.run(undefined)}>
          {t('glass/end')}
        </Button>
      )}
    </div>
  );
}
