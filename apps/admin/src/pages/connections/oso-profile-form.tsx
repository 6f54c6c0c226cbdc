import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { saveConnection, type Connection, type OsoSettings } from '../../api/connections';
import { useOsoTexts } from '../../language/oso';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { CheckField, SelectField, TextField } from '../../parts/field';
import { Failure } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { useChosen } from '../../shell/session';

interface ProfileFormProps {
  readonly connectionApi: string;
  readonly connection: Connection<OsoSettings>;
}

const profiles = ['oso2017', 'oso2018', 'oso2021'];

/** Which version of OSO is spoken, and in which namespace. */
export function OsoProfileForm(props: ProfileFormProps): ReactNode {
  const { may } = useChosen();
  const { settings: labels } = useOsoTexts();
  const { profile, namespace } = props.connection.settings;
  if (may('connections:write')) return <ProfileForm {...props} />;
  return (
    <Facts
      rows={[
        [labels.profile ?? 'profile', profile],
        [labels.namespace ?? 'namespace', namespace ?? '–'],
      ]}
    />
  );
}

function ProfileForm({ connectionApi, connection }: ProfileFormProps): ReactNode {
  const { t } = useWords();
  const { settings: labels } = useOsoTexts();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const { settings } = connection;
  const [profile, setProfile] = useState(settings.profile);
  const [namespace, setNamespace] = useState(settings.namespace ?? '');
  const [strictNamespace, setStrict] = useState(settings.strictNamespace);
  const save = useAct(
    () => {
      const { namespace: _, ...others } = settings;
      const own = namespace.trim() === '' ? {} : { namespace: namespace.trim() };
      const changed = { ...others, ...own, profile, strictNamespace };
      return saveConnection(connectionApi, { ...connection, settings: changed });
    },
    () => {
      announce(t('saved'));
      void queries.invalidateQueries({ queryKey: [connectionApi, 'connection'] });
    },
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    save.run(undefined);
  };
  return (
    <form className="card" onSubmit={submit}>
      {save.error !== undefined && <Failure error={save.error} />}
      <SelectField
        label={labels.profile ?? 'profile'}
        value={profile}
        choices={profiles.map((value) => ({ value, label: value.replace('oso', 'OSO ') }))}
        onChoose={setProfile}
      />
      <TextField
        label={labels.namespace ?? 'namespace'}
        hint={t('oso/namespaceHint')}
        value={namespace}
        onChange={(event) => setNamespace(event.target.value)}
      />
      <CheckField
        label={labels.strictNamespace ?? 'strictNamespace'}
        checked={strictNamespace}
        onCheck={setStrict}
      />
      <div className="buttons">
        <Button type="submit" look="main" busy={save.busy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
