import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../api/act';
import { giveSecondFactor, type Session } from '../api/session';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { TextField } from '../parts/field';
import { Failure } from '../parts/notes';

/** The second factor: a code of the app, or one of those kept for the day it is lost. */
export function CodeForm({ done }: { readonly done: (session: Session) => void }): ReactNode {
  const { t } = useWords();
  const [code, setCode] = useState('');
  const act = useAct(() => giveSecondFactor(code), done);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form onSubmit={submit}>
      {act.error !== undefined && <Failure error={act.error} />}
      <TextField
        label={t('secondFactor/code')}
        hint={t('secondFactor/codeHint')}
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button type="submit" look="main" busy={act.busy}>
        {t('continue')}
      </Button>
    </form>
  );
}
