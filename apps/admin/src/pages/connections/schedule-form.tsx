import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { saveConnection, type Connection } from '../../api/connections';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { CheckField, SelectField, TextField } from '../../parts/field';
import { Failure } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { useChosen } from '../../shell/session';

/** What most people want, as cron has it. */
const presets = ['', '0 2 * * *', '0 6-18 * * 1-5', '*/15 6-18 * * 1-5'] as const;

const OWN = 'own';

interface ScheduleFormProps {
  readonly connectionApi: string;
  readonly connection: Connection;
}

/** When the gateway sends by itself, and whether each change goes at once. */
export function ScheduleForm({ connectionApi, connection }: ScheduleFormProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [schedule, setSchedule] = useState(connection.settings.schedule ?? '');
  const [realTime, setRealTime] = useState(connection.settings.realTime);
  const save = useAct(
    () => {
      const settings = { ...connection.settings, realTime, schedule: schedule.trim() || null };
      return saveConnection(connectionApi, { ...connection, settings });
    },
    () => {
      announce(t('saved'));
      void queries.invalidateQueries({ queryKey: [connectionApi, 'connection'] });
    },
  );
  if (!may('connections:write')) {
    return (
      <Facts
        rows={[
          [t('connections/realTime'), connection.settings.realTime ? t('on') : t('off')],
          [t('connections/schedule'), schedule === '' ? t('schedule/preset0') : schedule],
        ]}
      />
    );
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    save.run(undefined);
  };
  return (
    <form className="card" onSubmit={submit}>
      {save.error !== undefined && <Failure error={save.error} />}
      <CheckField label={t('connections/realTime')} checked={realTime} onCheck={setRealTime} />
      <p className="hint">{t('connections/realTimeHint')}</p>
      <ScheduleChoice schedule={schedule} choose={setSchedule} />
      <div className="buttons">
        <Button type="submit" look="main" busy={save.busy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

interface ScheduleChoiceProps {
  readonly schedule: string;
  readonly choose: (schedule: string) => void;
}

function ScheduleChoice({ schedule, choose }: ScheduleChoiceProps): ReactNode {
  const { t } = useWords();
  const [own, setOwn] = useState(!presets.some((preset) => preset === schedule));
  return (
    <>
      <SelectField
        label={t('schedule/label')}
        value={own ? OWN : schedule}
        choices={[
          ...presets.map((value, index) => ({ value, label: t(`schedule/preset${index as 0 | 1 | 2 | 3}`) })),
          { value: OWN, label: t('schedule/own') },
        ]}
        onChoose={(value) => {
          setOwn(value === OWN);
          if (value !== OWN) choose(value);
        }}
      />
      {own && (
        <TextField
          label={t('schedule/cron')}
          hint={t('schedule/cronHint')}
          value={schedule}
          onChange={(event) => choose(event.target.value)}
        />
      )}
    </>
  );
}
