import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { createKey } from '../../api/people';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { CopyText } from '../../parts/copy-text';
import { Dialog } from '../../parts/dialog';
import { CheckField, SelectField, TextField } from '../../parts/field';
import { Callout, Failure } from '../../parts/notes';
import { useChosen } from '../../shell/session';

/** What software may be given, in the order people think of it. */
const scopes = [
  ...['records:write', 'records:read', 'records:act', 'payload:read', 'runs:start'],
  ...['synchronisations:run', 'overview:read', 'connections:read', 'connections:write'],
  ...['secrets:write', 'audit:read', 'keys:write'],
];

/** Handing in records is for software alone. */
const FOR_SOFTWARE = 'records:write';

const DAY_MS = 86_400_000;

const lifetimes = [90, 365, 730] as const;

interface Wish {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly days: number;
}

/** A new key: what for, what it may, how long; its token is shown once. */
export function NewKeyDialog({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const queries = useQueryClient();
  const act = useAct(
    ({ days, ...wish }: Wish) =>
      createKey(api, { ...wish, expiresAt: new Date(Date.now() + days * DAY_MS - 60_000).toISOString() }),
    () => void queries.invalidateQueries({ queryKey: [api, 'keys'] }),
  );
  return (
    <Dialog title={t('keys/new')} onClose={close}>
      {act.result ? (
        <IssuedToken token={act.result.token} close={close} />
      ) : (
        <>
          {act.error !== undefined && <Failure error={act.error} />}
          <NewKeyForm busy={act.busy} send={act.run} close={close} />
        </>
      )}
    </Dialog>
  );
}

interface NewKeyFormProps {
  readonly busy: boolean;
  readonly send: (wish: Wish) => void;
  readonly close: () => void;
}

function NewKeyForm({ busy, send, close }: NewKeyFormProps): ReactNode {
  const { t, named } = useWords();
  const { may } = useChosen();
  const [name, setName] = useState('');
  const [days, setDays] = useState<number>(365);
  const [chosen, setChosen] = useState<readonly string[]>([FOR_SOFTWARE, 'records:read']);
  const [missing, setMissing] = useState(false);
  const offered = scopes.filter((scope) => scope === FOR_SOFTWARE || may(scope));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const wanted = offered.filter((scope) => chosen.includes(scope));
    if (wanted.length === 0) setMissing(true);
    else send({ name: name.trim(), days, scopes: wanted });
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={t('keys/name')}
        hint={t('keys/nameHint')}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset>
        <legend>{t('keys/scopes')}</legend>
        {offered.map((scope) => (
          <CheckField
            key={scope}
            label={named('permission', scope)}
            checked={chosen.includes(scope)}
            onCheck={(on) => setChosen(on ? [...chosen, scope] : chosen.filter((other) => other !== scope))}
          />
        ))}
        {missing && (
          <p className="error" role="alert">
            {t('keys/scopeMissing')}
          </p>
        )}
      </fieldset>
      <SelectField
        label={t('keys/lifetime')}
        value={String(days)}
        choices={lifetimes.map((value) => ({
          value: String(value),
          label: t('calendar/days', { n: value }),
        }))}
        onChoose={(value) => setDays(Number(value))}
      />
      <div className="buttons">
        <Button type="submit" look="main" busy={busy}>
          {t('keys/create')}
        </Button>
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </form>
  );
}

interface IssuedTokenProps {
  readonly token: string;
  readonly close: () => void;
}

/** The only moment a key can be read. */
export function IssuedToken({ token, close }: IssuedTokenProps): ReactNode {
  const { t } = useWords();
  return (
    <>
      <Callout tone="notice" title={t('keys/onceTitle')} announced>
        <p>{t('keys/onceHint')}</p>
        <CopyText text={token} />
      </Callout>
      <Button look="main" onClick={close}>
        {t('keys/kept')}
      </Button>
    </>
  );
}
