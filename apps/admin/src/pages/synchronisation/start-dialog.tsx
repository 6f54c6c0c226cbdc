import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { startSynchronisation } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { CheckField } from '../../parts/field';
import { Failure } from '../../parts/notes';
import { go, usePlace, withFilters } from '../../routing/location';
import { GroupChoice } from './group-choice';

interface StartDialogProps {
  readonly connectionApi: string;
  readonly close: () => void;
}

/** Step 1 and 2: everybody or some groups, really or for trial. Nothing is written before somebody confirms. */
export function StartDialog({ connectionApi, close }: StartDialogProps): ReactNode {
  const { t } = useWords();
  const place = usePlace();
  const queries = useQueryClient();
  const [groups, setGroups] = useState<readonly string[] | undefined>();
  const [dryRun, setDryRun] = useState(false);
  const [schoolYear, setSchoolYear] = useState(false);
  const act = useAct(
    () =>
      startSynchronisation(connectionApi, {
        ...{ dryRun, schoolYear, unattended: false },
        selection: groups === undefined ? {} : { groups },
      }),
    ({ id }) => {
      void queries.invalidateQueries({ queryKey: [connectionApi] });
      close();
      go(withFilters(place, { run: id, cursor: undefined }));
    },
  );
  return (
    <Dialog title={t('sync/start')} onClose={close}>
      {act.error !== undefined && <Failure error={act.error} />}
      <GroupChoice connectionApi={connectionApi} groups={groups} choose={setGroups} />
      <CheckField label={t('sync/dryRunLabel')} checked={dryRun} onCheck={setDryRun} />
      <CheckField label={t('sync/schoolYearLabel')} checked={schoolYear} onCheck={setSchoolYear} />
      <p className="hint">{t('sync/startHint')}</p>
      <div className="buttons">
        <Button
          look="main"
          busy={act.busy}
          disabled={groups?.length === 0}
          onClick={() => act.run(undefined)}
        >
          {t('sync/startGo')}
        </Button>
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </Dialog>
  );
}
