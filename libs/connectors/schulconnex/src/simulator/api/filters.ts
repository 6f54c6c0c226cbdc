import type { Operation } from '../../protocol/operations';
import { interfaceSchema } from '../../protocol/schema/interface';
import { objects, texts } from '../../protocol/read-values';
import { isJson, type Json } from '../../protocol/wire';
import { Fehler } from './fehler';

export type Filters = ReadonlyMap<string, string>;

/** @throws Fehler 400/17 for a filter given twice, 400/02 for one the operation does not have */
export function readFilters(operation: Operation, query: URLSearchParams): Filters {
  const filters = new Map<string, string>();
  for (const [name, value] of query) {
    if (filters.has(name)) throw new Fehler('400/17', name);
    if (!interfaceSchema[operation].filters?.includes(name)) throw new Fehler('400/02', name);
    filters.set(name, value);
  }
  return filters;
}

/** Texts match what contains them, in any letter case: `12` also finds `125` (dossier 2). */
export const contains = (value: unknown, wanted: string | undefined): boolean =>
  wanted === undefined || (typeof value === 'string' && value.toLowerCase().includes(wanted.toLowerCase()));

/** Codes match in any letter case; of a list of codes all must be there. */
export function hasCodes(value: unknown, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const there = (typeof value === 'string' ? [value] : (texts(value) ?? [])).map((one) => one.toLowerCase());
  return wanted.split(',').every((one) => there.includes(one.trim().toLowerCase()));
}

/** `ja`, `nein`; anything else is refused. @throws Fehler 400/10 */
export function yesOrNo(filters: Filters, name: string, otherwise: boolean): boolean {
  const value = filters.get(name)?.toLowerCase();
  if (value === undefined) return otherwise;
  if (value !== 'ja' && value !== 'nein') throw new Fehler('400/10', name);
  return value === 'ja';
}

export function matchesPerson(data: Json, mandant: string, filters: Filters): boolean {
  const name = isJson(data.name) ? data.name : {};
  return (
    contains(data.referrer, filters.get('referrer')) &&
    contains(mandant, filters.get('mandant')) &&
    contains(name.familienname, filters.get('familienname')) &&
    contains(name.vorname, filters.get('vorname'))
  );
}

export const matchesContext = (data: Json, mandant: string, filters: Filters): boolean =>
  contains(data.referrer, filters.get('referrer')) &&
  contains(mandant, filters.get('mandant')) &&
  hasCodes(data.rolle, filters.get('rolle')) &&
  hasCodes(data.personenstatus, filters.get('personenstatus'));

export const matchesGroup = (data: Json, mandant: string, filters: Filters): boolean =>
  contains(data.referrer, filters.get('referrer')) &&
  contains(mandant, filters.get('mandant')) &&
  contains(data.bezeichnung, filters.get('bezeichnung')) &&
  ['optionen', 'differenzierung', 'bildungsziele', 'jahrgangsstufen'].every((name) =>
    hasCodes(data[name], filters.get(name)),
  ) &&
  hasSubjects(data.faecher, filters.get('faecher'));

/** Searches code and free text. */
function hasSubjects(value: unknown, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const there = objects(value).flatMap(({ kennung, bezeichnung }) => texts([kennung, bezeichnung]) ?? []);
  return wanted
    .split(',')
    .every((one) => there.some((subject) => subject.toLowerCase() === one.trim().toLowerCase()));
}

export const matchesMembership = (data: Json, mandant: string, filters: Filters): boolean =>
  contains(data.referrer, filters.get('referrer')) &&
  contains(mandant, filters.get('mandant')) &&
  hasCodes(data.rollen, filters.get('rollen'));
