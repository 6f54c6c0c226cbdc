import { lazy, type ComponentType } from 'react';
import type { TextName } from '../language/catalogue';
import type { IconName } from '../parts/icon';

export interface PageEntry {
  readonly key: string;
  readonly title: TextName;
  readonly icon: IconName;
  /** Who has none of these does not see it. */
  readonly permission: string;
  readonly Content: ComponentType;
}

/** A page as far as it is loaded only when somebody goes there. */
const page = (load: () => Promise<ComponentType>): ComponentType =>
  lazy(async () => ({ default: await load() }));

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
    Content: page(async () => (await import('../pages/records/records-page')).RecordsPage),
  },
  {
    ...{ key: 'sources', title: 'sources/title', icon: 'calls', permission: 'records:read' },
    Content: page(async () => (await import('../pages/sources/sources-page')).SourcesPage),
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
];
