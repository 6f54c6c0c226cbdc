import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import type { FeedbackDetail, FeedbackResult, TimelineStep } from '../../api/feedback';
import { request } from '../../api/request';
import { useOsoTexts } from '../../language/oso';
import { useWords } from '../../language/language';
import { IconButton } from '../../parts/button';
import { CopyText } from '../../parts/copy-text';
import { Icon } from '../../parts/icon';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { FeedbackActs } from './feedback-acts';
import { FeedbackBadge, looks } from './feedback-badge';

interface FeedbackPanelProps {
  readonly connectionApi: string;
  readonly feedback: string;
  readonly close: () => void;
}

/** One Terugkoppeling beside the list: what happened, what the end user is told, what can be done. */
export function FeedbackPanel({ connectionApi, feedback, close }: FeedbackPanelProps): ReactNode {
  const { t } = useWords();
  const panel = useRef<HTMLElement>(null);
  const read = useQuery({
    queryKey: [connectionApi, 'feedback', 'one', feedback],
    queryFn: ({ signal }) => request<FeedbackDetail>(`${connectionApi}/feedback/${feedback}`, { signal }),
  });
  useEffect(() => panel.current?.focus({ preventScroll: window.innerWidth >= 1180 }), [feedback]);
  const leave = (): void => {
    close();
    window.setTimeout(() => document.querySelector<HTMLElement>(`[data-row][href*="${feedback}"]`)?.focus());
  };
  const title = read.data?.number ?? feedback.slice(-8);
  return (
    <section
      className="detail"
      ref={panel}
      tabIndex={-1}
      aria-label={t('feedback/label', { number: title })}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) leave();
      }}
    >
      <header className="detail-head">
        <h2>{title}</h2>
        <IconButton icon="close" label={t('close')} onClick={leave} />
      </header>
      {read.isPending && <Skeleton />}
      {read.isError && <Failure error={read.error} retry={() => void read.refetch()} />}
      {read.data && <Contents connectionApi={connectionApi} feedback={read.data} />}
    </section>
  );
}

interface ContentsProps {
  readonly connectionApi: string;
  readonly feedback: FeedbackDetail;
}

function Contents({ connectionApi, feedback }: ContentsProps): ReactNode {
  const { t, moment } = useWords();
  const { bron, doel, result, timeline } = feedback;
  return (
    <>
      <div>
        <FeedbackBadge state={feedback.state} />
      </div>
      {result && <Layers result={result} tone={looks[feedback.state].tone} />}
      <FeedbackActs {...{ connectionApi, feedback }} />
      <Facts
        rows={[
          [t('feedback/school'), `${bron.brin} / ${bron.point}`],
          [t('feedback/we'), `${doel.brin} / ${doel.point}`],
          [t('feedback/key'), feedback.koppelsleutel],
          [t('feedback/orderedBy'), feedback.orderedBy],
          [t('records/attempts'), feedback.attempts],
          [t('record/accepted'), moment(feedback.acceptedAt)],
        ]}
      />
      <h3>{t('record/trail')}</h3>
      <Steps timeline={timeline} />
    </>
  );
}

interface LayersProps {
  readonly result: FeedbackResult;
  readonly tone: 'good' | 'bad' | 'info' | 'calm' | 'byhand' | 'notice';
}

/** The three layers of a code: as it came, for whoever looks after it, and what the end user is told in Dutch. */
function Layers({ result, tone }: LayersProps): ReactNode {
  const { t, language } = useWords();
  const { codes, actors, retries } = useOsoTexts();
  const { code, rawCode, reason, message, retry } = result;
  const known = codes[code];
  return (
    <>
      <Callout tone={tone} title={known?.title ?? code}>
        {known && (
          <>
            <h3>{t('record/what')}</h3>
            <p>{known.what}</p>
            <h3>{t('record/whatToDo')}</h3>
            <p>{known.do}</p>
            <p>{retries[retry]}</p>
            <p className="quiet-text">{t('record/who', { who: actors[known.who] ?? known.who })}</p>
          </>
        )}
        <p className="quiet-text">
          {t('record/code')}: <code lang="nl">{rawCode ?? code}</code>
          {reason !== undefined && (
            <>
              {' · '}
              <code>{reason}</code>
            </>
          )}
        </p>
      </Callout>
      <div className="stack">
        <h3>{t('feedback/forUser')}</h3>
        <div lang="nl">
          <CopyText text={`${message} (${rawCode ?? code})`} />
        </div>
        {language !== 'nl' && known && (
          <p className="quiet-text">
            {t('feedback/means')}: {known.user}
          </p>
        )}
      </div>
    </>
  );
}

const stepTones: Readonly<Record<string, keyof typeof looks>> = {
  GEMELD: 'VERZONDEN',
  GESLAAGD: 'BEVESTIGD',
};

function Steps({ timeline }: { readonly timeline: readonly TimelineStep[] }): ReactNode {
  const { t, named, moment, number } = useWords();
  const { codes } = useOsoTexts();
  return (
    <ol className="timeline" aria-label={t('record/trail')}>
      {[...timeline].reverse().map(({ at, step, code, call }) => {
        const look = stepTones[step] ?? step;
        const { tone, icon } = look in looks ? looks[look as keyof typeof looks] : looks.NIEUW;
        return (
          <li key={`${at} ${step}`}>
            <span className={`dot ${tone}`}>
              <Icon name={icon} />
            </span>
            <strong>{named('feedbackStep', step)}</strong>
            <div className="quiet-text">
              {moment(at)}
              {call.httpStatus != null && ` · HTTP ${call.httpStatus}`}
              {call.durationMs != null && ` · ${number(call.durationMs)} ms`}
            </div>
            {code !== null && <p>{codes[code]?.title ?? code}</p>}
          </li>
        );
      })}
    </ol>
  );
}
