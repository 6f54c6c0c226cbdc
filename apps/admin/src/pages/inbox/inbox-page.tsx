import { useState, type ReactNode } from 'react';
import { useCauses, useOverview, type Cause } from '../../api/overview';
import { kitaPlaner, type RecordAction } from '../../api/records';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Page } from '../../parts/page';
import { useChosen } from '../../shell/session';
import { ActDialog } from '../records/act-dialog';
import { CauseTable } from './cause-table';
import { statusOfCause, useCauseWords } from './causes';

interface Acting {
  readonly cause: Cause;
  readonly action: RecordAction;
}

/** Work first: one line for every cause, with what can be done about all of it at once. */
export function InboxPage(): ReactNode {
  const { t } = useWords();
  const { api, may } = useChosen();
  const causes = useCauses();
  const [acting, setActing] = useState<Acting>();
  const acts = (cause: Cause): ReactNode =>
    cause.connector === 'kita-planer' && (
      <CauseActs act={(action) => setActing({ cause, action })} cause={cause} />
    );
  return (
    <Page title={t('inbox/title')} lead={t('inbox/lead')}>
      {causes.isPending && <Skeleton />}
      {causes.isError && <Failure error={causes.error} retry={() => void causes.refetch()} />}
      {causes.data?.items.length === 0 && <AllDone />}
      {causes.data && causes.data.items.length > 0 && (
        <CauseTable causes={causes.data.items} {...(may('records:act') ? { act: acts } : {})} />
      )}
      {acting && (
        <ActDialog
          connectionApi={kitaPlaner(api, acting.cause.connection)}
          action={acting.action}
          rows="all"
          filter={{ view: 'open', status: statusOfCause(acting.cause), code: acting.cause.cause }}
          close={() => setActing(undefined)}
        />
      )}
    </Page>
  );
}

/** Per state, what makes sense for many at once; the plan shows what each record allows. */
const actionsFor: Readonly<Record<Cause['state'], readonly RecordAction[]>> = {
  rejected: ['resend', 'resolve'],
  uncertain: ['confirm', 'resend', 'resolve'],
  failed: ['resend', 'resolve'],
  held: ['resolve'],
};

function CauseActs({
  cause,
  act,
}: {
  readonly cause: Cause;
  readonly act: (action: RecordAction) => void;
}): ReactNode {
  const { t } = useWords();
  const { title } = useCauseWords()(cause);
  return (
    <div className="buttons">
      {actionsFor[cause.state].map((action) => (
        <Button key={action} aria-label={`${t(`action/${action}`)} …: ${title}`} onClick={() => act(action)}>
          {t(`action/${action}`)} …
        </Button>
      ))}
    </div>
  );
}

function AllDone(): ReactNode {
  const { t, moment } = useWords();
  const overview = useOverview();
  const last = overview.data?.connections
    .flatMap(({ lastSuccessAt }) => lastSuccessAt ?? [])
    .sort()
    .at(-1);
  return (
    <Empty title={t('inbox/done')}>
      {last !== undefined && <p>{t('inbox/last', { date: moment(last) })}</p>}
    </Empty>
  );
}
