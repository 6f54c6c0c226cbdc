import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../api/act';
import { takeInvitation, type Session } from '../api/session';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { TextField } from '../parts/field';
import { Failure } from '../parts/notes';

interface InvitationFormProps {
  readonly token: string;
  readonly done: (session: Session) => void;
}

/** The first password of an account, or a new one after a recovery. */
export function InvitationForm({ token, done }: InvitationFormProps): ReactNode {
  const { t } = useWords();
  const [password, setPassword] = useState('');
  const act = useAct(() => takeInvitation(token, password), done);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form onSubmit={submit}>
      {act.error !== undefined && <Failure error={act.error} />}
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
