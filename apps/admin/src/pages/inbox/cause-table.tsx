import type { ReactNode } from 'react';
import type { Cause } from '../../api/overview';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { Link } from '../../routing/link';
import { useChosen } from '../../shell/session';
import { StatusBadge } from '../records/status-badge';

/** Which status of the records list a group of the inbox is. */
export const statusOfCause = ({
  state,
  cause,
}: Cause): 'PRUEFFEHLER' | 'ANGEHALTEN' | 'UNGEKLAERT' | 'FEHLER_IN_KITA_PLANER' => {
  if (state === 'held') return cause.startsWith('KP-P') ? 'PRUEFFEHLER' : 'ANGEHALTEN';
  return state === 'uncertain' ? 'UNGEKLAERT' : 'FEHLER_IN_KITA_PLANER';
};

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
  const { kitaPlaner, number, moment } = useWords();
  const { base } = useChosen();
  const known = explanationOf(kitaPlaner, cause.cause);
  const status = statusOfCause(cause);
  const href = `${base}/records?connection=${cause.connection}&status=${status}&code=${encodeURIComponent(cause.cause)}`;
  return (
    <>
      <tr className={act ? 'with-acts' : ''}>
        <th scope="row">
          <div className="stack">
            <Link href={href}>{known?.title ?? cause.cause}</Link>
            {!short && known && <span className="quiet-text">{known.do}</span>}
            {!short && (
              <span>
                <StatusBadge status={status} />
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
