import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode, type SubmitEvent } from 'react';
import { readAllRecords, type RecordAction, type RecordFilter, type RecordRow } from '../../api/records';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextArea } from '../../parts/field';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { useBatch, type Batch, type BatchProgress } from './batch';
import { planOf, type Plan, type Share } from './plan';

interface ActDialogProps {
  readonly connectionApi: string;
  readonly action: RecordAction;
  /** These, or all the filter shows. */
  readonly rows: readonly RecordRow[] | 'all';
  readonly filter: RecordFilter;
  readonly close: () => void;
}

/** An act is a plan first: exact numbers, then a reason, then a batch one can watch and stop. */
export function ActDialog({ connectionApi, action, rows, filter, close }: ActDialogProps): ReactNode {
  const { t } = useWords();
  const { plan, error, retry } = usePlan({ connectionApi, action, rows, filter });
  const batch = useBatch(connectionApi, action);
  const isRunning = batch.progress?.state === 'running';
  return (
    <Dialog title={t(`action/${action}`)} {...(isRunning ? {} : { onClose: close })}>
      {error !== null && <Failure error={error} retry={retry} />}
      {!plan && error === null && <Skeleton lines={3} />}
      {plan && <PlanOrProgress {...{ action, plan, batch, close }} />}
    </Dialog>
  );
}

interface PlanOrProgressProps {
  readonly action: RecordAction;
  readonly plan: Plan;
  readonly batch: Batch;
  readonly close: () => void;
}

function PlanOrProgress({ action, plan, batch, close }: PlanOrProgressProps): ReactNode {
  const [reason, setReason] = useState('');
  const { progress, start, cancel } = batch;
  // Where nothing came of it, it is still a plan: with what was typed, to be tried again.
  if (progress && (progress.state !== 'failed' || progress.done > 0))
    return <Progress {...{ progress, cancel, close }} />;
  return (
    <>
      {progress?.error !== undefined && <Failure error={progress.error} />}
      <PlanForm {...{ action, plan, reason, setReason, start, close }} />
    </>
  );
}

interface Gathered {
  readonly plan: Plan | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Counts what would be done; what the filter shows is read page by page, at this moment. */
function usePlan({ connectionApi, action, rows, filter }: Omit<ActDialogProps, 'close'>): Gathered {
  const gathered = useQuery({
    queryKey: [connectionApi, 'plan', filter],
    queryFn: ({ signal }) => readAllRecords(connectionApi, filter, signal),
    enabled: rows === 'all',
    staleTime: 0,
    gcTime: 0,
  });
  const known = rows === 'all' ? gathered.data : rows;
  const plan = useMemo(() => known && planOf(known, action), [known, action]);
  return { plan, error: plan ? null : gathered.error, retry: () => void gathered.refetch() };
}

interface PlanFormProps {
  readonly action: RecordAction;
  readonly plan: Plan;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  readonly start: (ids: readonly string[], reason: string) => void;
  readonly close: () => void;
}

const quickReasons = ['quick/byHand', 'quick/obsolete', 'quick/duplicate'] as const;

function PlanForm({ action, plan, reason, setReason, start, close }: PlanFormProps): ReactNode {
  const { t } = useWords();
  const [missing, setMissing] = useState(false);
  const nothing = plan.ids.length === 0;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (reason.trim().length < 3) setMissing(true);
    else start(plan.ids, reason.trim());
  };
  return (
    <form onSubmit={submit} noValidate>
      <p>
        <strong>{t(`plan/${action}`, { n: plan.ids.length })}</strong>
      </p>
      <p>{t(`plan/${action}Means`)}</p>
      <PlanShares plan={plan} />
      {!nothing && (
        <>
          <TextArea
            label={t('plan/reason')}
            hint={t('plan/reasonHint')}
            error={missing && reason.trim().length < 3 ? t('plan/reasonMissing') : undefined}
            maxLength={1_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          {action === 'resolve' && (
            <div className="buttons">
              {quickReasons.map((name) => (
                <Button key={name} look="quiet" onClick={() => setReason(t(name))}>
                  {t(name)}
                </Button>
              ))}
            </div>
          )}
        </>
      )}
      <div className="buttons">
        {!nothing && (
          <Button type="submit" look="main">
            {t(`plan/${action}Go`, { n: plan.ids.length })}
          </Button>
        )}
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </form>
  );
}

function PlanShares({ plan }: { readonly plan: Plan }): ReactNode {
  const { t, kitaPlaner, named } = useWords();
  const causes = plan.byCause.map(({ name, count }) => ({
    name: explanationOf(kitaPlaner, name)?.title ?? (name === '' ? t('plan/noCause') : name),
    count,
  }));
  return (
    <>
      <Shares title={t('plan/byCause')} shares={causes} />
      <Shares title={t('plan/byFacility')} shares={plan.byFacility} />
      {plan.skipped.length > 0 && (
        <Callout tone="notice" title={t('plan/skipped')}>
          <Shares
            title={t('plan/skippedWhy')}
            shares={plan.skipped.map(({ name, count }) => ({ name: named('status', name), count }))}
          />
        </Callout>
      )}
    </>
  );
}

function Shares({ title, shares }: { readonly title: string; readonly shares: readonly Share[] }): ReactNode {
  const { number, t } = useWords();
  if (shares.length === 0) return null;
  const shown = shares.slice(0, 8);
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

interface ProgressProps {
  readonly progress: BatchProgress;
  readonly cancel: () => void;
  readonly close: () => void;
}

function Progress({ progress, cancel, close }: ProgressProps): ReactNode {
  const { t, named } = useWords();
  const { state, total, done, skipped, error } = progress;
  const left = skipped.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <progress className="progress" max={total} value={done + left} aria-label={t('batch/label')} />
      <p role="status">
        <strong>{t(`batch/${state}`)}</strong> {t('batch/count', { done, total })}
      </p>
      {error !== undefined && <Failure error={error} />}
      <Shares
        title={t('batch/skipped')}
        shares={skipped.map(({ name, count }) => ({ name: named('skip', name), count }))}
      />
      <div className="buttons">
        {state === 'running' ? (
          <Button onClick={cancel}>{t('batch/cancel')}</Button>
        ) : (
          <Button look="main" onClick={close}>
            {t('close')}
          </Button>
        )}
      </div>
    </>
  );
}
