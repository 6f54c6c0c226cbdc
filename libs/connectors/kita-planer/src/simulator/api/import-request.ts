import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { isMoment } from '../portal/dates';
import { KNOWN } from '../portal/fields';
import type { ImportRequest } from '../portal/portal';
import { refuseCall, type CallRefusal } from '../portal/verdict';

/** The largest body that is read at all. */
const MAX_BODY_BYTES = 10_000_000;

/** What is wrong with a request before its body is looked at; nothing if all is well. */
export function headerRefusal(headers: IncomingHttpHeaders): CallRefusal | undefined {
  if (!/^application\/json; ?charset=utf-8$/i.test(headers['content-type'] ?? '')) {
    return refuseCall('KP-110', 'Erwartet wird Content-Type: application/json; charset=utf-8.', 415);
  }
  if (headers['content-encoding'])
    return refuseCall('KP-110', 'Content-Encoding wird nicht unterstützt.', 415);
  const length = headers['content-length'];
  if (length === undefined) return refuseCall('KP-110', 'Content-Length fehlt.', 411);
  return Number(length) > MAX_BODY_BYTES ? refuseCall('KP-112', 'Mehr als 10 MB.', 413) : undefined;
}

export type ReadImport = { readonly request: ImportRequest } | { readonly refusal: CallRefusal };

/** Reads a body strictly (dossier 5.1): UTF-8 without BOM, NFC, known fields, strings only. */
export function readImport(body: Buffer): ReadImport {
  if (!isUtf8(body)) return unreadable('Die Kodierung ist nicht UTF-8.');
  if (body.subarray(0, 3).equals(BOM)) return unreadable('Das Dokument beginnt mit einem BOM.');
  const text = body.toString('utf8');
  const value = parse(text);
  if (value === undefined) return unreadable();
  if (!isNfc(text, value)) return unreadable('Der Text ist nicht in NFC.');
  const complaint = complaintAbout(value);
  return complaint === undefined ? { request: value as ImportRequest } : unreadable(complaint);
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

const unreadable = (because?: string): ReadImport => ({ refusal: refuseCall('KP-110', because) });

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Escapes can hide decomposed characters, so a text with escapes is compared again as it reads. */
const isNfc = (text: string, value: unknown): boolean =>
  normal(text) && (!text.includes('\\u') || normal(JSON.stringify(value)));

const normal = (text: string): boolean => text.normalize('NFC') === text;

type Shape = Readonly<Record<string, unknown>>;

const ENVELOPE = ['traeger', 'benutzerId', 'passwort', 'quelle', 'anzahlDatensaetze', 'datensaetze'];
const SOURCE = ['id', 'system', 'version', 'erstelltAm'];

function complaintAbout(value: unknown): string | undefined {
  if (!isObject(value)) return 'Erwartet wird ein JSON-Objekt.';
  const { quelle, anzahlDatensaetze, datensaetze, ...texts } = value;
  if (!isObject(quelle)) return 'quelle fehlt.';
  return (
    strangeKey(value, ENVELOPE) ??
    strangeKey(quelle, SOURCE) ??
    missingText(texts, ['traeger', 'benutzerId', 'passwort']) ??
    missingText(quelle, SOURCE) ??
    (isMoment(quelle.erstelltAm as string)
      ? undefined
      : 'quelle.erstelltAm ist nicht TT.MM.JJJJ HH:MM:SS.') ??
    (Number.isInteger(anzahlDatensaetze) ? undefined : 'anzahlDatensaetze ist keine ganze Zahl.') ??
    complaintAboutRecords(datensaetze)
  );
}

function complaintAboutRecords(records: unknown): string | undefined {
  if (!Array.isArray(records) || records.length === 0) return 'datensaetze ist keine gefüllte Liste.';
  for (const [index, record] of records.entries()) {
    if (!isObject(record)) return `Datensatz ${index + 1} ist kein Objekt.`;
    for (const field of Object.keys(record)) {
      if (!KNOWN.has(field))
        return `Datensatz ${index + 1} enthält ein unbekanntes Feld: ${field.slice(0, 60)}.`;
      if (typeof record[field] !== 'string')
        return `Datensatz ${index + 1}: ${field} ist keine Zeichenkette.`;
    }
  }
  return undefined;
}

const isObject = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const strangeKey = (value: Shape, known: readonly string[]): string | undefined => {
  const strange = Object.keys(value).find((name) => !known.includes(name));
  return strange === undefined ? undefined : `Unbekannte Angabe: ${strange.slice(0, 60)}.`;
};

const missingText = (value: Shape, names: readonly string[]): string | undefined => {
  const missing = names.find((name) => typeof value[name] !== 'string' || value[name] === '');
  return missing === undefined ? undefined : `${missing} fehlt oder ist keine Zeichenkette.`;
};
