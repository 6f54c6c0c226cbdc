import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/act';
import { answer, readAll, replan, type GivenAnswer, type PlanItem } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Callout, Empty, Failure, Skeleton } from '../../parts/notes';
import { useChosen } from '../../shell/session';
import { Question } from './question';
import { QuestionList } from './question-list';
import type { RunProps } from './run-page';

type Answered = ReadonlyMap<number, GivenAnswer>;

/** What the run asks: one by one with both sides, or all of a kind at once. Answers count from the next plan on. */
export function Decisions({ one, run, refresh }: RunProps): ReactNode {
  const { t } = useWords();
  const questions = useQuery({
    queryKey: [one, 'questions', run.plan],
    queryFn: ({ signal }) => readAll<PlanItem>(`${one}/questions`, signal),
  });
  const wanted = run.state === 'deciding-groups' ? 'group' : 'person';
  const rows = questions.data?.filter(({ resource }) => resource === wanted) ?? [];
  return (
    <>
      {questions.isPending && <Skeleton />}
      {questions.isError && <Failure error={questions.error} retry={() => void questions.refetch()} />}
      {questions.data && rows.length === 0 && (
        <Empty title={t('sync/noQuestions')}>
          <p>{t('sync/noQuestionsText')}</p>
        </Empty>
      )}
      {rows.length > 0 && <Questions {...{ one, rows, refresh }} />}
    </>
  );
}

interface QuestionsProps {
  readonly one: string;
  readonly rows: readonly PlanItem[];
  readonly refresh: () => void;
}

function Questions({ one, rows, refresh }: QuestionsProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const announce = useAnnounce();
  const [at, setAt] = useState(rows[0]?.nr);
  const [isMoving, setMoving] = useState(false);
  const moveTo = (nr: number | undefined, moving = true): void => {
    setMoving(moving);
    setAt(nr);
  };
  const [answered, setAnswered] = useState<Answered>(new Map());
  const act = useAct(async (given: readonly GivenAnswer[]) => {
    await answer(one, given);
    const next = new Map([...answered, ...given.map((each) => [each.nr, each] as const)]);
    setAnswered(next);
    announce(t('sync/answersKept', { n: given.length }));
    moveTo(nextOpen(rows, next, given.at(-1)?.nr) ?? given.at(-1)?.nr);
  });
  const current = rows.find(({ nr }) => nr === at);
  const index = rows.findIndex(({ nr }) => nr === at);
  const step = (by: number): void => moveTo(rows[index + by]?.nr ?? at);
  return (
    <div className="stack">
      {act.error !== undefined && <Failure error={act.error} />}
      {may('synchronisations:run') && answered.size > 0 && (
        <Replan {...{ one, refresh }} answered={answered.size} left={rows.length - answered.size} />
      )}
      <div className="split open decisions">
        <QuestionList
          {...{ rows, at, answered }}
          choose={(nr) => moveTo(nr, false)}
          answer={act.run}
          busy={act.busy}
        />
        {current && (
          <Question
            key={current.nr}
            {...{ one, step }}
            takesFocus={isMoving}
            item={current}
            place={{ index, of: rows.length }}
            given={answered.get(current.nr)}
            answer={(given) => act.run([given])}
            busy={act.busy}
          />
        )}
      </div>
    </div>
  );
}

/** The first question after this one that nobody has answered yet, or the first of all. */
function nextOpen(rows: readonly PlanItem[], answered: Answered, after?: number): number | undefined {
  const open = rows.filter(({ nr }) => !answered.has(nr)).map(({ nr }) => nr);
  return open.find((nr) => nr > (after ?? 0)) ?? open[0];
}

interface ReplanProps {
  readonly one: string;
  readonly answered: number;
  readonly left: number;
  readonly refresh: () => void;
}

function Replan({ one, answered, left, refresh }: ReplanProps): ReactNode {
  const { t } = useWords();
  const act = useAct(() => replan(one), refresh);
  return (
    <Callout tone="info" title={t('sync/answersKept', { n: answered })}>
      <p>{left > 0 ? t('sync/answersLeft', { n: left }) : t('sync/allAnswered')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <Button look="main" icon="again" busy={act.busy} onClick={() => act.run(undefined)}>
        {t('sync/replan')}
      </Button>
    </Callout>
  );
}
