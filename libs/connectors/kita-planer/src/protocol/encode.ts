import { createHash } from 'node:crypto';
import { fields, type TransferRecord } from '../domain/fields';
import type { EncodedCall, EncodingOptions, ImportCall } from './drahtprofil';
import { germanTime } from './german-time';
import { recordIdKey, wireChoices, wireNames } from './wire';

/** Who we say we are in every call (`quelle`). */
const system = { name: 'Drehkreuz', version: '1' };

/**
 * KP-P1, chapter 5.1: JSON in UTF-8 and NFC, every value text, dates as `TT.MM.JJJJ`, fields in the order
 * of the catalogue, the active empty ones as "". The password is never made a string, which nobody could
 * wipe.
 */
export function encodeCall(call: ImportCall, options: EncodingOptions): EncodedCall {
  const { traeger, user, number, createdAt, records } = call;
  const head = Buffer.from(`{"traeger":${json(traeger)},"benutzerId":${json(user)},"passwort":"`);
  const source = {
    id: number,
    system: system.name,
    version: system.version,
    erstelltAm: germanTime(createdAt),
  };
  const list = records.map(({ id, record }) => encodeRecord(id, record, options)).join(',');
  const tail = Buffer.from(
    `","quelle":${JSON.stringify(source)},"anzahlDatensaetze":${records.length},"datensaetze":[${list}]}`,
  );

  const body = withPassword(head, call.password, tail);
  return {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(body.length),
      Accept: 'application/json',
    },
    body,
    hash: createHash('sha256').update(head).update(tail).digest('hex'),
    wipe: () => body.fill(0),
  };
}

const json = (text: string): string => JSON.stringify(text.normalize('NFC'));

type Write = (value: string) => string;

const write: Readonly<Record<'text' | 'date' | 'choice', Write>> = {
  text: json,
  date: (day) => json(day.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3.$2.$1')),
  choice: (word) => JSON.stringify(wireChoices[word] ?? word),
};

const encoders = wireNames.map(([field, name]) => ({
  field,
  key: `,${JSON.stringify(name)}:`,
  write: write[fields[field].kind],
}));

function encodeRecord(id: string, record: TransferRecord, { omitEmptyFields }: EncodingOptions): string {
  let text = `{${JSON.stringify(recordIdKey)}:${json(id)}`;
  for (const { field, key, write } of encoders) {
    const value = record[field];
    if (value) text += key + write(value);
    else if (value === '' && !omitEmptyFields) text += `${key}""`;
  }
  return `${text}}`;
}

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;

/** The password between the quotation marks of the JSON around it, without a copy left anywhere. */
function withPassword(head: Buffer, password: Buffer, tail: Buffer): Buffer {
  const body = Buffer.alloc(head.length + password.length * escapedControl + tail.length);
  let length = head.copy(body);
  for (const byte of password) {
    if (byte === quote || byte === backslash) body[length++] = backslash;
    if (byte >= space) body[length++] = byte;
    else length += body.write(`\\u${byte.toString(16).padStart(4, '0')}`, length);
  }
  length += tail.copy(body, length);
  return body.subarray(0, length);
}

/** Bytes a control character takes, the longest of all: `\u0000`. */
const escapedControl = 6;
