import type { ReactNode } from 'react';
import type { Call } from '../../api/calls';
import { useWords } from '../../language/language';
import { Badge } from '../../parts/notes';

/** How a Datenquelle stands: done on a day, something to look at, or a call that came to nothing. */
export function CallBadge({ call }: { readonly call: Call }): ReactNode {
  const { t, kitaPlaner } = useWords();
  const { class: outcome, endedAt, refused, unclear, followUp } = call;
  if (endedAt === null) {
    return (
      <Badge tone="calm" icon="sending">
        {t('sources/running')}
      </Badge>
    );
  }
  if (outcome === 'UNGEKLAERT') {
    return (
      <Badge tone="info" icon="question">
        {kitaPlaner.classes[outcome]?.title ?? outcome}
      </Badge>
    );
  }
  if (outcome !== 'BEANTWORTET') {
    return (
      <Badge tone="bad" icon="refused">
        {kitaPlaner.classes[outcome ?? '']?.title ?? t('sources/failed')}
      </Badge>
    );
  }
  if (followUp === 'open' || refused + unclear > 0) {
    return (
      <Badge tone="notice" icon="warning">
        {t('sources/toCheck', { n: refused + unclear })}
      </Badge>
    );
  }
  return (
    <Badge tone="good" icon="check">
      {t('sources/done')}
    </Badge>
  );
}
