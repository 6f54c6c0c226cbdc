import type { ReactNode } from 'react';
import type { Feedback } from '../../api/feedback';
import { useOsoTexts } from '../../language/oso';
import { useWords } from '../../language/language';
import { Table } from '../../parts/table';
import { Link } from '../../routing/link';
import { usePlace, withFilters } from '../../routing/location';
import { FeedbackBadge } from './feedback-badge';

interface FeedbackTableProps {
  readonly rows: readonly Feedback[];
  readonly chosen: string | undefined;
  readonly stale: boolean;
}

/** Terugkoppelingen, newest first. */
export function FeedbackTable({ rows, chosen, stale }: FeedbackTableProps): ReactNode {
  const { t } = useWords();
  return (
    <div className={stale ? 'fetching' : ''} aria-busy={stale}>
      <Table
        caption={t('feedback/title')}
        columns={[
          { name: t('records/status') },
          { name: t('records/number') },
          { name: t('records/message') },
          { name: t('feedback/school'), wideOnly: true },
          { name: t('feedback/key'), wideOnly: true },
          { name: t('records/changed'), wideOnly: true },
        ]}
      >
        {rows.map((row) => (
          <Row key={row.id} row={row} chosen={row.id === chosen} />
        ))}
      </Table>
    </div>
  );
}

function Row({ row, chosen }: { readonly row: Feedback; readonly chosen: boolean }): ReactNode {
  const { moment } = useWords();
  const { codes } = useOsoTexts();
  const place = usePlace();
  const { id, number, state, result, bron, koppelsleutel, updatedAt } = row;
  return (
    <tr className={chosen ? 'chosen' : ''}>
      <td>
        <FeedbackBadge state={state} />
      </td>
      <th scope="row">
        <Link className="reference" href={withFilters(place, { feedback: id })} data-row>
          {number ?? id.slice(-8)}
        </Link>
      </th>
      <td>{result ? (codes[result.code]?.title ?? result.code) : '–'}</td>
      <td className="wide-only">{`${bron.brin} / ${bron.point}`}</td>
      <td className="wide-only reference">{koppelsleutel}</td>
      <td className="wide-only nowrap">{moment(updatedAt)}</td>
    </tr>
  );
}
