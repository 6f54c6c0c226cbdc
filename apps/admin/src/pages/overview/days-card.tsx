import { useState, type ReactNode } from 'react';
import type { Day } from '../../api/overview';
import { localeOf } from '../../language/catalogue';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Card } from '../../parts/page';
import { Empty } from '../../parts/notes';

const series = ['delivered', 'rejected', 'open', 'resolved'] as const;

type Counts = Readonly<Record<(typeof series)[number], number>> & { readonly day: string };

/** Every state of a record in one of four heaps. */
function heapsOf({ day, ...states }: Day): Counts {
  const heaps = { day, delivered: 0, rejected: 0, open: 0, resolved: 0 };
  for (const [state, count] of Object.entries(states)) {
    if (typeof count !== 'number') continue;
    if (state === 'delivered' || state === 'rejected') heaps[state] += count;
    else if (state === 'resolved' || state === 'superseded') heaps.resolved += count;
    else if (/^(held|uncertain|failed|sending|waiting|open)/.test(state)) heaps.open += count;
  }
  return heaps;
}

/** The last fortnight, oldest first; days on which nothing came in are days as well. */
const lastDays = (): string[] =>
  Array.from({ length: 14 }, (_, index) =>
    new Date(Date.now() - (13 - index) * 86_400_000).toISOString().slice(0, 10),
  );

const totalOf = (counts: Counts): number => series.reduce((sum, name) => sum + counts[name], 0);

/** What came in on each of the last days and where it is now: bars, and the same as a table. */
export function DaysCard({ days }: { readonly days: readonly Day[] }): ReactNode {
  const { t } = useWords();
  const [asTable, setAsTable] = useState(false);
  const heaps = lastDays().map((day) => heapsOf(days.find((given) => given.day === day) ?? { day }));
  const nothing = heaps.every((counts) => totalOf(counts) === 0);
  return (
    <Card
      title={t('days/title')}
      actions={
        nothing ? undefined : (
          <Button look="quiet" onClick={() => setAsTable(!asTable)}>
            {asTable ? t('days/asChart') : t('days/asTable')}
          </Button>
        )
      }
    >
      {nothing ? (
        <Empty title={t('days/nothing')} />
      ) : asTable ? (
        <DaysTable days={heaps} />
      ) : (
        <>
          <DaysChart days={heaps} />
          <ul className="legend">
            {series.map((name) => (
              <li key={name}>
                <svg viewBox="0 0 13 13" aria-hidden="true">
                  <rect className={`bar-${name}`} width="13" height="13" rx="3" />
                </svg>
                {t(`days/${name}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

const [WIDTH, HEIGHT, LEFT, FOOT] = [900, 260, 52, 26];

function DaysChart({ days }: { readonly days: readonly Counts[] }): ReactNode {
  const { t, language, number } = useWords();
  const top = niceTop(Math.max(...days.map(totalOf)));
  const height = HEIGHT - FOOT - 10;
  const step = (WIDTH - LEFT) / days.length;
  const format = new Intl.DateTimeFormat(localeOf[language], { day: 'numeric', month: 'numeric' });
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('days/chartLabel')}>
      {[0, 1, 2, 3, 4].map((line) => {
        const y = 10 + height - (height * line) / 4;
        return (
          <g key={line}>
            <line className="rule" x1={LEFT} x2={WIDTH} y1={y} y2={y} />
            <text x={LEFT - 8} y={y + 4} textAnchor="end">
              {number((top * line) / 4)}
            </text>
          </g>
        );
      })}
      {days.map((counts, index) => (
        <g key={counts.day}>
          <Bar
            counts={counts}
            x={LEFT + step * index + step * 0.18}
            width={step * 0.64}
            scale={height / top}
          />
          <text x={LEFT + step * (index + 0.5)} y={HEIGHT - 6} textAnchor="middle">
            {format.format(new Date(`${counts.day}T12:00:00`))}
          </text>
        </g>
      ))}
    </svg>
  );
}

interface BarProps {
  readonly counts: Counts;
  readonly x: number;
  readonly width: number;
  readonly scale: number;
}

function Bar({ counts, x, width, scale }: BarProps): ReactNode {
  return series.map((name, index) => {
    const below = series.slice(0, index).reduce((sum, lower) => sum + counts[lower], 0);
    const height = counts[name] * scale;
    const y = HEIGHT - FOOT - below * scale - height;
    return height > 0 && <rect key={name} className={`bar-${name}`} {...{ x, y, width, height }} />;
  });
}

/** The next number above that can be divided by four and read at a glance. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 4)));
  const nice = [1, 2, 4, 8, 10].map((step) => step * power).find((step) => step >= value) ?? value;
  return Math.max(nice, 4);
}

function DaysTable({ days }: { readonly days: readonly Counts[] }): ReactNode {
  const { t, day, number } = useWords();
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('days/title')}>
      <table>
        <caption className="hidden-text">{t('days/title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('days/day')}</th>
            {series.map((name) => (
              <th key={name} scope="col" className="number">
                {t(`days/${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((counts) => (
            <tr key={counts.day}>
              <th scope="row">{day(`${counts.day}T12:00:00`)}</th>
              {series.map((name) => (
                <td key={name} className="number">
                  {number(counts[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
