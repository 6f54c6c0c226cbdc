import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { request } from '../../api/request';
import { confirm, type PlanCount, type Resource, type Warning } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { CheckField } from '../../parts/field';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { useChosen } from '../../shell/session';
import type { RunProps } from './run-page';

/** The way out of deciding: unusual amounts are confirmed by an act of their own, then the plan itself. */
export function ConfirmPlan({ one, run, refresh }: RunProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const [asking, setAsking] = useState(false);
  const open = run.warnings.filter(
    ({ demands, code }) => demands === 'confirm' && !run.amountsConfirmed.includes(code),
  );
  const act = useAct(() => confirm(one, 'confirmation', run.plan), refresh);
  return (
    <>
      {open.length > 0 && <Amounts {...{ one, run, refresh }} warnings={open} />}
      {may('synchronisations:run') && (
        <div className="buttons">
          <Button look="main" icon="sending" disabled={open.length > 0} onClick={() => setAsking(true)}>
            {run.dryRun ? t('sync/goOnDry') : t('sync/confirm')} …
          </Button>
          {open.length > 0 && <span className="quiet-text">{t('sync/amountsFirst')}</span>}
        </div>
      )}
      {asking && (
        <Dialog title={t('sync/confirmTitle')} onClose={() => setAsking(false)}>
          {act.error !== undefined && <Failure error={act.error} />}
          <WhatWillHappen one={one} plan={run.plan} part={run.state.slice('deciding-'.length)} />
          <p>{run.dryRun ? t('sync/confirmDryText') : t('sync/confirmText')}</p>
          <div className="buttons">
            <Button look="main" busy={act.busy} onClick={() => act.run(undefined)}>
              {run.dryRun ? t('sync/goOnDry') : t('sync/confirmGo')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Amounts({
  one,
  run,
  refresh,
  warnings,
}: Pick<RunProps, 'one' | 'run' | 'refresh'> & { readonly warnings: readonly Warning[] }): ReactNode {
  const { t, named, number } = useWords();
  const { may } = useChosen();
  const [seen, setSeen] = useState(false);
  const act = useAct(() => confirm(one, 'amounts-confirmation', run.plan), refresh);
  return (
    <Callout tone="notice" title={t('sync/amountsTitle')}>
      <ul>
        {warnings.map(({ code, what, count, of }) => (
          <li key={`${code} ${what}`}>
            {named('syncWarning', code, {
              count: number(count),
              all: number(of),
              what: named('syncWhat', what),
            })}
          </li>
        ))}
      </ul>
      {act.error !== undefined && <Failure error={act.error} />}
      {may('synchronisations:run') && (
        <>
          <CheckField label={t('sync/amountsSeen')} checked={seen} onCheck={setSeen} />
          <Button disabled={!seen} busy={act.busy} onClick={() => act.run(undefined)}>
            {t('sync/amountsConfirm')}
          </Button>
        </>
      )}
    </Callout>
  );
}

const ofPart: Readonly<Record<string, readonly Resource[]>> = {
  people: ['person', 'context'],
  groups: ['group', 'membership'],
};

interface WhatProps {
  readonly one: string;
  readonly plan: number;
  readonly part: string;
}

/** Exact numbers of what is written, and of what is not because nobody has answered. */
function WhatWillHappen({ one, plan, part }: WhatProps): ReactNode {
  const { t, named, number } = useWords();
  const read = useQuery({
    queryKey: [one, 'counts', plan],
    queryFn: ({ signal }) => request<{ readonly items: readonly PlanCount[] }>(`${one}/counts`, { signal }),
  });
  if (read.isPending) return <Skeleton lines={3} />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  const counts = read.data.items.filter(({ resource }) => ofPart[part]?.includes(resource));
  const ready = counts.filter(({ standing, operation }) => standing === 'ready' && operation !== 'none');
  const open = counts
    .filter(({ standing }) => standing === 'open')
    .reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      {ready.length === 0 && <p>{t('sync/nothingToWrite')}</p>}
      <ul>
        {ready.map(({ resource, operation, count }) => (
          <li key={`${resource} ${operation}`}>
            {named('syncResource', resource)}: {named('syncOperation', operation)} {number(count)}
          </li>
        ))}
      </ul>
      {open > 0 && <p>{t('sync/staysOpen', { n: open })}</p>}
    </>
  );
}
