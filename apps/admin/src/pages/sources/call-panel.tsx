import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { finishFollowUp, readCall, revealAnswer, type Call } from '../../api/calls';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button, IconButton } from '../../parts/button';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { useChosen } from '../../shell/session';
import { CallBadge } from './call-badge';

interface CallPanelProps {
  readonly connectionApi: string;
  readonly call: string;
  readonly close: () => void;
}

/** One Datenquelle: what keeps it open, and what went over the wire. */
export function CallPanel({ connectionApi, call, close }: CallPanelProps): ReactNode {
  const { t } = useWords();
  const panel = useRef<HTMLElement>(null);
  const read = useQuery({
    queryKey: [connectionApi, 'call', call],
    queryFn: ({ signal }) => readCall(connectionApi, call, signal),
  });
  useEffect(() => panel.current?.focus({ preventScroll: window.innerWidth >= 1180 }), [call]);
  const leave = (): void => {
    close();
    window.setTimeout(() => document.querySelector<HTMLElement>(`[data-row][href*="${call}"]`)?.focus());
  };
  const title = read.data?.number ?? call.slice(0, 8);
  return (
    <section
      className="detail"
      ref={panel}
      tabIndex={-1}
      aria-label={t('sources/label', { number: title })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave();
      }}
    >
      <header className="detail-head">
        <h2>{title}</h2>
        <IconButton icon="close" label={t('close')} onClick={leave} />
      </header>
      {read.isPending && <Skeleton />}
      {read.isError && <Failure error={read.error} retry={() => void read.refetch()} />}
      {read.data && <Contents connectionApi={connectionApi} call={read.data} />}
    </section>
  );
}

function Contents({
  connectionApi,
  call,
}: {
  readonly connectionApi: string;
  readonly call: Call;
}): ReactNode {
  const { t, kitaPlaner } = useWords();
  const known = call.class === 'BEANTWORTET' ? undefined : kitaPlaner.classes[call.class ?? ''];
  return (
    <>
      <div>
        <CallBadge call={call} />
      </div>
      {call.followUp === 'open' && <FollowUp {...{ connectionApi, call }} />}
      {known && (
        <Callout tone="info" title={known.title}>
          <p>{known.what}</p>
          <p>{known.do}</p>
        </Callout>
      )}
      <CallFacts call={call} />
      {call.warnings && call.warnings.length > 0 && (
        <Callout tone="notice" title={t('sources/warnings')}>
          <ul>
            {call.warnings.map((code) => (
              <li key={code}>{kitaPlaner.warnings[code] ?? code}</li>
            ))}
          </ul>
        </Callout>
      )}
      {call.httpStatus !== null && <Answer {...{ connectionApi, call }} />}
    </>
  );
}

function CallFacts({ call }: { readonly call: Call }): ReactNode {
  const { t, moment, number, named } = useWords();
  const { credential, httpStatus, durationMs, partnerCompletedAt } = call;
  const name = credential && { name: named('owner', credential.name), n: credential.version };
  return (
    <Facts
      rows={[
        [t('sources/partnerRef'), call.partnerRef ?? '–'],
        [t('sources/begun'), moment(call.startedAt)],
        [t('sources/completed'), partnerCompletedAt ? moment(partnerCompletedAt) : '–'],
        [t('sources/sent'), number(call.sent)],
        [t('sources/succeeded'), number(call.succeeded)],
        [t('sources/refused'), number(call.refused)],
        [t('sources/unclear'), number(call.unclear)],
        [t('sources/trigger'), named('trigger', call.trigger)],
        [t('sources/credential'), name ? t('sources/credentialVersion', name) : '–'],
        [t('sources/endpoint'), call.endpoint],
        [t('sources/answer'), httpStatus === null ? (call.code ?? '–') : `HTTP ${httpStatus}`],
        [t('sources/duration'), durationMs === null ? '–' : `${number(durationMs)} ms`],
      ]}
    />
  );
}

/** What only somebody in the Kita-Planer can finish; said here once it is done. */
function FollowUp({
  connectionApi,
  call,
}: {
  readonly connectionApi: string;
  readonly call: Call;
}): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const act = useAct(
    () => finishFollowUp(connectionApi, call.id),
    () => {
      announce(t('sources/followUpDone'));
      void queries.invalidateQueries({ queryKey: [connectionApi] });
    },
  );
  return (
    <Callout tone="notice" title={t('sources/whatKeepsOpen')}>
      <p>
        {call.refused + call.unclear > 0
          ? t('sources/keepsOpenRecords', { n: call.refused + call.unclear })
          : t('sources/keepsOpenCall')}
      </p>
      <p>{t('sources/followUpText', { number: call.partnerRef ?? call.number })}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      {may('records:act') && (
        <Button busy={act.busy} onClick={() => act.run(undefined)}>
          {t('sources/finish')}
        </Button>
      )}
    </Callout>
  );
}

function Answer({ connectionApi, call }: { readonly connectionApi: string; readonly call: Call }): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const [hidden, setHidden] = useState(false);
  const act = useAct(() => revealAnswer(connectionApi, call.id));
  if (!may('payload:read')) return null;
  return (
    <div className="stack">
      {act.error !== undefined && <Failure error={act.error} />}
      {act.result && !hidden ? (
        <>
          <pre tabIndex={0} lang="de">
            {act.result.excerpt ?? t('record/erased')}
          </pre>
          <Button icon="eye" onClick={() => setHidden(true)}>
            {t('record/hide')}
          </Button>
        </>
      ) : (
        <Button
          icon="eye"
          busy={act.busy}
          onClick={() => {
            setHidden(false);
            act.run(undefined);
          }}
        >
          {t('sources/reveal')}
        </Button>
      )}
    </div>
  );
}
