import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { revokeKey, rotateKey, type ApiKey, type Items } from '../../api/people';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Listed } from '../../parts/listed';
import { Badge, Failure } from '../../parts/notes';
import { Table } from '../../parts/table';
import { useChosen } from '../../shell/session';
import { IssuedToken, NewKeyDialog } from './new-key-dialog';

/** The keys of the tenant's software. */
export function KeysTab(): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const read = useQuery({
    queryKey: [api, 'keys'],
    queryFn: ({ signal }) => request<Items<ApiKey>>(`${api}/keys`, { signal }),
  });
  return (
    <>
      <Button look="main" icon="key" onClick={() => setMaking(true)}>
        {t('keys/new')}
      </Button>
      <Listed read={read} empty={t('keys/none')}>
        {(keys) => <KeyTable keys={keys} ask={setAsked} />}
      </Listed>
      {making && <NewKeyDialog close={() => setMaking(false)} />}
      {asked?.act === 'rotate' && <RotateDialog apiKey={asked.key} close={() => setAsked(undefined)} />}
      {asked?.act === 'revoke' && <RevokeDialog apiKey={asked.key} close={() => setAsked(undefined)} />}
    </>
  );
}

interface Asked {
  readonly act: 'rotate' | 'revoke';
  readonly key: ApiKey;
}

interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly ask: (asked: Asked) => void;
}

function KeyTable({ keys, ask }: KeyTableProps): ReactNode {
  const { t, day, moment, named } = useWords();
  const columns = [
    { name: t('keys/name') },
    { name: t('users/state') },
    { name: t('keys/scopes'), wideOnly: true },
    { name: t('keys/lastUsed'), wideOnly: true },
    { name: t('keys/until') },
    { name: t('keys/acts') },
  ];
  return (
    <Table caption={t('keys/title')} columns={columns}>
      {keys.map((key) => (
        <tr key={key.id}>
          <th scope="row">{key.name}</th>
          <td>
            <KeyBadge apiKey={key} />
          </td>
          <td className="wide-only">{key.scopes.map((scope) => named('permission', scope)).join(', ')}</td>
          <td className="wide-only nowrap">{key.lastUsedAt ? moment(key.lastUsedAt) : '–'}</td>
          <td className="nowrap">{day(key.expiresAt)}</td>
          <td>
            {stateOf(key) === 'active' && (
              <div className="buttons">
                <Button
                  aria-label={t('keys/rotateOne', { name: key.name })}
                  onClick={() => ask({ act: 'rotate', key })}
                >
                  {t('keys/rotate')} …
                </Button>
                <Button
                  look="danger"
                  aria-label={t('keys/revokeOne', { name: key.name })}
                  onClick={() => ask({ act: 'revoke', key })}
                >
                  {t('keys/revoke')} …
                </Button>
              </div>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

const looks = {
  active: { tone: 'good', icon: 'check' },
  expired: { tone: 'notice', icon: 'clock' },
  revoked: { tone: 'calm', icon: 'close' },
} as const;

function stateOf({ revokedAt, expiresAt }: ApiKey): keyof typeof looks {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) <= Date.now() ? 'expired' : 'active';
}

function KeyBadge({ apiKey }: { readonly apiKey: ApiKey }): ReactNode {
  const { t } = useWords();
  const state = stateOf(apiKey);
  return <Badge {...looks[state]}>{t(`keys/state/${state}`)}</Badge>;
}

interface KeyDialogProps {
  readonly apiKey: ApiKey;
  readonly close: () => void;
}

function RotateDialog({ apiKey, close }: KeyDialogProps): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const queries = useQueryClient();
  const act = useAct(
    () => rotateKey(api, apiKey.id),
    () => void queries.invalidateQueries({ queryKey: [api, 'keys'] }),
  );
  return (
    <Dialog title={t('keys/rotateOne', { name: apiKey.name })} onClose={close}>
      {act.result ? (
        <IssuedToken token={act.result.token} close={close} />
      ) : (
        <>
          <p>{t('keys/rotateMeans')}</p>
          {act.error !== undefined && <Failure error={act.error} />}
          <div className="buttons">
            <Button look="main" busy={act.busy} onClick={() => act.run(undefined)}>
              {t('keys/rotate')}
            </Button>
            <Button onClick={close}>{t('cancel')}</Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function RevokeDialog({ apiKey, close }: KeyDialogProps): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const act = useAct(
    () => revokeKey(api, apiKey.id),
    () => {
      announce(t('keys/revoked', { name: apiKey.name }));
      close();
      void queries.invalidateQueries({ queryKey: [api, 'keys'] });
    },
  );
  return (
    <Dialog title={t('keys/revokeOne', { name: apiKey.name })} onClose={close}>
      <p>{t('keys/revokeMeans')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <div className="buttons">
        <Button look="danger" busy={act.busy} onClick={() => act.run(undefined)}>
          {t('keys/revoke')}
        </Button>
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </Dialog>
  );
}
