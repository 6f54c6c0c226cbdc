import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import { cancelBatch, isOver, type Batch, type Share } from '../../api/batches';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Failure } from '../../parts/notes';
import { useChosen } from '../../shell/session';

/** How far a batch is, what it passed over and why, and the way to stop it. */
export function Progress({ batch }: { readonly batch: Batch }): ReactNode {
  const { t, named } = useWords();
  const { may } = useChosen();
  const { state, total, done, left, skipped } = batch;
  return (
    <>
      <progress className="progress" max={total} value={total - left} aria-label={t('batch/label')} />
      <p role="status">
        <strong>{t(`batch/${state}`)}</strong> {t('batch/count', { done, total })}
      </p>
      <Shares
        title={t('batch/skipped')}
        shares={skipped.map(({ name, count }) => ({ name: named('skip', name), count }))}
      />
      {!isOver(batch) && may('records:act') && <Cancel batch={batch} />}
    </>
  );
}

function Cancel({ batch }: { readonly batch: Batch }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const queries = useQueryClient();
  const act = useAct(
    () => cancelBatch(api, batch.id),
    () => void queries.invalidateQueries(),
  );
  return (
    <>
      {act.error !== undefined && <Failure error={act.error} />}
      <div className="buttons">
        <Button busy={act.busy} onClick={() => act.run(undefined)}>
          {t('batch/cancel')}
        </Button>
      </div>
    </>
  );
}

interface SharesProps {
  readonly title: string;
  readonly shares: readonly Share[];
}

const SHOWN = 8;

/** So many of each; nothing where there is none. */
export function Shares({ title, shares }: SharesProps): ReactNode {
  const { number, t } = useWords();
  if (shares.length === 0) return null;
  const shown = shares.slice(0, SHOWN);
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {shown.map(({ name, count }) => (
          <li key={name}>
            {number(count)} × {name}
          </li>
        ))}
        {shares.length > shown.length && <li>{t('plan/others', { n: shares.length - shown.length })}</li>}
      </ul>
    </div>
  );
}
