import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import { fileFormats, readRecordsAsFile, type RecordFilter } from '../../api/records';
import { download } from '../../csv';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Failure } from '../../parts/notes';

interface ExportButtonsProps {
  readonly connectionApi: string;
  readonly connection: string;
  readonly filter: RecordFilter;
}

/** What the filter shows, as a file; no personal data but the key of the child. */
export function ExportButtons({ connectionApi, connection, filter }: ExportButtonsProps): ReactNode {
  const { t, language } = useWords();
  const announce = useAnnounce();
  const act = useAct(async (format: (typeof fileFormats)[number]) => {
    const file = await readRecordsAsFile(connectionApi, filter, { format, language });
    const day = new Date().toISOString().slice(0, 10);
    download(`${t('export/file')}_${fileName(connection)}_${day}.${format}`, file, file.type);
    announce(t('export/done'));
  });
  return (
    <div className="stack">
      <div className="buttons">
        {fileFormats.map((format) => (
          <Button key={format} icon="download" busy={act.busy} onClick={() => act.run(format)}>
            {t(`export/${format}`)}
          </Button>
        ))}
      </div>
      {act.error !== undefined && <Failure error={act.error} />}
    </div>
  );
}

const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);
