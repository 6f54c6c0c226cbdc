import type { CodeList, Codes } from '../domain/code-lists';
import { isJson, type Json } from './wire';

/** A text, or a number a server sends instead of one. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A text that says something. */
export const filled = (value: unknown): string | undefined => {
  const read = text(value);
  return read === undefined || read === '' ? undefined : read;
};

/** A code in any letter case; unknown ones as they came. */
export function code(codes: Codes, list: CodeList, value: unknown): string | undefined {
  const read = filled(value);
  return read === undefined ? undefined : codes.read(list, read);
}

/** `Ja`, `ja`, `true`: servers write it in every way. Anything else that is there is `undefined`. */
export function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const read = text(value)?.trim().toLowerCase();
  if (read === 'ja' || read === 'true') return true;
  return read === 'nein' || read === 'false' ? false : undefined;
}

/** A protection nobody can read is taken for one that is in force (promise C2). */
export const protection = (value: unknown): boolean | undefined =>
  value === undefined || value === null || value === '' ? undefined : (flag(value) ?? true);

export const texts = (value: unknown): readonly string[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const read = value.map(filled).filter((one) => one !== undefined);
  return read.length === 0 ? undefined : read;
};

export const codesIn = (codes: Codes, list: CodeList, value: unknown): readonly string[] | undefined =>
  texts(value)?.map((one) => codes.read(list, one));

export const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? (value as readonly unknown[]).filter(isJson) : [];

export const object = (value: unknown): Json => (isJson(value) ? value : {});
