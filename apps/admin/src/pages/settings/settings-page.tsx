import type { ReactNode } from 'react';
import { useWords } from '../../language/language';
import { Page } from '../../parts/page';
import { Tabs, type Tab } from '../../parts/tabs';
import { useChosen } from '../../shell/session';
import { AccessTab } from './access-tab';
import { ApprovalsTab } from './approvals-tab';
import { KeysTab } from './keys-tab';
import { UsersTab } from './users-tab';

/** Who may do what in this tenant: people, software, two persons together, and the operator in an emergency. */
export function SettingsPage(): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const tabs: readonly (Tab & { readonly permission: string })[] = [
    { key: 'users', label: t('users/title'), permission: 'users:read', content: <UsersTab /> },
    { key: 'keys', label: t('keys/title'), permission: 'keys:write', content: <KeysTab /> },
    { key: 'approvals', label: t('approvals/title'), permission: 'approvals:act', content: <ApprovalsTab /> },
    { key: 'access', label: t('glass/listTitle'), permission: 'audit:read', content: <AccessTab /> },
  ];
  return (
    <Page title={t('settings/title')} lead={t('settings/lead')}>
      <Tabs label={t('settings/title')} tabs={tabs.filter(({ permission }) => may(permission))} />
    </Page>
  );
}
