import { useEffect, type ReactNode } from 'react';
import { useWords } from '../language/language';
import { go, usePlace, withFilters } from '../routing/location';
import { useAnnounce } from './announcer';
import { Button } from './button';

interface PagerProps {
  readonly next: string | null;
  readonly rows: number;
  readonly cursor: string | undefined;
}

/** Forward by the list's own cursor, which no new record shifts; back by the browser's history. */
export function Pager({ next, rows, cursor }: PagerProps): ReactNode {
  const { t } = useWords();
  const place = usePlace();
  const announce = useAnnounce();
  useEffect(() => {
    if (cursor !== undefined) announce(t('pager/rows', { n: rows }));
  }, [cursor, rows, announce, t]);
  const stepped = (window.history.state as { readonly stepped?: boolean } | null)?.stepped === true;
  return (
    <nav className="pager" aria-label={t('pager/label')}>
      <span className="quiet-text">{t('pager/rows', { n: rows })}</span>
      <div className="buttons">
        {cursor !== undefined && (
          <Button onClick={() => go(withFilters(place, { cursor: undefined, record: undefined }))}>
            {t('pager/first')}
          </Button>
        )}
        {cursor !== undefined && stepped && (
          <Button icon="left" onClick={() => window.history.back()}>
            {t('pager/back')}
          </Button>
        )}
        <Button
          disabled={next === null}
          onClick={() => {
            if (next === null) return;
            go(withFilters(place, { cursor: next, record: undefined }), { state: { stepped: true } });
          }}
        >
          {t('pager/next')}
        </Button>
      </div>
    </nav>
  );
}
