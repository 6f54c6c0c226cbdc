import type { ReactNode } from 'react';
import { Page } from '../parts/page';
import { Preferences } from '../shell/preferences';
import { Brand } from '../shell/brand';

interface DoorwayProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

/** Outside: one thing to do, and the choice of language and theme. */
export const Doorway = ({ title, lead, children }: DoorwayProps): ReactNode => (
  <main className="doorway" id="main">
    <div className="doorway-card">
      <Brand />
      <Page title={title} {...(lead ? { lead } : {})}>
        {children}
      </Page>
    </div>
    <div className="doorway-foot">
      <Preferences />
    </div>
  </main>
);
