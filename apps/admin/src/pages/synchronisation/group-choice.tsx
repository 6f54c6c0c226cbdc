import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { readAll, type SourceGroup } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { CheckField, TextField } from '../../parts/field';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { useChosen } from '../../shell/session';

interface GroupChoiceProps {
  readonly connectionApi: string;
  /** Absent: everybody. */
  readonly groups: readonly string[] | undefined;
  readonly choose: (groups: readonly string[] | undefined) => void;
}

/** Step 2: everybody, or the people of some groups. */
export function GroupChoice({ connectionApi, groups, choose }: GroupChoiceProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  return (
    <fieldset>
      <legend>{t('sync/whom')}</legend>
      <Choice label={t('sync/everybody')} checked={groups === undefined} choose={() => choose(undefined)} />
      {may('payload:read') && (
        <Choice label={t('sync/onlyGroups')} checked={groups !== undefined} choose={() => choose([])} />
      )}
      {groups !== undefined && <Groups {...{ connectionApi, groups, choose }} />}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly checked: boolean;
  readonly choose: () => void;
}

const Choice = ({ label, checked, choose }: ChoiceProps): ReactNode => (
  <label className="check">
    <input type="radio" name="whom" checked={checked} onChange={choose} />
    {label}
  </label>
);

function Groups({
  connectionApi,
  groups,
  choose,
}: GroupChoiceProps & { readonly groups: readonly string[] }): ReactNode {
  const { t } = useWords();
  const [wanted, setWanted] = useState('');
  const list = useQuery({
    queryKey: [connectionApi, 'source', 'groups'],
    queryFn: ({ signal }) => readAll<SourceGroup>(`${connectionApi}/source/groups`, signal),
    staleTime: Infinity,
  });
  if (list.isPending) return <Skeleton lines={3} />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (list.data.length === 0) return <Empty title={t('sync/noGroups')} />;
  const found = list.data.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()));
  const toggle = (key: string, on: boolean): void =>
    choose(on ? [...groups, key] : groups.filter((one) => one !== key));
  return (
    <div className="stack">
      <TextField
        label={t('sync/searchGroup')}
        type="search"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <div className="choices" tabIndex={0} role="group" aria-label={t('sync/onlyGroups')}>
        {found.map(({ key, name, memberships = [] }) => (
          <CheckField
            key={key}
            label={`${name} (${memberships.length})`}
            checked={groups.includes(key)}
            onCheck={(on) => toggle(key, on)}
          />
        ))}
      </div>
      <p className="quiet-text" role="status">
        {t('sync/groupsChosen', { n: groups.length })}
      </p>
    </div>
  );
}
