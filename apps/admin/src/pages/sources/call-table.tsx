import type { ReactNode } from 'react';
import type { Call } from '../../api/calls';
import { useWords } from '../../language/language';
import { Link } from '../../routing/link';
import { usePlace, withFilters } from '../../routing/location';
import { CallBadge } from './call-badge';

interface CallTableProps {
  readonly rows: readonly Call[];
  readonly chosen: string | undefined;
  readonly stale: boolean;
}

/** Calls, newest first. */
export function CallTable({ rows, chosen, stale }: CallTableProps): ReactNode {
  const { t } = useWords();
  return (
    <div
      className={stale ? 'table-wrap fetching' : 'table-wrap'}
      tabIndex={0}
      role="region"
      aria-label={t('sources/title')}
      aria-busy={stale}
    >
      <table>
        <caption className="hidden-text">{t('sources/title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('records/status')}</th>
            <th scope="col">{t('sources/number')}</th>
            <th scope="col" className="wide-only">
              {t('sources/begun')}
            </th>
            <th scope="col" className="wide-only">
              {t('sources/completed')}
            </th>
            <th scope="col" className="number">
              {t('sources/sent')}
            </th>
            <th scope="col" className="number wide-only">
              {t('sources/refused')}
            </th>
            <th scope="col" className="number wide-only">
              {t('sources/unclear')}
            </th>
            <th scope="col" className="wide-only">
              {t('sources/trigger')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((call) => (
            <CallRow key={call.id} call={call} chosen={call.id === chosen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CallRow({ call, chosen }: { readonly call: Call; readonly chosen: boolean }): ReactNode {
  const { moment, number, named } = useWords();
  const place = usePlace();
  return (
    <tr className={chosen ? 'chosen' : ''}>
      <td>
        <CallBadge call={call} />
      </td>
      <th scope="row">
        <Link className="reference" href={withFilters(place, { call: call.id })} data-row>
          {call.number}
        </Link>
      </th>
      <td className="wide-only nowrap">{moment(call.startedAt)}</td>
      <td className="wide-only nowrap">{call.partnerCompletedAt ? moment(call.partnerCompletedAt) : '–'}</td>
      <td className="number">{number(call.sent)}</td>
      <td className="number wide-only">{number(call.refused)}</td>
      <td className="number wide-only">{number(call.unclear)}</td>
      <td className="wide-only">{named('trigger', call.trigger)}</td>
    </tr>
  );
}
