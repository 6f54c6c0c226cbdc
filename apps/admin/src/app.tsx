import type { ReactNode } from 'react';
import { useWords } from './language/language';
import { Failure, Skeleton } from './parts/notes';
import { SessionProvider, useSession } from './shell/session';
import { Shell } from './shell/shell';
import { SignInPage } from './sign-in/sign-in-page';

export function App(): ReactNode {
  const { t } = useWords();
  return (
    <SessionProvider
      waiting={<Skeleton />}
      failed={(error, retry) => (
        <main className="doorway" aria-label={t('product')}>
          <Failure error={error} retry={retry} />
        </main>
      )}
    >
      <Gate />
    </SessionProvider>
  );
}

/** In, once nothing is missing any more. */
function Gate(): ReactNode {
  const { session, expired, renew } = useSession();
  const isIn = session.state === 'signed-in' || expired;
  return isIn ? <Shell /> : <SignInPage session={session} renew={renew} />;
}
