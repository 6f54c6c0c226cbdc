import type { KeyboardEvent, ReactNode } from 'react';
import type { GivenAnswer, PlanItem } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { useChosen } from '../../shell/session';
import { kindOf } from './kinds';

interface QuestionListProps {
  readonly rows: readonly PlanItem[];
  readonly at: number | undefined;
  readonly answered: ReadonlyMap<number, GivenAnswer>;
  readonly choose: (nr: number) => void;
  readonly answer: (given: readonly GivenAnswer[]) => void;
  readonly busy: boolean;
}

/** Answers that say the same of every record; whether two are the same is asked one by one. */
const inSets = ['import', 'leave', 'continue', 'recreate'];

/** The questions by kind, with what can be said to all of a kind at once. */
export function QuestionList(props: QuestionListProps): ReactNode {
  const { named, t } = useWords();
  const { may } = useChosen();
  const { rows, answered, answer, busy } = props;
  const kinds = [...new Set(rows.map(kindOf))];
  return (
    <div className="list stack">
      {kinds.map((kind) => {
        const own = rows.filter((row) => kindOf(row) === kind);
        const open = own.filter(({ nr }) => !answered.has(nr));
        const common = inSets.filter((word) => open.every(({ answers }) => answers.includes(word)));
        return (
          <section key={kind} className="card">
            <h2>
              {named('syncKind', kind)} ({own.length})
            </h2>
            <Rows {...props} rows={own} />
            {may('synchronisations:run') && open.length > 1 && common.length > 0 && (
              <div className="buttons">
                {common.map((word) => (
                  <Button
                    key={word}
                    busy={busy}
                    onClick={() => answer(open.map(({ nr }) => ({ nr, answer: word })))}
                  >
                    {t('sync/allOfKind', { n: open.length })}: {named('syncAnswer', word)}
                  </Button>
                ))}
              </div>
            )}
          </section>
        );
      })}
    </div>
  );
}

function Rows({ rows, at, answered, choose }: QuestionListProps): ReactNode {
  const { t, named } = useWords();
  return (
    <ul className="questions" onKeyDown={moveBetween}>
      {rows.map((row) => {
        const given = answered.get(row.nr);
        return (
          <li key={row.nr}>
            <button
              type="button"
              className="question"
              data-question
              {...(row.nr === at ? { 'aria-current': 'true' as const } : {})}
              onClick={() => choose(row.nr)}
            >
              <span className="reference">{row.remoteId ?? row.key}</span>
              <span className="quiet-text">
                {given ? `✓ ${named('syncAnswer', given.answer)}` : t('sync/notAnswered')}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function moveBetween(event: KeyboardEvent<HTMLUListElement>): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-question]')];
  const at = all.findIndex((one) => one === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  const next = to === undefined ? undefined : all[to];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
