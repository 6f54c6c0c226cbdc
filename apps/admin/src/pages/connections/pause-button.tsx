import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import { saveConnection, type Connection, type Settings } from '../../api/connections';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Failure } from '../../parts/notes';

interface PauseButtonProps {
  readonly connectionApi: string;
  readonly connection: Pick<Connection<Settings>, 'version' | 'name' | 'active' | 'settings'>;
}

/** Switches a connection off or on. */
export function PauseButton({ connectionApi, connection }: PauseButtonProps): ReactNode {
  const { t } = useWords();
  const queries = useQueryClient();
  const act = useAct(
    () => saveConnection(connectionApi, { ...connection, active: !connection.active }),
    () => void queries.invalidateQueries(),
  );
  return (
    <>
      <Button icon={connection.active ? 'pause' : 'again'} busy={act.busy} onClick={() => act.run(undefined)}>
        {connection.active ? t('connections/pause') : t('connections/resume')}
      </Button>
      {act.error !== undefined && <Failure error={act.error} />}
    </>
  );
}
