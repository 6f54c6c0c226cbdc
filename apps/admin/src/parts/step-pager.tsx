import type { ReactNode } from 'react';
import { useWords } from '../language/language';
import { Button } from './button';

interface StepPagerProps {
  readonly rows: number;
  readonly next: string | null;
  /** Where the pages so far began, the first left out. */
  readonly cursors: readonly string[];
  readonly move: (cursors: readonly string[]) => void;
}

/** Forward and back in a list that is only a part of a page, so that it is not in the address. */
export function StepPager({ rows, next, cursors, move }: StepPagerProps): ReactNode {
  const { t } = useWords();
  if (cursors.length === 0 && next === null) return null;
  return (
    <nav className="pager" aria-label={t('pager/label')}>
      <span className="quiet-text">{t('pager/rows', { n: rows })}</span>
      <div className="buttons">
        <Button icon="left" disabled={cursors.length === 0} onClick={() => move(cursors.slice(0, -1))}>
          {t('pager/back')}
        </Button>
        <Button disabled={next === null} onClick={() => next !== null && move([...cursors, next])}>
          {t('pager/next')}
        </Button>
      </div>
    </nav>
  );
}
