import type { Finding, SnapshotRules } from './check-snapshot';
import { ValueCheck } from './check-values';
import type { LocalContext, LocalPerson } from './person';

/** What is wrong with one person and their contexts. Lengths as in the data models Person and Name. */
export function personFindings(person: LocalPerson, path: string, rules: SnapshotRules): Finding[] {
  const check = new ValueCheck(person.key, rules);
  check.recordKey(person.key, `${path}.key`);
  check.required(person.familyName, `${path}.familyName`);
  check.required(person.givenName, `${path}.givenName`);
  check.birthDate(person.birthDate, `${path}.birthDate`);
  check.text(person.birthPlace, `${path}.birthPlace`);
  check.text(person.familyNameInitials, `${path}.familyNameInitials`, 8);
  check.text(person.givenNameInitials, `${path}.givenNameInitials`, 8);
  check.text(person.nickname, `${path}.nickname`, 32);
  check.text(person.title, `${path}.title`, 128);
  check.texts(person.salutations, `${path}.salutations`, 64);
  check.texts(person.nameSuffixes, `${path}.nameSuffixes`, 256);
  if (!/^\d*$/.test(person.sortIndex ?? '')) check.found('TEXT_INVALID', `${path}.sortIndex`);
  check.code('Geschlecht', person.gender, `${path}.gender`);
  check.code('Vertrauensstufe', person.trustLevel, `${path}.trustLevel`);
  contextFindings(person.contexts ?? [], `${path}.contexts`, check);
  return check.findings;
}

/** The pair of organisation and role is unique per person, and all contexts are of our organisation (P28). */
function contextFindings(contexts: readonly LocalContext[], path: string, check: ValueCheck): void {
  const roles = new Set<string>();
  contexts.forEach((context, index) => {
    const at = `${path}[${index}]`;
    const role = context.role.toLowerCase();
    if (roles.has(role)) check.found('CONTEXT_DUPLICATE', `${at}.role`);
    roles.add(role);
    check.recordKey(context.key, `${at}.key`);
    check.required(context.role, `${at}.role`);
    check.code('Rolle', context.role, `${at}.role`);
    check.code('Personenstatus', context.status, `${at}.status`);
    check.code('Jahrgangsstufe', context.grade, `${at}.grade`);
    check.deletionTime(context.deletionTime, `${at}.deletionTime`);
    context.reachabilities?.forEach(({ type, address }, number) => {
      check.code('Erreichbarkeitstyp', type, `${at}.reachabilities[${number}].type`);
      check.required(address, `${at}.reachabilities[${number}].address`);
    });
  });
}
