import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import { MOST, readAllRecords, type RecordFilter } from '../../api/records';
import { csvOf, download } from '../../csv';
import { explanationOf } from '../../language/partners';
import { useWords, type Words } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Failure } from '../../parts/notes';

interface ExportButtonProps {
  readonly connectionApi: string;
  readonly connection: string;
  readonly filter: RecordFilter;
}

/** What the filter shows, as a table for a spreadsheet; no personal data but the key of the child. */
export function ExportButton({ connectionApi, connection, filter }: ExportButtonProps): ReactNode {
  const words = useWords();
  const announce = useAnnounce();
  const { t } = words;
  const act = useAct(async () => {
    const rows = await readAllRecords(connectionApi, filter);
    const day = new Date().toISOString().slice(0, 10);
    download(
      `${t('export/file')}_${fileName(connection)}_${day}.csv`,
      csvOf([head(words), ...lines(words, rows)]),
    );
    announce(t('export/done', { n: rows.length }) + (rows.length >= MOST ? ` ${t('export/most')}` : ''));
  });
  return (
    <div className="stack">
      <Button icon="download" busy={act.busy} onClick={() => act.run(undefined)}>
        {t('export/csv')}
      </Button>
      {act.error !== undefined && <Failure error={act.error} />}
    </div>
  );
}

const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);

const head = ({ t }: Words): string[] => [
  ...[t('records/number'), t('records/status'), t('record/code'), t('records/message')],
  ...[t('records/child'), t('records/facility'), t('records/attempts'), t('record/accepted')],
  t('records/changed'),
];

const lines = (
  { t, kitaPlaner, moment }: Words,
  rows: Awaited<ReturnType<typeof readAllRecords>>,
): (string | number | null)[][] =>
  rows.map((row) => [
    ...[row.number, t(`status/${row.archiveReason ?? row.status}`), row.code],
    explanationOf(kitaPlaner, row.code)?.title ?? null,
    ...[
      row.childId,
      row.kitaId,
      row.attempts,
      moment(row.acceptedAt),
      moment(row.archivedAt ?? row.updatedAt),
    ],
  ]);
