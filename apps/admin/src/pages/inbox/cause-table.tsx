import type { ReactNode } from 'react';
import type { Cause } from '../../api/overview';
import { useWords } from '../../language/language';
import { Link } from '../../routing/link';
import { FeedbackBadge } from '../terugkoppelingen/feedback-badge';
import { StatusBadge } from '../records/status-badge';
import { feedbackStateOf, statusOfCause, useCauseWords } from './causes';

interface CauseTableProps {
  readonly causes: readonly Cause[];
  /** Cause and number alone. */
  readonly short?: boolean;
  readonly act?: (cause: Cause) => ReactNode;
}

/** What keeps records from getting through: one line for all that have the same cause. */
export function CauseTable({ causes, short = false, act }: CauseTableProps): ReactNode {
  const { t } = useWords();
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('inbox/title')}>
      <table>
        <caption className="hidden-text">{t('inbox/title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('inbox/cause')}</th>
            <th scope="col" className="number">
              {t('inbox/count')}
            </th>
            {!short && (
              <>
                <th scope="col" className="wide-only">
                  {t('connection')}
                </th>
                <th scope="col" className="wide-only">
                  {t('inbox/since')}
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {causes.map((cause) => (
            <CauseRow key={`${cause.connection} ${cause.state} ${cause.cause}`} {...{ cause, short, act }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CauseRowProps {
  readonly cause: Cause;
  readonly short: boolean;
  readonly act: ((cause: Cause) => ReactNode) | undefined;
}

function CauseRow({ cause, short, act }: CauseRowProps): ReactNode {
  const { number, moment } = useWords();
  const { title, advice, href } = useCauseWords()(cause);
  return (
    <>
      <tr className={act ? 'with-acts' : ''}>
        <th scope="row">
          <div className="stack">
            <Link href={href}>{title}</Link>
            {!short && advice !== undefined && <span className="quiet-text">{advice}</span>}
            {!short && (
              <span>
                <CauseBadge cause={cause} />
              </span>
            )}
          </div>
        </th>
        <td className="number">{number(cause.count)}</td>
        {!short && (
          <>
            <td className="wide-only">{cause.connectionName}</td>
            <td className="wide-only nowrap">{moment(cause.oldestAt)}</td>
          </>
        )}
      </tr>
      {act && (
        <tr className="acts">
          <td colSpan={4}>{act(cause)}</td>
        </tr>
      )}
    </>
  );
}

function CauseBadge({ cause }: { readonly cause: Cause }): ReactNode {
  if (cause.connector === 'oso') return <FeedbackBadge state={feedbackStateOf(cause)} />;
  return cause.connector === 'kita-planer' && <StatusBadge status={statusOfCause(cause)} />;
}
