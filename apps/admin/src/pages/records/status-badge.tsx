import type { ReactNode } from 'react';
import type { ArchiveReason, Status } from '../../api/records';
import type { IconName } from '../../parts/icon';
import { useWords } from '../../language/language';
import { Badge, type Tone } from '../../parts/notes';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly outlined?: boolean;
}

const looks: Readonly<Record<Status | ArchiveReason, Look>> = {
  NEU: { tone: 'calm', icon: 'clock' },
  IN_UEBERTRAGUNG: { tone: 'calm', icon: 'sending' },
  PRUEFFEHLER: { tone: 'notice', icon: 'warning' },
  ANGEHALTEN: { tone: 'info', icon: 'pause' },
  FEHLER_IN_KITA_PLANER: { tone: 'bad', icon: 'refused' },
  UNGEKLAERT: { tone: 'info', icon: 'question' },
  AUFGEGEBEN: { tone: 'bad', icon: 'again', outlined: true },
  EXPORTIERT: { tone: 'good', icon: 'check' },
  EXPORTIERT_MIT_HINWEIS: { tone: 'notice', icon: 'warning' },
  MANUELL_BESTAETIGT: { tone: 'byhand', icon: 'checks' },
  OHNE_EXPORT_ERLEDIGT: { tone: 'byhand', icon: 'checks' },
  ERLEDIGT: { tone: 'byhand', icon: 'checks' },
  ERSETZT: { tone: 'calm', icon: 'replaced', outlined: true },
};

export const lookOf = (status: string): Look =>
  (looks as Readonly<Record<string, Look>>)[status] ?? { tone: 'calm', icon: 'clock' };

export function StatusBadge({ status }: { readonly status: Status | ArchiveReason }): ReactNode {
  const { t } = useWords();
  return <Badge {...lookOf(status)}>{t(`status/${status}`)}</Badge>;
}
