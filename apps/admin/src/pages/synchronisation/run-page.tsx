import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { request } from '../../api/request';
import { cancel, choose, isOver, isWaiting, type Synchronisation } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { Page } from '../../parts/page';
import { Tabs } from '../../parts/tabs';
import { Link } from '../../routing/link';
import { usePlace, withFilters } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { ConfirmPlan } from './confirm-plan';
import { Decisions } from './decisions';
import { GroupChoice } from './group-choice';
import { Plan } from './plan';
import { Report } from './report';
import { RunBadge } from './run-badge';
import { Scope } from './run-list';
import { Stepper } from './stepper';

const LOOK_EVERY_MS = 1_000;

export interface RunProps {
  readonly connectionApi: string;
  /** Path of the synchronisation in the API. */
  readonly one: string;
  readonly run: Synchronisation;
  /** Reads it anew. */
  readonly refresh: () => void;
}

/** One synchronisation from its beginning to its report; it can be left and taken up at any time. */
export function RunPage({
  connectionApi,
  run,
}: {
  readonly connectionApi: string;
  readonly run: string;
}): ReactNode {
  const { t, moment } = useWords();
  const place = usePlace();
  const one = `${connectionApi}/synchronisations/${run}`;
  const read = useQuery({
    queryKey: [connectionApi, 'synchronisation', run],
    queryFn: ({ signal }) => request<Synchronisation>(one, { signal }),
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : LOOK_EVERY_MS),
  });
  const refresh = (): void => void read.refetch();
  const title = read.data ? t('sync/of', { date: moment(read.data.startedAt) }) : t('sync/title');
  return (
    <Page title={title}>
      <Link className="way-back" href={withFilters(place, { run: undefined })}>
        {t('sync/back')}
      </Link>
      {read.isPending && <Skeleton />}
      {read.isError && <Failure error={read.error} retry={refresh} />}
      {read.data && (
        <div className="grid">
          <Head {...{ connectionApi, one, refresh }} run={read.data} />
          <Content {...{ connectionApi, one, refresh }} run={read.data} />
        </div>
      )}
    </Page>
  );
}

function Head({ one, run, refresh }: RunProps): ReactNode {
  const { t, named } = useWords();
  const { may } = useChosen();
  return (
    <section className="card">
      <Stepper run={run} />
      <div className="card-head">
        <div className="buttons">
          <RunBadge run={run} />
          <span className="quiet-text">
            <Scope run={run} />
          </span>
        </div>
        {may('synchronisations:run') && !isOver(run) && <CancelButton {...{ one, refresh }} />}
      </div>
      {run.code !== null && (
        <Callout tone="bad" title={named('syncCode', run.code)} announced>
          <p>{t('sync/failedText')}</p>
        </Callout>
      )}
      {run.readOnly && <Callout tone="notice" title={t('sync/readOnly')} />}
      {run.groupsNotOffered && <Callout tone="notice" title={t('sync/groupsNotOffered')} />}
      {!isOver(run) && !isWaiting(run) && <Progress run={run} />}
    </section>
  );
}

/** What it has got through so far; said aloud as it moves on. */
function Progress({ run }: { readonly run: Synchronisation }): ReactNode {
  const { t, named, number } = useWords();
  const part = run.state.endsWith('-groups') ? 'groups' : 'people';
  const all = run.counts[`${part}ToWrite`];
  const done = (run.counts[`${part}Written`] ?? 0) + (run.counts[`${part}NotWritten`] ?? 0);
  const listed = run.counts[`${part}Listed`];
  return (
    <div className="stack">
      <p role="status">{named('syncState', run.state)} …</p>
      {all !== undefined && (
        <>
          <progress className="progress" max={all} value={done} aria-label={t('batch/label')} />
          <p className="quiet-text">{t('batch/count', { done, total: all })}</p>
        </>
      )}
      {listed !== undefined && <p className="quiet-text">{t('sync/listed', { count: number(listed) })}</p>}
    </div>
  );
}

function Content(props: RunProps): ReactNode {
  const { t } = useWords();
  const { run } = props;
  if (run.state === 'choosing') return <Choosing {...props} />;
  const deciding = run.state.startsWith('deciding-');
  const plan = { key: 'plan', label: t('sync/plan'), content: <Plan key={run.plan} {...props} /> };
  if (isOver(run)) {
    const report = { key: 'report', label: t('sync/report'), content: <Report {...props} /> };
    return <Tabs label={t('sync/partsOfRun')} tabs={[report, plan]} />;
  }
  if (!deciding) return null;
  return (
    <>
      <ConfirmPlan key={`confirm ${run.plan}`} {...props} />
      <Tabs
        key={run.plan}
        label={t('sync/partsOfRun')}
        tabs={[{ key: 'decisions', label: t('sync/decisions'), content: <Decisions {...props} /> }, plan]}
      />
    </>
  );
}

function Choosing({ connectionApi, one, refresh }: RunProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const [groups, setGroups] = useState<readonly string[] | undefined>();
  const act = useAct(() => choose(one, groups === undefined ? {} : { groups }), refresh);
  if (!may('synchronisations:run')) return null;
  return (
    <section className="card">
      {act.error !== undefined && <Failure error={act.error} />}
      <GroupChoice connectionApi={connectionApi} groups={groups} choose={setGroups} />
      <div className="buttons">
        <Button look="main" busy={act.busy} onClick={() => act.run(undefined)}>
          {t('sync/chooseGo')}
        </Button>
      </div>
    </section>
  );
}

function CancelButton({ one, refresh }: Pick<RunProps, 'one' | 'refresh'>): ReactNode {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const act = useAct(
    () => cancel(one),
    () => {
      setAsking(false);
      refresh();
    },
  );
  return (
    <>
      <Button icon="close" onClick={() => setAsking(true)}>
        {t('sync/cancel')} …
      </Button>
      {asking && (
        <Dialog title={t('sync/cancel')} onClose={() => setAsking(false)}>
          <p>{t('sync/cancelText')}</p>
          {act.error !== undefined && <Failure error={act.error} />}
          <div className="buttons">
            <Button look="danger" busy={act.busy} onClick={() => act.run(undefined)}>
              {t('sync/cancel')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('sync/goOn')}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
