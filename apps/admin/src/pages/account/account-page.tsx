import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { changePassword } from '../../api/session';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/field';
import { Badge, Failure } from '../../parts/notes';
import { Card, Facts, Page } from '../../parts/page';
import { useChosen, useSession } from '../../shell/session';
import { SetUpSecondFactor } from '../../sign-in/set-up-second-factor';
import { Devices } from './devices';

/** What concerns nobody but oneself. */
export function AccountPage(): ReactNode {
  const { t } = useWords();
  const { user, tenant } = useChosen();
  return (
    <Page title={t('account/title')} lead={t('account/lead')}>
      <div className="two">
        <Card title={t('account/self')}>
          <Facts
            rows={[
              [t('users/name'), user.name],
              [t('signIn/email'), user.email ?? '–'],
              [t('users/role'), t(`role/${tenant.role}`)],
            ]}
          />
        </Card>
        <Card title={t('secondFactor/title')}>
          <OwnSecondFactor />
        </Card>
        <Card title={t('devices/title')}>
          <Devices />
        </Card>
        {user.local && (
          <Card title={t('account/password')}>
            <PasswordChange />
          </Card>
        )}
      </div>
    </Page>
  );
}

function OwnSecondFactor(): ReactNode {
  const { t } = useWords();
  const { user } = useChosen();
  const { renew } = useSession();
  if (user.secondFactor) {
    return (
      <>
        <div>
          <Badge tone="good" icon="check">
            {t('account/factorOn')}
          </Badge>
        </div>
        <p>{t('account/factorLost')}</p>
      </>
    );
  }
  return user.local ? (
    <SetUpSecondFactor why={t('account/factorWhy')} done={renew} />
  ) : (
    <p>{t('account/factorOfProvider')}</p>
  );
}

function PasswordChange(): ReactNode {
  const { t } = useWords();
  const { user } = useChosen();
  const { renew } = useSession();
  const announce = useAnnounce();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const act = useAct(
    () => changePassword(current, password),
    (session) => {
      announce(t('account/passwordChanged'));
      setCurrent('');
      setPassword('');
      renew(session);
    },
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form onSubmit={submit}>
      <p>{t('account/passwordMeans')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <input type="hidden" autoComplete="username" value={user.email ?? ''} readOnly />
      <TextField
        label={t('account/currentPassword')}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
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
        {t('account/changePassword')}
      </Button>
    </form>
  );
}
