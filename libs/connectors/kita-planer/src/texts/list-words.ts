/** Words of a list of records on paper and in a spreadsheet. `{{n}}` and `{{at}}` are filled in. */
export interface ListWords {
  readonly open: string;
  readonly archive: string;
  readonly about: string;
  readonly page: string;
  readonly columns: Readonly<Record<ListColumn, string>>;
  /** By Exportstatus, or the reason something is in the archive. */
  readonly status: Readonly<Record<string, string>>;
}

type ListColumn =
  'number' | 'status' | 'code' | 'message' | 'child' | 'facility' | 'attempts' | 'accepted' | 'changed';

export const listLanguages = ['de', 'nl', 'en'] as const;

export type ListLanguage = (typeof listLanguages)[number];

export const listWords: Readonly<Record<ListLanguage, ListWords>> = {
  de: {
    open: 'Offene Datensätze',
    archive: 'Archiv',
    about: '{{n}} Datensätze, Stand {{at}}',
    page: 'Seite {{n}}',
    columns: {
      number: 'Nummer',
      status: 'Status',
      code: 'Code',
      message: 'Meldung',
      child: 'Kind (KIND_ID_EXTERN)',
      facility: 'Einrichtung',
      attempts: 'Versuche',
      accepted: 'Eingegangen',
      changed: 'Zuletzt geändert',
    },
    status: {
      NEU: 'Wartet',
      IN_UEBERTRAGUNG: 'Wird übertragen',
      PRUEFFEHLER: 'Fehler in der Prüfung',
      ANGEHALTEN: 'Angehalten',
      FEHLER_IN_KITA_PLANER: 'Fehler in Kita Planer',
      UNGEKLAERT: 'Ergebnis ungeklärt',
      AUFGEGEBEN: 'Aufgegeben',
      EXPORTIERT: 'Exportiert',
      EXPORTIERT_MIT_HINWEIS: 'Exportiert mit Hinweis',
      MANUELL_BESTAETIGT: 'Von Hand bestätigt',
      OHNE_EXPORT_ERLEDIGT: 'Ohne Export erledigt',
      ERLEDIGT: 'Ohne Export erledigt',
      ERSETZT: 'Ersetzt',
    },
  },
  nl: {
    open: 'Openstaande records',
    archive: 'Archief',
    about: '{{n}} records, stand {{at}}',
    page: 'Pagina {{n}}',
    columns: {
      number: 'Nummer',
      status: 'Status',
      code: 'Code',
      message: 'Melding',
      child: 'Kind (KIND_ID_EXTERN)',
      facility: 'Instelling',
      attempts: 'Pogingen',
      accepted: 'Ontvangen',
      changed: 'Laatst gewijzigd',
    },
    status: {
      NEU: 'In de wachtrij',
      IN_UEBERTRAGUNG: 'Wordt verzonden',
      PRUEFFEHLER: 'Fout bij de controle',
      ANGEHALTEN: 'Aangehouden',
      FEHLER_IN_KITA_PLANER: 'Fout in Kita Planer',
      UNGEKLAERT: 'Resultaat onduidelijk',
      AUFGEGEBEN: 'Opgegeven',
      EXPORTIERT: 'Geëxporteerd',
      EXPORTIERT_MIT_HINWEIS: 'Geëxporteerd met opmerking',
      MANUELL_BESTAETIGT: 'Handmatig bevestigd',
      OHNE_EXPORT_ERLEDIGT: 'Afgehandeld zonder export',
      ERLEDIGT: 'Afgehandeld zonder export',
      ERSETZT: 'Vervangen',
    },
  },
  en: {
    open: 'Open records',
    archive: 'Archive',
    about: '{{n}} records as of {{at}}',
    page: 'Page {{n}}',
    columns: {
      number: 'Number',
      status: 'Status',
      code: 'Code',
      message: 'Message',
      child: 'Child (KIND_ID_EXTERN)',
      facility: 'Facility',
      attempts: 'Attempts',
      accepted: 'Received',
      changed: 'Last changed',
    },
    status: {
      NEU: 'Waiting',
      IN_UEBERTRAGUNG: 'Sending',
      PRUEFFEHLER: 'Failed our check',
      ANGEHALTEN: 'Held',
      FEHLER_IN_KITA_PLANER: 'Refused by Kita Planer',
      UNGEKLAERT: 'Result uncertain',
      AUFGEGEBEN: 'Given up',
      EXPORTIERT: 'Exported',
      EXPORTIERT_MIT_HINWEIS: 'Exported with notice',
      MANUELL_BESTAETIGT: 'Confirmed by hand',
      OHNE_EXPORT_ERLEDIGT: 'Resolved without export',
      ERLEDIGT: 'Resolved without export',
      ERSETZT: 'Replaced',
    },
  },
};
