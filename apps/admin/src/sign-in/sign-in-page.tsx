import type { ReactNode } from 'react';
import type { Issuer, Session } from '../api/session';
import { useWords } from '../language/language';
import { CopyText } from '../parts/copy-text';
import { Callout } from '../parts/notes';
import { usePlace } from '../routing/location';
import { CodeForm } from './code-form';
import { Doorway } from './doorway';
import { InvitationForm } from './invitation-form';
import { PasswordForm } from './password-form';
import { SetUpSecondFactor } from './set-up-second-factor';

interface SignInPageProps {
  readonly session: Session;
  readonly renew: (session: Session) => void;
}

/** What is still missing before somebody may come in. */
export function SignInPage({ session, renew }: SignInPageProps): ReactNode {
  const { t } = useWords();
  const { path } = usePlace();
  const token = window.location.hash.slice(1);
  if (path === '/invitation' && token !== '' && session.state === 'anonymous') {
    return (
      <Doorway title={t('invitation/title')} lead={t('invitation/lead')}>
        <InvitationForm token={token} done={renew} />
      </Doorway>
    );
  }
  switch (session.state) {
    case 'second-factor':
      return (
        <Doorway title={t('secondFactor/title')}>
          <CodeForm done={renew} />
        </Doorway>
      );
    case 'second-factor-setup':
      return (
        <Doorway title={t('secondFactor/setUpTitle')}>
          <SetUpSecondFactor why={t('secondFactor/why')} done={renew} />
        </Doorway>
      );
    case 'anonymous':
    case 'signed-in':
      return (
        <Doorway title={t('signIn/title')}>
          <ProblemOfProvider />
          <IssuerButtons issuers={session.issuers} back={backTo(path)} />
          <PasswordForm done={renew} />
          <p className="quiet-text">{t('signIn/help')}</p>
        </Doorway>
      );
  }
}

/** Where somebody wanted to go; never anywhere but to a page of ours. */
const backTo = (path: string): string => (path.startsWith('/t/') ? path : '/');

interface IssuerButtonsProps {
  readonly issuers: readonly Issuer[];
  readonly back: string;
  /** In a tab of its own, so that what is on this page stays. */
  readonly apart?: boolean;
}

export function IssuerButtons({ issuers, back, apart = false }: IssuerButtonsProps): ReactNode {
  const { t } = useWords();
  if (issuers.length === 0) return null;
  return (
    <div className="issuers">
      {issuers.map(({ key, name, start }) => (
        <a
          key={key}
          className="button plain"
          href={`${start}?return=${encodeURIComponent(back)}`}
          {...(apart ? { target: '_blank', rel: 'noopener' } : {})}
        >
          {t('signIn/with', { name })}
        </a>
      ))}
      <p className="or">{t('signIn/or')}</p>
    </div>
  );
}

/** What came back from a provider that did not end well. */
function ProblemOfProvider(): ReactNode {
  const { t, named } = useWords();
  const parameters = new URLSearchParams(usePlace().search);
  const code = parameters.get('problem');
  const reference = parameters.get('reference');
  if (code === null) return null;
  return (
    <Callout tone="bad" title={t('signIn/failed')} announced>
      <p>{named('problem', code)}</p>
      {reference && <CopyText text={reference} label={t('signIn/reference')} />}
    </Callout>
  );
}
