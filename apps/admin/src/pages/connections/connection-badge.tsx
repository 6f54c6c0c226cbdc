import type { ReactNode } from 'react';
import type { ConnectionState } from '../../api/overview';
import { useWords } from '../../language/language';
import { Badge } from '../../parts/notes';

/** A connection in a word: off, disturbed since it last worked, or fine. */
export function ConnectionBadge({ connection }: { readonly connection: ConnectionState }): ReactNode {
  const { t } = useWords();
  const { active, lastSuccessAt, lastFailureAt } = connection;
  if (!active) {
    return (
      <Badge tone="calm" icon="pause">
        {t('connection/paused')}
      </Badge>
    );
  }
  if (lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt)) {
    return (
      <Badge tone="notice" icon="warning">
        {t('connection/degraded')}
      </Badge>
    );
  }
  return (
    <Badge tone="good" icon="check">
      {t('connection/ok')}
    </Badge>
  );
}
