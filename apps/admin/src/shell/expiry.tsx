import { useEffect, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../api/request';
import type { Session } from '../api/session';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { Callout } from '../parts/notes';
import { CodeForm } from '../sign-in/code-form';
import { PasswordForm } from '../sign-in/password-form';
import { IssuerButtons } from '../sign-in/sign-in-page';
import { useSession } from './session';

const WARN_MS = 2 * 60_000;

/** Two minutes before the session ends for want of use: one press and it goes on. */
export function ExpiryWarning(): ReactNode {
  const { t } = useWords();
  const { session, expired } = useSession();
  const queries = useQueryClient();
  const left = useTimeLeft(session.session?.idleEndsAt);
  if (expired || left === undefined || left > WARN_MS) return null;
  const stay = async (): Promise<void> => {
    await request('/session/devices');
    await queries.invalidateQueries({ queryKey: ['session'] });
  };
  return (
    <Callout tone="notice" title={t('expiry/soon')} announced>
      <Button onClick={() => void stay()}>{t('expiry/stay')}</Button>
    </Callout>
  );
}

function useTimeLeft(endsAt: string | undefined): number | undefined {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 10_000);
    return () => window.clearInterval(timer);
  }, []);
  return endsAt === undefined ? undefined : Date.parse(endsAt) - now;
}

/** The session is over in the middle of work: sign in again on top of it, and go on. */
export function SignInAgain(): ReactNode {
  const { t } = useWords();
  const { session, renew } = useSession();
  const [next, setNext] = useState<Session>();
  const take = (answer: Session): void => {
    if (answer.state === 'second-factor') setNext(answer);
    else renew(answer);
  };
  return (
    <Dialog title={t('expiry/title')}>
      <p>{t('expiry/kept')}</p>
      {next ? (
        <CodeForm done={take} />
      ) : (
        <>
          <IssuerButtons issuers={session.issuers} back="/" apart />
          {session.user?.local !== false && <PasswordForm email={session.user?.email ?? ''} done={take} />}
        </>
      )}
    </Dialog>
  );
}
