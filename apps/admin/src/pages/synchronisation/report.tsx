import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import { query, request, requestText } from '../../api/request';
import { readAll, type PlanItem, type Report as Told, type Resource } from '../../api/synchronisations';
import { csvOf, download } from '../../csv';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { Callout, Empty, Failure, Skeleton } from '../../parts/notes';
import type { RunProps } from './run-page';

/** In the order of the report's text. */
const buckets = [
  ...['updated', 'unchanged', 'created', 'deleted', 'imported', 'open', 'declined'],
  ...['conflict', 'failed', 'skipped', 'not-selected', 'uncertain'],
];

const tones = { succeeded: 'good', partly: 'notice', failed: 'bad' } as const;

/** What became of everybody, in numbers; as text and as a table to take away. */
export function Report({ one, run }: RunProps): ReactNode {
  const { t, named } = useWords();
  const read = useQuery({
    queryKey: [one, 'report'],
    queryFn: ({ signal }) => request<Told>(`${one}/report`, { signal }),
    enabled: run.state === 'done',
    retry: false,
  });
  if (run.state !== 'done') return <Empty title={named('syncNoReport', run.state)} />;
  if (read.isPending) return <Skeleton />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  const { outcome, failures } = read.data;
  return (
    <div className="stack">
      <Callout tone={tones[outcome]} title={named('syncOutcome', outcome)} />
      <Counts report={read.data} />
      {failures.length > 0 && (
        <Callout tone="bad" title={t('sync/failures')}>
          <ul>
            {failures.map(({ resource, key, code, title }) => (
              <li key={`${resource} ${key} ${code}`}>
                {named('syncResource', resource)} <span className="reference">{key}</span>: {code} {title}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      <Downloads one={one} />
    </div>
  );
}

function Counts({ report }: { readonly report: Told }): ReactNode {
  const { t, named, number } = useWords();
  const kinds = Object.keys(report.counts) as Resource[];
  const told = buckets.filter((bucket) => kinds.some((kind) => (report.counts[kind][bucket] ?? 0) > 0));
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('sync/report')}>
      <table>
        <caption className="hidden-text">{t('sync/report')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('sync/outcome')}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col" className="number">
                {named('syncResource', kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map((bucket) => (
            <tr key={bucket}>
              <th scope="row">{named('syncBucket', bucket)}</th>
              {kinds.map((kind) => (
                <td key={kind} className="number">
                  {number(report.counts[kind][bucket] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Downloads({ one }: { readonly one: string }): ReactNode {
  const { t, named, language } = useWords();
  const name = `${t('sync/file')}_${one.slice(-8)}`;
  const asText = useAct(async () => {
    const text = await requestText(`${one}/report${query({ format: 'text', language })}`);
    download(`${name}.txt`, text, 'text/plain');
  });
  const asTable = useAct(async () => {
    const items = await readAll<PlanItem>(`${one}/items`);
    const head = ['record', 'whatHappens', 'standing', 'outcome'] as const;
    download(
      `${name}.csv`,
      csvOf([
        [t('sync/kind'), ...head.map((each) => t(`sync/${each}`)), t('record/code')],
        ...items.map((item) => [
          ...[named('syncResource', item.resource), item.key ?? item.remoteId],
          named('syncOperation', item.operation),
          named('syncStanding', item.standing),
          ...[item.result === null ? null : named('syncResult', item.result), item.code ?? null],
        ]),
      ]),
    );
  });
  return (
    <div className="buttons">
      <Button icon="download" busy={asTable.busy} onClick={() => asTable.run(undefined)}>
        {t('export/csv')}
      </Button>
      <Button icon="download" busy={asText.busy} onClick={() => asText.run(undefined)}>
        {t('sync/asText')}
      </Button>
      {(asTable.error ?? asText.error) !== undefined && <Failure error={asTable.error ?? asText.error} />}
    </div>
  );
}
