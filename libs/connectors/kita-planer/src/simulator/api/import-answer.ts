import { moment } from '../portal/dates';
import type { Datenquelle, Datensatz } from '../portal/logbook';
import type { Hinweis } from '../portal/verdict';

/** One record in the answer (dossier 5.2). The optional and loose types exist for the faults. */
export interface AnswerRecord {
  readonly DATENSATZ_ID: string | undefined;
  readonly KITA_ID_EXTERN: string;
  readonly KIND_ID_EXTERN: string;
  readonly status: number | string;
  readonly nachricht: string;
  readonly fehlermeldung: string | null;
  readonly fehlercode: string | null;
  readonly hinweise: readonly Hinweis[];
}

/** The envelope of the answer (dossier 5.2). */
export interface Answer {
  readonly status: number | string;
  readonly nachricht: string;
  readonly fehlermeldung: string | null;
  readonly fehlercode: string | null;
  readonly datenquelleId: number;
  readonly erledigtAm: string | null;
  readonly anzahlDatensaetze: number;
  readonly anzahlImportiert: number;
  readonly anzahlFehler: number;
  readonly datensaetze: readonly AnswerRecord[];
}

/** What the caller is told about his call. */
export function answerFor(datenquelle: Datenquelle): Answer {
  const { datensaetze } = datenquelle;
  const failed = datensaetze.filter(({ status }) => status === 1).length;
  const ok = datenquelle.fehlermeldung === null && failed === 0;
  return {
    ...outcome(datenquelle, failed),
    fehlercode: datenquelle.fehlercode,
    datenquelleId: datenquelle.id,
    erledigtAm: ok && datenquelle.erledigtAm ? moment(datenquelle.erledigtAm) : null,
    anzahlDatensaetze: datensaetze.length,
    anzahlImportiert: datensaetze.length - failed,
    anzahlFehler: failed,
    datensaetze: datensaetze.map(toAnswerRecord),
  };
}

function outcome(
  { fehlermeldung, datensaetze }: Datenquelle,
  failed: number,
): Pick<Answer, 'status' | 'nachricht' | 'fehlermeldung'> {
  if (fehlermeldung !== null) return { status: 1, nachricht: 'Fehler', fehlermeldung };
  if (failed === 0) return { status: 0, nachricht: 'ok', fehlermeldung: null };
  return {
    status: failed === datensaetze.length ? 1 : 2,
    nachricht: 'Es sind Fehler aufgetreten',
    fehlermeldung: `${failed} von ${datensaetze.length} Datensätzen konnten nicht importiert werden.`,
  };
}

const toAnswerRecord = (record: Datensatz): AnswerRecord => ({
  DATENSATZ_ID: record.datensatzId,
  KITA_ID_EXTERN: record.kitaIdExtern,
  KIND_ID_EXTERN: record.kindIdExtern,
  status: record.status,
  nachricht: record.status === 0 ? 'importiert' : 'Fehler',
  fehlermeldung: record.fehlermeldung,
  fehlercode: record.fehlercode,
  hinweise: record.hinweise,
});
