import type { GroupReference, Subject } from '../domain/group';
import type { Reachability } from '../domain/person';
import { isEmpty, type Resource, type Value } from '../domain/plan/attributes';
import type { Change } from '../domain/plan/changes';
import { objects } from './read-values';
import { isJson, type Json } from './wire';

/*
 * From our words to the service's. A PUT replaces the whole record, so its body is the record as the service
 * sent it, minus what only the service may set, plus the planned changes – and nothing else (dossier 10.2).
 */

/** What the body of a first `POST` says. */
export const postBody = (resource: Resource, changes: readonly Change[]): Json =>
  withChanges(resource, {}, changes);

/** What the body of a `PUT` says: everything the service had, foreign and vendor attributes included. */
export const putBody = (
  resource: Resource,
  { original, revision }: { readonly original: object; readonly revision: string },
  changes: readonly Change[],
): Json => {
  const kept = Object.entries(original).filter(([name]) => !SERVER_OWNED[resource].has(name));
  return { ...withChanges(resource, Object.fromEntries(kept), changes), revision };
};

/** Assigned by the service and immutable, or output only; need not be sent back. */
const SERVER_OWNED: Readonly<Record<Resource, ReadonlySet<string>>> = {
  person: new Set(['id', 'mandant', 'revision']),
  context: new Set(['id', 'mandant', 'revision', 'organisation', 'rolle', 'sichtfreigabe', 'beziehungen']),
  group: new Set(['id', 'mandant', 'orgid', 'revision']),
  membership: new Set(['id', 'mandant', 'revision']),
};

function withChanges(resource: Resource, record: Json, changes: readonly Change[]): Json {
  let body = record;
  for (const { attribute, to } of changes) {
    const place = places[resource][attribute];
    if (!place) continue;
    body = set(body, place.path, (before) => (isEmpty(to) ? undefined : (place.write ?? asIs)(to, before)));
  }
  return body;
}

/** A copy with another value at a path; empty objects a removal leaves behind go along. */
function set(record: Json, [name, ...rest]: readonly string[], value: (before: unknown) => unknown): Json {
  if (name === undefined) return record;
  const before = record[name];
  const after = rest.length === 0 ? value(before) : set(isJson(before) ? before : {}, rest, value);
  const removed =
    after === undefined || (rest.length > 0 && isJson(after) && Object.keys(after).length === 0);
  const others = Object.entries(record).filter(([other]) => other !== name);
  return removed ? Object.fromEntries(others) : { ...record, [name]: after };
}

interface Place {
  readonly path: readonly string[];
  readonly write?: (value: Value, before: unknown) => unknown;
}

const at = (path: string, write?: Place['write']): Place => ({
  path: path.split('.'),
  ...(write && { write }),
});

const asIs = (value: Value): unknown => (typeof value === 'string' ? value.normalize('NFC').trim() : value);

const asFlag = (value: Value): string => (value === true ? 'Ja' : 'Nein');

/** Entries that stay keep attributes of theirs we do not know. */
const keeping = (entries: readonly Json[], before: unknown, names: readonly string[]): readonly Json[] =>
  entries.map(
    (entry) => objects(before).find((old) => names.every((name) => same(old[name], entry[name]))) ?? entry,
  );

const same = (one: unknown, other: unknown): boolean =>
  typeof one === 'string' && typeof other === 'string'
    ? one.toLowerCase() === other.toLowerCase()
    : JSON.stringify(one ?? []) === JSON.stringify(other ?? []);

function asReachabilities(value: Value, before: unknown): readonly Json[] {
  const entries = (value as readonly Reachability[]).map(({ type, address }) => ({
    typ: type,
    kennung: address,
  }));
  return keeping(entries, before, ['typ', 'kennung']);
}

/** Not both: a name beside a code would have to be the list's (dossier 3, Fach). */
const asSubjects = (value: Value, before: unknown): readonly Json[] =>
  (value as readonly Subject[]).flatMap(({ code, name }) =>
    code === undefined
      ? keeping([{ bezeichnung: name }], before, ['bezeichnung', 'kennung'])
      : keeping([{ kennung: code }], before, ['kennung']),
  );

function asReferences(value: Value, before: unknown): readonly Json[] {
  const entries = (value as readonly GroupReference[]).map(({ group, roles }) => ({
    grupid: group,
    ...(roles && roles.length > 0 && { rollen: roles }),
  }));
  return keeping(entries, before, ['grupid', 'rollen']);
}

/** Where each attribute stands in the service's record. */
const places: Readonly<Record<Resource, Readonly<Record<string, Place>>>> = {
  person: {
    referrer: at('referrer'),
    familyName: at('name.familienname'),
    givenName: at('name.vorname'),
    familyNameInitials: at('name.initialenfamilienname'),
    givenNameInitials: at('name.initialenvorname'),
    nickname: at('name.rufname'),
    title: at('name.titel'),
    salutations: at('name.anrede'),
    nameSuffixes: at('name.namenssuffix'),
    sortIndex: at('name.sortierindex'),
    birthDate: at('geburt.datum'),
    birthPlace: at('geburt.geburtsort'),
    gender: at('geschlecht'),
    locale: at('lokalisierung'),
    trustLevel: at('vertrauensstufe'),
    disclosureBlocked: at('auskunftssperre', asFlag),
    homeOrganisation: at('stammorganisation'),
  },
  context: {
    referrer: at('referrer'),
    role: at('rolle'),
    reachabilities: at('erreichbarkeiten', asReachabilities),
    status: at('personenstatus'),
    grade: at('jahrgangsstufe'),
    deletionTime: at('loeschung.zeitpunkt'),
  },
  group: {
    referrer: at('referrer'),
    name: at('bezeichnung'),
    topic: at('thema'),
    description: at('beschreibung'),
    type: at('typ'),
    area: at('bereich'),
    options: at('optionen'),
    differentiation: at('differenzierung'),
    educationGoals: at('bildungsziele'),
    grades: at('jahrgangsstufen'),
    subjects: at('faecher', asSubjects),
    references: at('referenzgruppen', asReferences),
    termFrom: at('laufzeit.von'),
    termFromPeriod: at('laufzeit.vonlernperiode'),
    termUntil: at('laufzeit.bis'),
    termUntilPeriod: at('laufzeit.bislernperiode'),
  },
  membership: {
    referrer: at('referrer'),
    contextId: at('ktid'),
    roles: at('rollen'),
    from: at('von'),
    until: at('bis'),
  },
};
