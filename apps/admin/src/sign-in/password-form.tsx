import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../api/act';
import { signIn, type Session } from '../api/session';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { TextField } from '../parts/field';
import { Failure } from '../parts/notes';

interface PasswordFormProps {
  readonly email?: string;
  readonly done: (session: Session) => void;
}

export function PasswordForm({ email: known = '', done }: PasswordFormProps): ReactNode {
  const { t } = useWords();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const act = useAct(() => signIn(email.trim(), password), done);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form onSubmit={submit}>
      {act.error !== undefined && <Failure error={act.error} />}
      <TextField
        label={t('signIn/email')}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label={t('signIn/password')}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" look="main" busy={act.busy}>
        {t('signIn/submit')}
      </Button>
    </form>
  );
}
