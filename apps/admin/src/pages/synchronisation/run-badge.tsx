import type { ReactNode } from 'react';
import { isWaiting, type Synchronisation } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Badge } from '../../parts/notes';

/** Where a synchronisation stands, in words. */
export function RunBadge({ run }: { readonly run: Synchronisation }): ReactNode {
  const { named } = useWords();
  const words = named('syncState', run.state);
  if (isWaiting(run)) {
    return (
      <Badge tone="info" icon="question">
        {words}
      </Badge>
    );
  }
  const { tone, icon } =
    (
      {
        done: { tone: 'good', icon: 'check' },
        failed: { tone: 'bad', icon: 'refused' },
        cancelled: { tone: 'calm', icon: 'pause' },
      } as const
    )[run.state] ?? ({ tone: 'calm', icon: 'sending' } as const);
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  );
}
