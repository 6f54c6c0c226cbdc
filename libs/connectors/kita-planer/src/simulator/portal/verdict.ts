/** Something worth knowing about a record that was imported. */
export interface Hinweis {
  readonly code: string;
  readonly text: string;
  readonly felder: readonly string[];
}

/** What the portal says about one record. */
export interface Verdict {
  /** 0 = imported, 1 = not. */
  readonly status: 0 | 1;
  readonly fehlermeldung: string | null;
  readonly fehlercode: string | null;
  readonly hinweise: readonly Hinweis[];
}

/** What the portal says about a call it does not look into. */
export interface CallRefusal {
  readonly http: number;
  readonly fehlercode: string | null;
  readonly fehlermeldung: string;
}

/** The sentence the Kita-Planer is known to answer when it says nothing. */
export const GENERIC_SENTENCE = 'Beim Import des Datensatzes ist ein Fehler aufgetreten';

export const imported = (hinweise: readonly Hinweis[] = []): Verdict => ({
  status: 0,
  fehlermeldung: null,
  fehlercode: null,
  hinweise,
});

export const refused = (fehlercode: string | null, fehlermeldung: string): Verdict => ({
  status: 1,
  fehlermeldung,
  fehlercode,
  hinweise: [],
});

/** Why a call was refused (dossier 5.4, level "call"). */
const CALL_REFUSALS = {
  'KP-101': { http: 403, text: 'Kein Client-Zertifikat übermittelt.' },
  'KP-102': { http: 403, text: 'Das Client-Zertifikat ist abgelaufen.' },
  'KP-103': { http: 403, text: 'Das Client-Zertifikat ist nicht vertrauenswürdig.' },
  'KP-104': { http: 200, text: 'Das Zertifikat ist für diesen Träger nicht freigeschaltet.' },
  'KP-105': { http: 200, text: 'Benutzer oder Passwort falsch.' },
  'KP-110': { http: 400, text: 'Die Anfrage ist kein gültiges JSON-Dokument.' },
  'KP-111': { http: 200, text: 'Die Anzahl der Datensätze stimmt nicht mit anzahlDatensaetze überein.' },
  'KP-112': { http: 200, text: 'Die Anfrage enthält zu viele Datensätze.' },
  'KP-113': { http: 200, text: 'Die Datenquelle wurde bereits verarbeitet.' },
} as const;

export type CallRefusalCode = keyof typeof CALL_REFUSALS;

export function refuseCall(code: CallRefusalCode, because?: string, http?: number): CallRefusal {
  const { http: usual, text } = CALL_REFUSALS[code];
  return { http: http ?? usual, fehlercode: code, fehlermeldung: because ? `${text} ${because}` : text };
}
