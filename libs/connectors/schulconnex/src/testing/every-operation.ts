import type { Operation } from '../protocol/operations';
import type { Json } from '../protocol/wire';

/** Sends one request and answers with what came back. */
export type Speak = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: Json,
) => Promise<{ readonly status: number; readonly body?: unknown }>;

const urn = 'urn:schulsystemix:params:schulconnex:schemas:core:2.0:personerweiterung';

const person = {
  referrer: 'svs:S-1',
  name: { familienname: 'von Müstermann', vorname: 'Ada Probe', rufname: 'Ada', sortierindex: '4' },
  geburt: { datum: '2014-05-01', geburtsort: 'Musterstadt, Deutschland' },
  geschlecht: 'w',
  lokalisierung: 'de',
  vertrauensstufe: 'Voll',
  auskunftssperre: 'Nein',
  [urn]: { personalnummer: 'NM 1356' },
};

const context = {
  referrer: 'svs:SK-1',
  erreichbarkeiten: [{ typ: 'E-Mail', kennung: 'ada@schule.example' }],
  personenstatus: 'Aktiv',
  jahrgangsstufe: '07',
};

const group = {
  referrer: 'svs:KL-7a',
  bezeichnung: 'Klasse 7a',
  typ: 'Klasse',
  bereich: 'Pflicht',
  bildungsziele: ['GY-SEK-I'],
  jahrgangsstufen: ['07'],
  faecher: [{ kennung: 'MA' }, { bezeichnung: 'Rechnen' }],
  laufzeit: { vonlernperiode: '2026', bis: '2027-07-31' },
};

/** Remembers the status of every operation used. */
class Tour {
  readonly seen: Partial<Record<Operation, number>> = {};

  constructor(private readonly speak: Speak) {}

  /** @returns the answer; a list has no id. */
  async did(operation: Operation, ...request: Parameters<Speak>): Promise<{ readonly id: string }> {
    const { status, body } = await this.speak(...request);
    this.seen[operation] = status;
    return { id: '', ...(body as object | undefined) };
  }
}

/**
 * Uses every one of the 33 operations, as a source system would.
 *
 * @returns the status of each
 */
export async function useEveryOperation(speak: Speak): Promise<Partial<Readonly<Record<Operation, number>>>> {
  const tour = new Tour(speak);
  const organisation = await readOrganisations(tour);
  const personId = await writePerson(tour);
  const { pupil, parent } = await writeContexts(tour, personId);
  await readPeople(tour, personId, pupil);
  await relateAndRelease(tour, pupil, parent, organisation);
  const groupId = await writeGroup(tour, pupil);
  await tour.did('deleteGruppeId', 'DELETE', `/gruppen/${groupId}`, { revision: '2' });
  await tour.did('deletePersonenkontextId', 'DELETE', `/personenkontexte/${pupil}`, { revision: '2' });
  await tour.did('deletePersonenkontextId', 'DELETE', `/personenkontexte/${parent}`, { revision: '1' });
  await tour.did('deletePersonId', 'DELETE', `/personen/${personId}`, { revision: '2' });
  return tour.seen;
}

async function readOrganisations(tour: Tour): Promise<string> {
  const { id } = await tour.did('readOrganisationInfo', 'GET', '/organisation-info');
  await tour.did(
    'readOrganisationen',
    'GET',
    '/organisationen?typ=schule&hat_als_organisationsbeziehungen=ja',
  );
  await tour.did('readOrganisationId', 'GET', `/organisationen/${id}`);
  const relations = `/organisationen/${id}/organisationsbeziehungen?ist_von_organisationsbeziehungen=Ja`;
  await tour.did('readOrganisationIdOrganisationsbeziehungen', 'GET', relations);
  return id;
}

async function writePerson(tour: Tour): Promise<string> {
  const { id } = await tour.did('createPerson', 'POST', '/personen', person);
  const renamed = { ...person, name: { ...person.name, familienname: 'Müstermann' }, revision: '1' };
  await tour.did('updatePersonId', 'PUT', `/personen/${id}`, renamed);
  return id;
}

async function writeContexts(tour: Tour, personId: string): Promise<{ pupil: string; parent: string }> {
  const path = `/personen/${personId}/personenkontexte`;
  const create = (body: Json): Promise<{ readonly id: string }> =>
    tour.did('createPersonIdPersonenkontext', 'POST', path, body);
  const { id: pupil } = await create({ ...context, rolle: 'Lern' });
  const { id: parent } = await create({ rolle: 'SorgBer' });
  const ending = { ...context, loeschung: { zeitpunkt: '2036-07-31T22:00Z' }, revision: '1' };
  await tour.did('updatePersonenkontextId', 'PUT', `/personenkontexte/${pupil}`, ending);
  return { pupil, parent };
}

async function readPeople(tour: Tour, personId: string, pupil: string): Promise<void> {
  const one = `/personen/${personId}`;
  await tour.did('readPersonen', 'GET', '/personen?referrer=S-1&sichtfreigabe=nein&hat_als_beziehungen=ja');
  await tour.did('readPersonId', 'GET', one);
  await tour.did('readPersonIdPersonenkontexte', 'GET', `${one}/personenkontexte?rolle=lern`);
  await tour.did('readPersonenkontexte', 'GET', '/personenkontexte?personenstatus=Aktiv');
  await tour.did('readPersonenkontextId', 'GET', `/personenkontexte/${pupil}`);
}

async function relateAndRelease(
  tour: Tour,
  pupil: string,
  parent: string,
  organisation: string,
): Promise<void> {
  const [relations, releases] = ['beziehungen', 'sichtfreigaben'].map(
    (list) => `/personenkontexte/${pupil}/${list}`,
  ) as [string, string];
  const relation = { ktid: parent, beziehung: 'SorgBer' };
  const { id: relationId } = await tour.did('createPersonenkontextIdBeziehung', 'POST', relations, relation);
  await tour.did('readPersonenkontextIdBeziehungen', 'GET', `${relations}?ist_von_beziehungen=Ja`);
  await tour.did('readBeziehungId', 'GET', `/beziehungen/${relationId}`);
  await tour.did('deleteBeziehungId', 'DELETE', `/beziehungen/${relationId}`, { revision: '1' });
  const release = { orgid: organisation, von: '2036-01-01', bis: '2036-12-31' };
  const { id } = await tour.did('createPersonenkontextIdSichtfreigabe', 'POST', releases, release);
  await tour.did('readPersonenkontextIdSichtfreigaben', 'GET', releases);
  await tour.did('deleteSichtfreigabeId', 'DELETE', `/sichtfreigaben/${id}`, { revision: '1' });
}

async function writeGroup(tour: Tour, ktid: string): Promise<string> {
  const { id } = await tour.did('createGruppe', 'POST', '/gruppen', group);
  await tour.did('updateGruppeId', 'PUT', `/gruppen/${id}`, {
    ...group,
    bezeichnung: 'Klasse 8a',
    revision: '1',
  });
  const members = `/gruppen/${id}/gruppenzugehoerigkeiten`;
  const membership = { referrer: 'svs:KL-7a/S-1', ktid, rollen: ['Lern'], von: '2026-08-01' };
  const created = await tour.did('createGruppeIdGruppenzugehoerigkeit', 'POST', members, membership);
  const member = `/gruppenzugehoerigkeiten/${created.id}`;
  const until = { ...membership, bis: '2027-07-31', revision: '1' };
  await tour.did('updateGruppenzugehoerigkeitId', 'PUT', member, until);
  await tour.did('readGruppendatensaetze', 'GET', '/gruppen?bezeichnung=8a&faecher=ma,rechnen');
  await tour.did('readGruppeId', 'GET', `/gruppen/${id}`);
  await tour.did('readGruppeIdGruppenzugehoerigkeiten', 'GET', `${members}?rollen=lern`);
  await tour.did('readGruppenzugehoerigkeiten', 'GET', '/gruppenzugehoerigkeiten?referrer=KL-7a');
  await tour.did('readGruppenzugehoerigkeitId', 'GET', member);
  await tour.did('deleteGruppenzugehoerigkeitId', 'DELETE', member, { revision: '2' });
  return id;
}
