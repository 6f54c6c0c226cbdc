import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../api/act';
import { beginSecondFactor, confirmSecondFactor, type Session } from '../api/session';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { TextField } from '../parts/field';
import { Callout, Failure } from '../parts/notes';
import { CopyText } from '../parts/copy-text';

interface SetUpProps {
  /** What it is good for. */
  readonly why: string;
  readonly done: (session: Session) => void;
}

/** Connects an app that makes codes, and hands out the codes for the day it is lost. */
export function SetUpSecondFactor({ why, done }: SetUpProps): ReactNode {
  const { t } = useWords();
  const begin = useAct(beginSecondFactor);
  const [code, setCode] = useState('');
  const confirm = useAct(() => confirmSecondFactor(code));
  if (confirm.result) {
    const { recoveryCodes, session } = confirm.result;
    return (
      <>
        <Callout tone="notice" title={t('secondFactor/recoveryTitle')}>
          <p>{t('secondFactor/recoveryHint')}</p>
          <CopyText text={recoveryCodes.join('\n')} />
        </Callout>
        <Button look="main" onClick={() => done(session)}>
          {t('secondFactor/kept')}
        </Button>
      </>
    );
  }
  if (!begin.result) {
    return (
      <>
        <p>{why}</p>
        {begin.error !== undefined && <Failure error={begin.error} />}
        <Button look="main" busy={begin.busy} onClick={() => begin.run(undefined)}>
          {t('secondFactor/begin')}
        </Button>
      </>
    );
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    confirm.run(undefined);
  };
  return (
    <form onSubmit={submit}>
      <p>{t('secondFactor/enterKey')}</p>
      <CopyText text={begin.result.secret} />
      <p>
        <a href={begin.result.uri}>{t('secondFactor/openApp')}</a>
      </p>
      {confirm.error !== undefined && <Failure error={confirm.error} />}
      <TextField
        label={t('secondFactor/code')}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button type="submit" look="main" busy={confirm.busy}>
        {t('continue')}
      </Button>
    </form>
  );
}
