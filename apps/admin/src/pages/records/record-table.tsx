import { type KeyboardEvent, type ReactNode } from 'react';
import type { RecordRow } from '../../api/records';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { Link } from '../../routing/link';
import { usePlace, withFilters } from '../../routing/location';
import { StatusBadge } from './status-badge';

type Picked = ReadonlyMap<string, RecordRow>;

interface RecordTableProps {
  readonly rows: readonly RecordRow[];
  readonly picked: Picked;
  readonly pick: (picked: Picked) => void;
  readonly isPicking: boolean;
  readonly record: string | undefined;
  /** Rows of the page before, while the next one is on its way. */
  readonly stale: boolean;
}

/** A plain table, with arrows, Home and End between its rows and Space to pick one. */
export function RecordTable(props: RecordTableProps): ReactNode {
  const { t } = useWords();
  const { rows, picked, pick, isPicking, stale } = props;
  const allPicked = rows.every(({ id }) => picked.has(id));
  return (
    <div
      className={stale ? 'table-wrap fetching' : 'table-wrap'}
      aria-busy={stale}
      tabIndex={0}
      role="region"
      aria-label={t('records/title')}
    >
      <table onKeyDown={moveBetweenRows}>
        <caption className="hidden-text">{t('records/caption')}</caption>
        <thead>
          <tr>
            {isPicking && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={t('records/pickAll')}
                  checked={allPicked}
                  onChange={() => pick(allPicked ? new Map() : new Map(rows.map((row) => [row.id, row])))}
                />
              </th>
            )}
            <th scope="col">{t('records/status')}</th>
            <th scope="col">{t('records/number')}</th>
            <th scope="col" className="wide-only">
              {t('records/child')}
            </th>
            <th scope="col">{t('records/message')}</th>
            <th scope="col" className="wide-only">
              {t('records/facility')}
            </th>
            <th scope="col" className="number wide-only">
              {t('records/attempts')}
            </th>
            <th scope="col" className="wide-only">
              {t('records/changed')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  row,
  picked,
  pick,
  isPicking,
  record,
}: RecordTableProps & { readonly row: RecordRow }): ReactNode {
  const { t, kitaPlaner, moment, number } = useWords();
  const place = usePlace();
  const toggle = (): void => {
    const next = new Map(picked);
    if (!next.delete(row.id)) next.set(row.id, row);
    pick(next);
  };
  const name = row.number ?? row.id.slice(0, 8);
  return (
    <tr className={row.id === record ? 'chosen' : ''}>
      {isPicking && (
        <td>
          <input
            type="checkbox"
            aria-label={t('records/pick', { number: name })}
            checked={picked.has(row.id)}
            onChange={toggle}
          />
        </td>
      )}
      <td>
        <StatusBadge status={row.archiveReason ?? row.status} />
      </td>
      <th scope="row">
        <Link
          className="reference"
          href={withFilters(place, { record: row.id })}
          data-row
          {...(row.id === record ? { 'aria-current': 'true' as const } : {})}
        >
          {name}
        </Link>
      </th>
      <td className="wide-only">{row.childId}</td>
      <td>{explanationOf(kitaPlaner, row.code)?.title ?? row.code ?? '–'}</td>
      <td className="wide-only">{row.kitaId}</td>
      <td className="number wide-only">{number(row.attempts)}</td>
      <td className="wide-only nowrap">{moment(row.archivedAt ?? row.updatedAt)}</td>
    </tr>
  );
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = links.findIndex((link) => link === document.activeElement);
  if (at < 0) return;
  if (event.key === ' ') {
    event.preventDefault();
    links[at]?.closest('tr')?.querySelector('input')?.click();
    return;
  }
  const to = { ArrowDown: at + 1, ArrowUp: Math.max(at - 1, 0), Home: 0, End: links.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  links[Math.min(to, links.length - 1)]?.focus();
}
