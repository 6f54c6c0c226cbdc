import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { feedbackStates, oso, readFeedback } from '../../api/feedback';
import { useOsoTexts } from '../../language/oso';
import { useWords } from '../../language/language';
import { SelectField } from '../../parts/field';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Tabs } from '../../parts/tabs';
import { Link } from '../../routing/link';
import { go, usePlace, withFilters } from '../../routing/location';
import { useChosen } from '../../shell/session';
import { ConnectionChoice } from '../connections/connection-choice';
import { FeedbackPanel } from './feedback-panel';
import { FeedbackTable } from './feedback-table';
import { Notices } from './notices';

/** What was said back to schools through OSO, and what schools have announced. */
export function TerugkoppelingenPage(): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  return (
    <Page title={t('feedback/title')} lead={t('feedback/lead')}>
      <ConnectionChoice connector="oso" none={t('feedback/noConnection')}>
        {({ id }) => <Lists key={id} connectionApi={oso(api, id)} />}
      </ConnectionChoice>
    </Page>
  );
}

function Lists({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const { t } = useWords();
  return (
    <Tabs
      label={t('feedback/title')}
      tabs={[
        { key: 'sent', label: t('feedback/sent'), content: <FeedbackList connectionApi={connectionApi} /> },
        { key: 'notices', label: t('feedback/notices'), content: <Notices connectionApi={connectionApi} /> },
      ]}
    />
  );
}

function FeedbackList({ connectionApi }: { readonly connectionApi: string }): ReactNode {
  const place = usePlace();
  const parameters = new URLSearchParams(place.search);
  const given = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const state = feedbackStates.find((known) => known === given('state'));
  const [code, cursor, feedback] = [given('code'), given('cursor'), given('feedback')];
  return (
    <>
      <StateChips state={state} />
      <CodeChoice code={code} />
      <div className={feedback ? 'split open' : 'split'}>
        <Rows {...{ connectionApi, state, code, cursor, feedback }} />
        {feedback && (
          <FeedbackPanel
            key={feedback}
            {...{ connectionApi, feedback }}
            close={() => go(withFilters(place, { feedback: undefined }))}
          />
        )}
      </div>
    </>
  );
}

interface RowsProps {
  readonly connectionApi: string;
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly cursor: string | undefined;
  readonly feedback: string | undefined;
}

function Rows({ connectionApi, state, code, cursor, feedback }: RowsProps): ReactNode {
  const { t } = useWords();
  const list = useQuery({
    queryKey: [connectionApi, 'feedback', state, code, cursor],
    queryFn: ({ signal }) => readFeedback(connectionApi, { state, code, cursor }, signal),
    placeholderData: keepPreviousData,
  });
  if (list.isPending) return <Skeleton />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const { items, next } = list.data;
  if (items.length === 0)
    return <Empty title={(state ?? code) ? t('records/noMatch') : t('feedback/none')} />;
  return (
    <div className="list">
      <FeedbackTable rows={items} chosen={feedback} stale={list.isPlaceholderData} />
      <Pager next={next} rows={items.length} cursor={cursor} />
    </div>
  );
}

function StateChips({ state }: { readonly state: string | undefined }): ReactNode {
  const { t } = useWords();
  const { states } = useOsoTexts();
  const place = usePlace();
  return (
    <nav className="chips" aria-label={t('records/statusFilter')}>
      {([undefined, ...feedbackStates] as const).map((wanted) => (
        <Link
          key={wanted ?? ''}
          className="chip"
          href={withFilters(place, { state: wanted, cursor: undefined, feedback: undefined })}
          {...(wanted === state ? { 'aria-current': 'true' as const } : {})}
        >
          {wanted ? (states[wanted] ?? wanted) : t('records/allOpen')}
        </Link>
      ))}
    </nav>
  );
}

function CodeChoice({ code = '' }: { readonly code: string | undefined }): ReactNode {
  const { t } = useWords();
  const { codes } = useOsoTexts();
  const place = usePlace();
  return (
    <div className="filters" role="search" aria-label={t('records/filter')}>
      <SelectField
        label={t('records/message')}
        value={code}
        choices={[
          { value: '', label: t('all') },
          ...(code === '' || code in codes ? [] : [{ value: code, label: code }]),
          ...Object.entries(codes).map(([value, { title }]) => ({ value, label: title })),
        ]}
        onChoose={(wanted) =>
          go(withFilters(place, { code: wanted, cursor: undefined, feedback: undefined }))
        }
      />
    </div>
  );
}
