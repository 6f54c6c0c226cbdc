import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import type { Connection, SchulconnexSettings } from '../../api/connections';
import type { ConnectionState } from '../../api/overview';
import { request } from '../../api/request';
import { schulconnex } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/field';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { Tabs } from '../../parts/tabs';
import { useChosen } from '../../shell/session';
import { ConnectionBadge } from './connection-badge';
import { ConnectionTest } from './connection-test';
import { PauseButton } from './pause-button';

/** Everything about a connection to a Schulconnex service. */
export function SchulconnexConnection({ state }: { readonly state: ConnectionState }): ReactNode {
  const { t } = useWords();
  const { api, may } = useChosen();
  const connectionApi = schulconnex(api, state.id);
  const read = useQuery({
    queryKey: [connectionApi, 'connection'],
    queryFn: ({ signal }) => request<Connection<SchulconnexSettings>>(connectionApi, { signal }),
  });
  if (read.isPending) return <Skeleton />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  const connection = read.data;
  return (
    <Tabs
      label={t('connections/tabs')}
      tabs={[
        {
          key: 'state',
          label: t('connections/state'),
          content: <State {...{ connectionApi, connection, state }} />,
        },
        ...(may('secrets:write')
          ? [
              {
                key: 'credentials',
                label: t('connections/credentials'),
                content: <NewSecret connectionApi={connectionApi} />,
              },
            ]
          : []),
      ]}
    />
  );
}

interface StateProps {
  readonly connectionApi: string;
  readonly connection: Connection<SchulconnexSettings>;
  readonly state: ConnectionState;
}

function State({ connectionApi, connection, state }: StateProps): ReactNode {
  const { t, moment, number } = useWords();
  const { may } = useChosen();
  const { settings } = connection;
  return (
    <div className="stack">
      <div>
        <ConnectionBadge connection={state} />
      </div>
      <Facts
        rows={[
          [t('schulconnex/baseUrl'), settings.baseUrl],
          [t('schulconnex/tokenUrl'), settings.tokenUrl],
          [t('schulconnex/clientId'), settings.clientId],
          [t('schulconnex/username'), settings.username ?? '–'],
          [t('schulconnex/namespace'), settings.namespace],
          [t('connections/open'), number(state.open)],
          [t('connections/lastSuccess'), state.lastSuccessAt ? moment(state.lastSuccessAt) : '–'],
          [t('connections/changed'), moment(connection.updatedAt)],
        ]}
      />
      <ConnectionTest connectionApi={connectionApi} />
      {may('connections:write') && (
        <div className="buttons">
          <PauseButton {...{ connectionApi, connection }} />
        </div>
      )}
    </div>
  );
}

/** Client secret and password: they go in and never come out again. */
function NewSecret({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const act = useAct(
    (body: object) =>
      request<{ readonly version: number }>(`${connectionApi}/credentials`, { method: 'PUT', body }),
    () => {
      form.current?.reset();
      void queries.invalidateQueries({ queryKey: [connectionApi] });
    },
  );
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const given = [...data.entries()].filter(([, value]) => value !== '');
    act.run(Object.fromEntries(given));
  };
  const secret = { type: 'password', autoComplete: 'off' } as const;
  return (
    <form className="card" ref={form} onSubmit={submit} autoComplete="off">
      <h2>{t('schulconnex/newSecret')}</h2>
      <p>{t('schulconnex/newSecretHint')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      {act.result && (
        <Callout tone="good" title={t('credentials/stored', { n: act.result.version })} announced />
      )}
      <TextField label={t('schulconnex/clientSecret')} name="clientSecret" required {...secret} />
      <TextField label={t('schulconnex/password')} name="password" {...secret} />
      <div className="buttons">
        <Button type="submit" look="main" icon="key" busy={act.busy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
