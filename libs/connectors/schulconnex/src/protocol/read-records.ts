import type { Codes } from '../domain/code-lists';
import type { GroupReference, RemoteGroup, RemoteMembership, Subject, Term } from '../domain/group';
import type { Reachability, RemoteContext, RemotePerson } from '../domain/person';
import { isId } from './operations';
import { code, codesIn, filled, flag, object, objects, protection, text, texts } from './read-values';
import {
  isJson,
  type Gruppendatensatz,
  type Json,
  type OwnOrganisation,
  type Personendatensatz,
} from './wire';

/*
 * From the service's words to ours. Reads what servers of 1.4 to 1.8 send: codes in any letter case, numbers
 * for texts, missing optional attributes, attributes nobody knows. A record without an id or a revision
 * cannot be used and is `undefined`.
 */

export function readPersonendatensatz(value: unknown, codes: Codes): RemotePerson | undefined {
  if (!isJson(value) || !isJson(value.person)) return undefined;
  const { person, personenkontexte } = value as Personendatensatz;
  const contexts = objects(personenkontexte).map((context) => readPersonenkontext(context, codes));
  if (!contexts.every((context) => context !== undefined)) return undefined;
  return readPerson(person, codes, contexts);
}

export function readPerson(
  person: unknown,
  codes: Codes,
  contexts: readonly RemoteContext[] = [],
): RemotePerson | undefined {
  const head = readHead(person);
  if (!head) return undefined;
  const record = head.original;
  const name = object(record.name);
  const birth = object(record.geburt);
  return {
    ...head,
    familyName: text(name.familienname) ?? '',
    givenName: text(name.vorname) ?? '',
    familyNameInitials: filled(name.initialenfamilienname),
    givenNameInitials: filled(name.initialenvorname),
    nickname: filled(name.rufname),
    title: filled(name.titel),
    salutations: texts(name.anrede),
    nameSuffixes: texts(name.namenssuffix),
    sortIndex: filled(name.sortierindex),
    birthDate: filled(birth.datum),
    birthPlace: filled(birth.geburtsort),
    gender: code(codes, 'Geschlecht', record.geschlecht),
    locale: filled(record.lokalisierung),
    trustLevel: code(codes, 'Vertrauensstufe', record.vertrauensstufe),
    disclosureBlocked: protection(record.auskunftssperre),
    homeOrganisation: filled(record.stammorganisation),
    contexts,
  };
}

export function readPersonenkontext(context: unknown, codes: Codes): RemoteContext | undefined {
  const head = readHead(context);
  if (!head) return undefined;
  const record = head.original;
  return {
    ...head,
    role: code(codes, 'Rolle', record.rolle) ?? '',
    reachabilities: readReachabilities(record.erreichbarkeiten, codes),
    status: code(codes, 'Personenstatus', record.personenstatus),
    grade: code(codes, 'Jahrgangsstufe', record.jahrgangsstufe),
    deletionTime: filled(object(record.loeschung).zeitpunkt)?.replace(
      /:\d{2}(\.\d+)?Z$/,
      (seconds, _, at: number) => (at > 13 ? 'Z' : seconds),
    ),
    organisation: filled(object(record.organisation).id),
    released: flag(record.sichtfreigabe) ?? false,
  };
}

const readReachabilities = (value: unknown, codes: Codes): readonly Reachability[] | undefined => {
  const read = objects(value).map(({ typ, kennung }) => ({
    type: code(codes, 'Erreichbarkeitstyp', typ) ?? '',
    address: text(kennung) ?? '',
  }));
  return read.length === 0 ? undefined : read;
};

export function readGruppendatensatz(value: unknown, codes: Codes): RemoteGroup | undefined {
  if (!isJson(value) || !isJson(value.gruppe)) return undefined;
  const { gruppe, gruppenzugehoerigkeiten } = value as Gruppendatensatz;
  const memberships = objects(gruppenzugehoerigkeiten).map((one) => readGruppenzugehoerigkeit(one, codes));
  if (!memberships.every((membership) => membership !== undefined)) return undefined;
  return readGruppe(gruppe, codes, memberships);
}

export function readGruppe(
  group: unknown,
  codes: Codes,
  memberships: readonly RemoteMembership[] = [],
): RemoteGroup | undefined {
  const head = readHead(group);
  if (!head) return undefined;
  const record = head.original;
  return {
    ...head,
    organisation: filled(record.orgid),
    name: text(record.bezeichnung) ?? '',
    type: code(codes, 'Gruppentyp', record.typ) ?? '',
    topic: filled(record.thema),
    description: filled(record.beschreibung),
    area: code(codes, 'Gruppenbereich', record.bereich),
    options: codesIn(codes, 'Gruppenoption', record.optionen),
    differentiation: code(codes, 'Gruppendifferenzierung', record.differenzierung),
    educationGoals: codesIn(codes, 'Bildungsziel', record.bildungsziele),
    grades: codesIn(codes, 'Jahrgangsstufe', record.jahrgangsstufen),
    subjects: readSubjects(record.faecher, codes),
    references: readReferences(record.referenzgruppen, codes),
    term: readTerm(object(record.laufzeit), codes),
    memberships,
  };
}

/** A name beside a code is the code list's and says nothing new. 1.4 writes the free text as `text`, 1.6 and later as `bezeichnung`. */
const readSubjects = (value: unknown, codes: Codes): readonly Subject[] | undefined => {
  const read = objects(value).map((subject): Subject => {
    const known = code(codes, 'Fächerkanon', subject.kennung);
    const name = filled(subject.bezeichnung ?? subject.text);
    return known !== undefined ? { code: known } : { ...(name !== undefined && { name }) };
  });
  return read.length === 0 ? undefined : read;
};

const readReferences = (value: unknown, codes: Codes): readonly GroupReference[] | undefined => {
  const read = objects(value).map(({ grupid, rollen }): GroupReference => {
    const roles = codesIn(codes, 'Gruppenrolle', rollen);
    return { group: text(grupid) ?? '', ...(roles && { roles }) };
  });
  return read.length === 0 ? undefined : read;
};

const readTerm = (term: Json, codes: Codes): Term => ({
  from: filled(term.von),
  fromPeriod: code(codes, 'Lernperiode', term.vonlernperiode),
  until: filled(term.bis),
  untilPeriod: code(codes, 'Lernperiode', term.bislernperiode),
});

export function readGruppenzugehoerigkeit(value: unknown, codes: Codes): RemoteMembership | undefined {
  const head = readHead(value);
  const contextId = text(head?.original.ktid);
  if (!head || contextId === undefined) return undefined;
  return {
    ...head,
    contextId,
    roles: codesIn(codes, 'Gruppenrolle', head.original.rollen) ?? [],
    from: filled(head.original.von),
    until: filled(head.original.bis),
  };
}

/** @returns `undefined` unless the answer names an organisation. */
export function readOrganisation(value: unknown): OwnOrganisation | undefined {
  const id = isJson(value) ? text(value.id) : undefined;
  if (!isJson(value) || id === undefined || !isId(id)) return undefined;
  const number = filled(value.kennung);
  const name = filled(value.name);
  return { id, ...(number !== undefined && { number }), ...(name !== undefined && { name }) };
}

/** What every record has. 1.4 examples misspell `referrer`. */
function readHead(record: unknown):
  | {
      readonly id: string;
      readonly revision: string;
      readonly referrer: string | undefined;
      readonly controller: string | undefined;
      readonly original: Json;
    }
  | undefined {
  if (!isJson(record)) return undefined;
  const id = text(record.id);
  const revision = text(record.revision);
  if (id === undefined || !isId(id) || revision === undefined) return undefined;
  return {
    id,
    revision,
    referrer: filled(record.referrer ?? record.referer),
    controller: filled(record.mandant),
    original: record,
  };
}
