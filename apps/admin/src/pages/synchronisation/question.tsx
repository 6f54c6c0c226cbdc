import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { request } from '../../api/request';
import type { Comparison, GivenAnswer, PlanItem } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button, IconButton } from '../../parts/button';
import { Callout, Failure, Skeleton } from '../../parts/notes';
import { useChosen } from '../../shell/session';
import { ComparisonTable } from './comparison-table';
import { kindOf } from './kinds';

interface QuestionProps {
  readonly one: string;
  readonly item: PlanItem;
  readonly place: { readonly index: number; readonly of: number };
  readonly given: GivenAnswer | undefined;
  readonly step: (by: number) => void;
  /** Whoever came from another question goes on in this one. */
  readonly takesFocus: boolean;
  readonly answer: (given: GivenAnswer) => void;
  readonly busy: boolean;
}

/** One question with everything somebody needs to answer it. */
export function Question(props: QuestionProps): ReactNode {
  const { one, item, place, given, step, takesFocus, answer, busy } = props;
  const { t, named } = useWords();
  const { may } = useChosen();
  const panel = useRef<HTMLElement>(null);
  const kind = kindOf(item);
  const compared = useComparison(one, item, may('payload:read'));
  useEffect(() => {
    if (takesFocus) panel.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <section className="detail" ref={panel} tabIndex={-1} aria-label={named('syncKind', kind)}>
      <header className="detail-head">
        <h2>{(compared.data && nameIn(compared.data)) ?? item.remoteId ?? item.key}</h2>
        <div className="buttons">
          <IconButton
            icon="up"
            label={t('sync/previous')}
            disabled={place.index === 0}
            onClick={() => step(-1)}
          />
          <IconButton
            icon="down"
            label={t('sync/next')}
            disabled={place.index === place.of - 1}
            onClick={() => step(1)}
          />
        </div>
      </header>
      <p className="quiet-text">{t('sync/questionOf', { at: place.index + 1, of: place.of })}</p>
      <Callout tone="info" title={named('syncQuestion', kind)}>
        <p>{reasonOf(item, named)}</p>
        {item.case !== undefined && <p className="quiet-text">{t('sync/case', { number: item.case })}</p>}
      </Callout>
      {may('payload:read') && <BothSides read={compared} />}
      {given && <Callout tone="good" title={`${t('sync/answered')}: ${named('syncAnswer', given.answer)}`} />}
      {may('synchronisations:run') && <Answers {...{ item, answer, busy }} />}
    </section>
  );
}

/** Which rule asks, in words; what comes after a colon is one of its reasons. */
export function reasonOf(
  { because }: Pick<PlanItem, 'because'>,
  named: (group: string, code: string) => string,
): string {
  return because
    .split(': ')
    .map((word) => named('syncBecause', word))
    .join(': ');
}

const useComparison = (one: string, item: PlanItem, enabled: boolean): UseQueryResult<Comparison> =>
  useQuery({
    queryKey: [one, 'comparison', item.nr],
    queryFn: ({ signal }) => request<Comparison>(`${one}/items/${item.nr}/comparison`, { signal }),
    staleTime: 60_000,
    retry: false,
    enabled,
  });

/** What people call it. */
function nameIn({ attributes }: Comparison): string | undefined {
  const names = ['familyName', 'givenName', 'name']
    .map((wanted) => attributes.find(({ attribute }) => attribute === wanted)?.subject)
    .filter((name) => typeof name === 'string' && name !== '');
  return names.length > 0 ? names.join(', ') : undefined;
}

function BothSides({ read }: { readonly read: UseQueryResult<Comparison> }): ReactNode {
  if (read.isPending) return <Skeleton lines={4} />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  return <ComparisonTable comparison={read.data} />;
}

const ofCandidates = ['same', 'different'];

/** One button per answer; where a record is meant, per record. */
function Answers({ item, answer, busy }: Pick<QuestionProps, 'item' | 'answer' | 'busy'>): ReactNode {
  const { named } = useWords();
  const { nr, candidates = [] } = item;
  const choices = item.answers.flatMap((word): GivenAnswer[] =>
    ofCandidates.includes(word)
      ? candidates.map((candidate) => ({ nr, answer: word, candidate }))
      : [{ nr, answer: word }],
  );
  return (
    <div className="buttons">
      {choices.map((choice, index) => (
        <Button
          key={`${choice.answer} ${choice.candidate ?? ''}`}
          look={index === 0 ? 'main' : 'plain'}
          busy={busy}
          onClick={() => answer(choice)}
        >
          {named('syncAnswer', choice.answer)}
          {choice.candidate !== undefined && candidates.length > 1 && ` (${choice.candidate})`}
        </Button>
      ))}
    </div>
  );
}
