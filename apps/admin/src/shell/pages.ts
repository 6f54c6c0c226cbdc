import { lazy, type ComponentType } from 'react';
import type { Connector } from '../api/overview';
import type { TextName } from '../language/catalogue';
import type { IconName } from '../parts/icon';

export interface PageEntry {
  readonly key: string;
  readonly title: TextName;
  readonly icon: IconName;
  /** Who has none of these does not see it. */
  readonly permission: string;
  /** Who has connections, but none of these, does not need it. */
  readonly connector?: Connector;
  /** Found elsewhere than in the navigation. */
  readonly aside?: boolean;
  readonly Content: ComponentType;
}

/** A page as far as it is loaded only when somebody goes there. */
const page = (load: () => Promise<ComponentType>): ComponentType =>
  lazy(async () => ({ default: await load() }));

export const OperatorPage = page(async () => (await import('../pages/operator/operator-page')).OperatorPage);

/** The pages of a tenant, in the order of the navigation. */
export const pages: readonly PageEntry[] = [
  {
    ...{ key: 'overview', title: 'overview/title', icon: 'overview', permission: 'overview:read' },
    Content: page(async () => (await import('../pages/overview/overview-page')).OverviewPage),
  },
  {
    ...{ key: 'inbox', title: 'inbox/title', icon: 'inbox', permission: 'overview:read' },
    Content: page(async () => (await import('../pages/inbox/inbox-page')).InboxPage),
  },
  {
    ...{ key: 'records', title: 'records/title', icon: 'records', permission: 'records:read' },
    connector: 'kita-planer',
    Content: page(async () => (await import('../pages/records/records-page')).RecordsPage),
  },
  {
    ...{ key: 'sources', title: 'sources/title', icon: 'calls', permission: 'records:read' },
    connector: 'kita-planer',
    Content: page(async () => (await import('../pages/sources/sources-page')).SourcesPage),
  },
  {
    ...{ key: 'synchronisation', title: 'sync/title', icon: 'again', permission: 'records:read' },
    connector: 'schulconnex',
    Content: page(
      async () => (await import('../pages/synchronisation/synchronisation-page')).SynchronisationPage,
    ),
  },
  {
    ...{ key: 'feedback', title: 'feedback/title', icon: 'feedback', permission: 'records:read' },
    connector: 'oso',
    Content: page(
      async () => (await import('../pages/terugkoppelingen/terugkoppelingen-page')).TerugkoppelingenPage,
    ),
  },
  {
    ...{
      key: 'connections',
      title: 'connections/title',
      icon: 'connections',
      permission: 'connections:read',
    },
    Content: page(async () => (await import('../pages/connections/connections-page')).ConnectionsPage),
  },
  {
    ...{ key: 'calendar', title: 'calendar/title', icon: 'calendar', permission: 'overview:read' },
    Content: page(async () => (await import('../pages/calendar/calendar-page')).CalendarPage),
  },
  {
    ...{ key: 'audit', title: 'audit/title', icon: 'audit', permission: 'audit:read' },
    Content: page(async () => (await import('../pages/audit/audit-page')).AuditPage),
  },
  {
    ...{ key: 'settings', title: 'settings/title', icon: 'settings', permission: 'audit:read' },
    Content: page(async () => (await import('../pages/settings/settings-page')).SettingsPage),
  },
  {
    ...{ key: 'operator', title: 'operator/title', icon: 'matrix', permission: 'installation:read' },
    Content: OperatorPage,
  },
  {
    ...{ key: 'batches', title: 'batches/title', icon: 'checks', permission: 'records:read', aside: true },
    Content: page(async () => (await import('../pages/batches/batches-page')).BatchesPage),
  },
  {
    ...{ key: 'account', title: 'account/title', icon: 'key', permission: 'overview:read', aside: true },
    Content: page(async () => (await import('../pages/account/account-page')).AccountPage),
  },
];
