import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../api/act';
import { changePassword, takeInvitation, type Session } from '../api/session';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { TextField } from '../parts/field';
import { Failure } from '../parts/notes';

interface NewPasswordFormProps {
  /** Of an invitation; without it, the present password is asked for. */
  readonly token?: string;
  readonly done: (session: Session) => void;
}

export function NewPasswordForm({ token, done }: NewPasswordFormProps): ReactNode {
  const { t } = useWords();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const act = useAct(
    () => (token === undefined ? changePassword(current, password) : takeInvitation(token, password)),
    done,
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form onSubmit={submit}>
      {act.error !== undefined && <Failure error={act.error} />}
      {token === undefined && (
        <TextField
          label={t('password/current')}
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      )}
      <TextField
        label={t('password/new')}
        hint={t('password/hint')}
        type="password"
        autoComplete="new-password"
        minLength={12}
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" look="main" busy={act.busy}>
        {t('password/submit')}
      </Button>
    </form>
  );
}
