import type { LocalContext, LocalPerson } from '../domain/person';
import type { Json, Personendatensatz } from '../protocol/wire';

/**
 * The same people as a service lists them: every fourth without a referrer, every tenth with another gender, and
 * with attributes of somebody else's the school knows nothing about.
 *
 * @param namespace what the school's referrers begin with
 */
export const serviceOf = (people: readonly LocalPerson[], namespace = 'svs'): Personendatensatz[] =>
  people.map((person, index) => ({
    person: {
      id: `p-${person.key}`,
      ...(index % 4 !== 3 && { referrer: `${namespace}:${person.key}` }),
      name: { familienname: person.familyName, vorname: person.givenName },
      geburt: { datum: person.birthDate, geburtsort: person.birthPlace },
      geschlecht: index % 10 === 0 ? 'd' : person.gender,
      vertrauensstufe: person.trustLevel,
      auskunftssperre: person.disclosureBlocked ? 'Ja' : 'Nein',
      'urn:muster:ausweis': `A-${index}`,
      revision: '1',
    },
    personenkontexte: (person.contexts ?? []).map((context) => contextOf(context, namespace)),
  }));

const contextOf = ({ key, role, status, grade, reachabilities }: LocalContext, namespace: string): Json => ({
  id: `k-${key}`,
  referrer: `${namespace}:${key}`,
  rolle: role,
  personenstatus: status,
  ...(grade !== undefined && { jahrgangsstufe: grade }),
  ...(reachabilities && {
    erreichbarkeiten: reachabilities.map(({ type, address }) => ({ typ: type, kennung: address })),
  }),
  revision: '1',
});
