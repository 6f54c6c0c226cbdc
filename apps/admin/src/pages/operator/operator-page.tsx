import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { request } from '../../api/request';
import type { ConnectionState } from '../../api/overview';
import type { Items } from '../../api/people';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/field';
import { Empty } from '../../parts/notes';
import { Listed } from '../../parts/listed';
import { Page } from '../../parts/page';
import { Table } from '../../parts/table';
import { Link } from '../../routing/link';
import { ConnectionBadge } from '../connections/connection-badge';
import { byTrouble, type TenantState } from './by-trouble';
import { NewTenantDialog } from './new-tenant-dialog';

const LOOK_EVERY_MS = 30_000;

/** All tenants by all interfaces: states, counts and dates, nothing of a single record. */
export function OperatorPage(): ReactNode {
  const { t } = useWords();
  const [making, setMaking] = useState(false);
  const read = useQuery({
    queryKey: ['operator', 'tenants'],
    queryFn: ({ signal }) => request<Items<TenantState>>('/operator/tenants', { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
  return (
    <Page
      title={t('operator/title')}
      lead={t('operator/lead')}
      actions={<Button onClick={() => setMaking(true)}>{t('operator/newTenant')} …</Button>}
    >
      <Listed read={read} empty={t('operator/none')}>
        {(tenants) => <Matrix tenants={tenants} />}
      </Listed>
      {making && <NewTenantDialog close={() => setMaking(false)} />}
    </Page>
  );
}

const connectors = ['kita-planer', 'schulconnex', 'oso'] as const;

function Matrix({ tenants }: { readonly tenants: readonly TenantState[] }): ReactNode {
  const { t, named, number } = useWords();
  const [wanted, setWanted] = useState('');
  const shown = tenants.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()));
  const columns = [
    { name: t('tenant') },
    ...connectors.map((connector) => ({ name: named('connector', connector) })),
    { name: t('operator/open') },
  ];
  return (
    <>
      <div className="filters">
        <TextField
          label={t('operator/find')}
          type="search"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      <p className="quiet-text" role="status">
        {t('operator/shown', { n: shown.length })}
      </p>
      {shown.length === 0 ? (
        <Empty title={t('operator/noMatch')} />
      ) : (
        <Table caption={t('operator/title')} columns={columns}>
          {byTrouble(shown).map(({ id, name, connections }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={`/t/${id}/overview`}>{name}</Link>
              </th>
              {connectors.map((connector) => (
                <td key={connector}>
                  <Cell connections={connections.filter((each) => each.connector === connector)} />
                </td>
              ))}
              <td>{number(connections.reduce((sum, { open }) => sum + open, 0))}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function Cell({ connections }: { readonly connections: readonly ConnectionState[] }): ReactNode {
  const { t, moment, day } = useWords();
  if (connections.length === 0) return '–';
  return (
    <ul className="stack">
      {connections.map((connection) => (
        <li key={connection.id}>
          <ConnectionBadge connection={connection} />
          <div>{connection.name}</div>
          <div className="quiet-text">
            {connection.lastSuccessAt
              ? t('overview/lastSuccess', { date: moment(connection.lastSuccessAt) })
              : t('overview/noSuccess')}
          </div>
          {connection.credentialEndsAt && (
            <div className="quiet-text">
              {t('overview/credentialUntil', { date: day(connection.credentialEndsAt) })}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
