import type { ReactNode } from 'react';
import { useOverview } from '../../api/overview';
import { schulconnex } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Page } from '../../parts/page';
import { Tabs } from '../../parts/tabs';
import { usePlace } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { ConnectionChoice } from '../connections/connection-choice';
import { Imports } from './imports';
import { RunList } from './run-list';
import { RunPage } from './run-page';

/** Synchronisations with a Schulconnex service: all of a connection, or the one in the address. */
export function SynchronisationPage(): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const parameters = new URLSearchParams(usePlace().search);
  const [run, wanted] = [parameters.get('run'), parameters.get('connection')];
  const own = useOverview().data?.connections.filter(({ connector }) => connector === 'schulconnex') ?? [];
  const connection = own.find(({ id }) => id === wanted) ?? own[0];
  if (connection && run !== null)
    return <RunPage key={run} connectionApi={schulconnex(api, connection.id)} run={run} />;
  return (
    <Page title={t('sync/title')} lead={t('sync/lead')}>
      <ConnectionChoice connector="schulconnex" none={t('sync/noConnection')}>
        {({ id }) => <Lists key={id} connectionApi={schulconnex(api, id)} />}
      </ConnectionChoice>
    </Page>
  );
}

function Lists({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  return (
    <Tabs
      label={t('sync/tabs')}
      tabs={[
        { key: 'runs', label: t('sync/runs'), content: <RunList connectionApi={connectionApi} /> },
        { key: 'imports', label: t('sync/imports'), content: <Imports connectionApi={connectionApi} /> },
      ]}
    />
  );
}
