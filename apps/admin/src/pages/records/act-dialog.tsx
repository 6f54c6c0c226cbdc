import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { beginBatch, planBatch, type Plan, type Selection } from '../../api/batches';
import type { RecordAction, RecordFilter, RecordRow } from '../../api/records';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextArea } from '../../parts/field';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { Link } from '../../routing/link';
import { useChosen } from '../../shell/session';
import { Progress, Shares } from '../batches/progress';
import { useBatch } from '../batches/use-batch';

interface ActDialogProps {
  readonly connectionApi: string;
  readonly action: RecordAction;
  /** These, or all the filter shows. */
  readonly rows: readonly RecordRow[] | 'all';
  readonly filter: RecordFilter;
  readonly close: () => void;
}

/** An act is a plan first: exact numbers, then a reason, then a batch one can watch, leave and stop. */
export function ActDialog({ connectionApi, action, rows, filter, close }: ActDialogProps): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const selection: Selection = {
    ...{ connection: connectionApi.split('/').at(-1) ?? '', action },
    ...(rows === 'all' ? { filter } : { ids: rows.map(({ id }) => id) }),
  };
  const plan = useQuery({
    queryKey: [api, 'plan', selection],
    queryFn: ({ signal }) => planBatch(api, selection, signal),
    // Somebody is looking at these very numbers.
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <Dialog title={t(`action/${action}`)} onClose={close}>
      {plan.isPending && <Skeleton lines={3} />}
      {plan.isLoadingError && <Failure error={plan.error} retry={() => void plan.refetch()} />}
      {plan.data && <PlanOrProgress {...{ selection, plan: plan.data, close }} />}
    </Dialog>
  );
}

interface PlanOrProgressProps {
  readonly selection: Selection;
  readonly plan: Plan;
  readonly close: () => void;
}

function PlanOrProgress({ selection, plan, close }: PlanOrProgressProps): ReactNode {
  const { t } = useWords();
  const { api, base } = useChosen();
  const begin = useAct((reason: string) => beginBatch(api, { ...selection, asOf: plan.asOf, reason }));
  const read = useBatch(begin.result?.id);
  const batch = read.data ?? begin.result;
  if (!batch) {
    return (
      <>
        {begin.error !== undefined && <Failure error={begin.error} />}
        <PlanForm {...{ action: selection.action, plan, close }} busy={begin.busy} start={begin.run} />
      </>
    );
  }
  return (
    <>
      <Progress batch={batch} />
      {read.isError && <Failure error={read.error} retry={() => void read.refetch()} />}
      <p>
        <Link href={`${base}/batches/${batch.id}`}>{t('batches/open')}</Link>
      </p>
      <div className="buttons">
        <Button look="main" onClick={close}>
          {t('close')}
        </Button>
      </div>
    </>
  );
}

interface PlanFormProps {
  readonly action: RecordAction;
  readonly plan: Plan;
  readonly busy: boolean;
  readonly start: (reason: string) => void;
  readonly close: () => void;
}

const quickReasons = ['quick/byHand', 'quick/obsolete', 'quick/duplicate'] as const;

function PlanForm({ action, plan, busy, start, close }: PlanFormProps): ReactNode {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const nothing = plan.total === 0;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (reason.trim().length < 3) setMissing(true);
    else start(reason.trim());
  };
  return (
    <form onSubmit={submit} noValidate>
      <p>
        <strong>{t(`plan/${action}`, { n: plan.total })}</strong>
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
          <Button type="submit" look="main" busy={busy}>
            {t(`plan/${action}Go`, { n: plan.total })}
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
      <Shares title={t('plan/byFacility')} shares={plan.byDestination} />
      {plan.skipped.length > 0 && (
        <Callout tone="notice" title={t('plan/skipped')}>
          <Shares
            title={t('plan/skippedWhy')}
            shares={plan.skipped.map(({ name, count }) => ({ name: named('obstacle', name), count }))}
          />
        </Callout>
      )}
    </>
  );
}
