import { useState, type ReactNode } from 'react';
import type { RecordAction, RecordRow } from '../../api/records';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';

interface BulkBarProps {
  readonly picked: readonly RecordRow[];
  /** Whether more match than this page shows. */
  readonly hasMore: boolean;
  readonly act: (action: RecordAction, which: 'picked' | 'all') => void;
  readonly clear: () => void;
}

/** What can be done with what is picked, or with all that the filter shows. */
export function BulkBar({ picked, hasMore, act, clear }: BulkBarProps): ReactNode {
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const actions = (['resend', 'confirm', 'resolve', 'reopen'] as const).filter((action) =>
    picked.some(({ actions: possible }) => possible.includes(action)),
  );
  return (
    <section className="bulk" aria-label={t('bulk/label')}>
      <strong role="status">{all ? t('bulk/all') : t('bulk/picked', { n: picked.length })}</strong>
      {hasMore && (
        <Button look="quiet" onClick={() => setAll(!all)}>
          {all ? t('bulk/onlyPicked') : t('bulk/chooseAll')}
        </Button>
      )}
      {actions.map((action) => (
        <Button key={action} onClick={() => act(action, all ? 'all' : 'picked')}>
          {t(`action/${action}`)} …
        </Button>
      ))}
      <Button look="quiet" onClick={clear}>
        {t('bulk/clear')}
      </Button>
    </section>
  );
}
