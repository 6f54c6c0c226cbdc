import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { request } from '../../api/request';
import type { RecordAction, RecordDetail, RecordRow } from '../../api/records';
import { explanationOf, type KitaPlanerTexts } from '../../language/partners';
import { useWords } from '../../language/language';
import { Button, IconButton } from '../../parts/button';
import { CopyButton } from '../../parts/copy-text';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { Facts } from '../../parts/page';
import { Tabs } from '../../parts/tabs';
import { useChosen } from '../../shell/session';
import { RecordData } from './record-data';
import { lookOf, StatusBadge } from './status-badge';
import { Timeline } from './timeline';

interface RecordPanelProps {
  readonly connectionApi: string;
  readonly record: string;
  /** Ids of the list, in its order. */
  readonly neighbours: readonly string[];
  readonly open: (id: string | undefined) => void;
  readonly act: (action: RecordAction, row: RecordRow) => void;
}

/** One record beside the list: what happened, what to do, who; and everything behind it. */
export function RecordPanel({ connectionApi, record, neighbours, open, act }: RecordPanelProps): ReactNode {
  const { t } = useWords();
  const panel = useRef<HTMLElement>(null);
  const detail = useQuery({
    queryKey: [connectionApi, 'record', record],
    queryFn: ({ signal }) => request<RecordDetail>(`${connectionApi}/records/${record}`, { signal }),
  });
  const title = detail.data?.number ?? record.slice(0, 8);
  const at = neighbours.indexOf(record);
  useFocusInside(panel, connectionApi, record);
  const close = (): void => {
    open(undefined);
    window.setTimeout(() => document.querySelector<HTMLElement>(`[data-row][href*="${record}"]`)?.focus());
  };
  return (
    <section
      className="detail"
      ref={panel}
      tabIndex={-1}
      aria-label={t('record/label', { number: title })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header className="detail-head">
        <h2>{title}</h2>
        <div className="buttons">
          <Step icon="up" label={t('record/previous')} to={neighbours[at - 1]} open={open} />
          <Step
            icon="down"
            label={t('record/next')}
            to={at < 0 ? undefined : neighbours[at + 1]}
            open={open}
          />
          <IconButton icon="close" label={t('close')} onClick={close} />
        </div>
      </header>
      {detail.isPending && <Skeleton lines={6} />}
      {detail.isError && <Failure error={detail.error} retry={() => void detail.refetch()} />}
      {detail.data && <Contents {...{ connectionApi, act }} record={detail.data} />}
    </section>
  );
}

interface StepProps {
  readonly icon: 'up' | 'down';
  readonly label: string;
  readonly to: string | undefined;
  readonly open: (id: string) => void;
}

const Step = ({ icon, label, to, open }: StepProps): ReactNode => (
  <IconButton
    {...{ icon, label }}
    disabled={to === undefined}
    onClick={() => {
      if (to !== undefined) open(to);
    }}
  />
);

/** Whoever opens a record wants to read it; the list keeps where it was. */
function useFocusInside(panel: React.RefObject<HTMLElement | null>, ...of: readonly string[]): void {
  const key = of.join(' ');
  useEffect(() => {
    panel.current?.focus({ preventScroll: window.innerWidth >= 1180 });
  }, [panel, key]);
}

interface ContentsProps {
  readonly connectionApi: string;
  readonly record: RecordDetail;
  readonly act: (action: RecordAction, row: RecordRow) => void;
}

function Contents({ connectionApi, record, act }: ContentsProps): ReactNode {
  const { t, kitaPlaner, moment } = useWords();
  const { may } = useChosen();
  const status = record.archiveReason ?? record.status;
  return (
    <>
      <div className="buttons">
        <StatusBadge status={status} />
        <span>{t('record/child', { id: record.childId })}</span>
      </div>
      <WhatHappened record={record} texts={kitaPlaner} />
      {may('records:act') && record.actions.length > 0 && (
        <div className="buttons">
          {record.actions.map((action, index) => (
            <Button key={action} look={index === 0 ? 'main' : 'plain'} onClick={() => act(action, record)}>
              {t(`action/${action}`)} …
            </Button>
          ))}
        </div>
      )}
      <Tabs
        label={t('record/tabs')}
        tabs={[
          { key: 'trail', label: t('record/trail'), content: <Timeline record={record} /> },
          { key: 'data', label: t('record/data'), content: <RecordData {...{ connectionApi, record }} /> },
          {
            key: 'technical',
            label: t('record/technical'),
            content: (
              <>
                <Facts
                  rows={[
                    [t('record/id'), <code key="id">{record.id}</code>],
                    [t('record/code'), record.code ?? '–'],
                    [t('records/attempts'), record.attempts],
                    [t('record/accepted'), moment(record.acceptedAt)],
                    [t('records/changed'), moment(record.updatedAt)],
                    ...Object.entries(record.source).map(
                      ([name, value]) => [`${t('record/source')}: ${name}`, value ?? '–'] as const,
                    ),
                  ]}
                />
                <CopyButton text={supportText(record)}>{t('record/copy')}</CopyButton>
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function WhatHappened({
  record,
  texts,
}: {
  readonly record: RecordDetail;
  readonly texts: KitaPlanerTexts;
}): ReactNode {
  const { t, named } = useWords();
  const known = explanationOf(texts, record.code);
  const { tone } = lookOf(record.archiveReason ?? record.status);
  if (!known && record.code === null)
    return <p>{named('statusMeans', record.archiveReason ?? record.status)}</p>;
  if (!known) {
    return (
      <Callout tone={tone} title={t('record/unknownCode')}>
        <p>{t('record/unknownCodeText', { code: record.code ?? '' })}</p>
      </Callout>
    );
  }
  return (
    <Callout tone={tone} title={known.title}>
      <h3>{t('record/what')}</h3>
      <p>{known.what}</p>
      <h3>{t('record/whatToDo')}</h3>
      <p>{known.do}</p>
      <p className="quiet-text">{t('record/who', { who: texts.actors[known.who] ?? known.who })}</p>
    </Callout>
  );
}

/** All that support needs; of the child, nothing but its key. */
const supportText = ({ id, number, status, code, attempts, updatedAt, entries }: RecordDetail): string =>
  [
    `record ${id}`,
    `number ${number ?? '-'}`,
    `status ${status}`,
    `code ${code ?? '-'}`,
    `attempts ${attempts}`,
    `updated ${updatedAt}`,
    ...entries.map(({ at, callId, outcome, code: said }) => `${at} call ${callId} ${outcome} ${said ?? ''}`),
  ].join('\n');
