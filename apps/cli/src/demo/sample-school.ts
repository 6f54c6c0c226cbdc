/** An invented school and what an invented service has of it: every case of persons and groups once. */

const birth = { birthDate: '2014-05-01', birthPlace: 'Musterstadt' };
const geburt = { datum: '2014-05-01', geburtsort: 'Musterstadt' };

const pupil = (nr: number, givenName: string, more: object = {}): object => ({
  ...{ key: `S-${nr}`, familyName: 'Müstermann', givenName, ...birth },
  contexts: [{ key: `SK-${nr}`, role: 'Lern', status: 'Aktiv', grade: '07' }],
  ...more,
});

export const schoolHas = {
  people: [
    pupil(1, 'Ada'),
    pupil(2, 'Berta'),
    pupil(3, 'Cara'),
    pupil(4, 'Dora'),
    pupil(6, 'Frieda'),
    pupil(7, 'Gerda'),
    pupil(8, 'Hanna'),
  ],
  groups: [
    {
      ...{ key: 'KL-7a', name: 'Klasse 7a', type: 'Klasse', grades: ['07'] },
      memberships: [1, 2].map((nr) => ({ key: `KL-7a/S-${nr}`, context: `SK-${nr}`, roles: ['Lern'] })),
    },
    {
      ...{ key: 'KL-7b', name: 'Klasse 7b', type: 'Klasse', grades: ['07'] },
      memberships: [3, 6].map((nr) => ({ key: `KL-7b/S-${nr}`, context: `SK-${nr}`, roles: ['Lern'] })),
    },
    { key: 'AG-1', name: 'AG Chor', type: 'Sonstig' },
  ],
};

const person = (id: string, vorname: string, more: object = {}, kontexte: object[] = []): object => ({
  person: {
    ...{ id, name: { familienname: 'Müstermann', vorname }, geburt },
    ...{ vertrauensstufe: 'Teil', auskunftssperre: 'Nein', ...more },
  },
  personenkontexte: kontexte,
});

const lern = (nr: number): object => ({
  ...{
    id: `kt-${nr}`,
    referrer: `svs:SK-${nr}`,
    rolle: 'Lern',
    personenstatus: 'Aktiv',
    jahrgangsstufe: '07',
  },
});

export const serviceHas = {
  personen: [
    person('p-1', 'Adele', { referrer: 'svs:S-1' }, [lern(1)]),
    person('p-2', 'Berta'),
    person('p-3', 'Cara', { geburt: {} }),
    person('p-4', 'Dora', { geburt: {} }),
    person('p-99', 'Emma', { referrer: 'svs:S-99' }),
    person('p-untis', 'Ilse', { referrer: 'untis:7' }),
    ...['p-7', 'p-7-twice'].map((id) => person(id, 'Gerda', { referrer: 'svs:S-7' })),
    person('p-8', 'Hanna', { referrer: 'svs:S-8' }, [lern(8)]),
  ],
  gruppen: [
    {
      gruppe: { id: 'g-7a', referrer: 'svs:KL-7a', bezeichnung: 'Klasse 6a', typ: 'Klasse' },
      gruppenzugehoerigkeiten: [
        { id: 'z-1', referrer: 'svs:KL-7a/S-1', ktid: 'kt-1', rollen: ['Lern'] },
        { id: 'z-8', referrer: 'svs:KL-7a/S-8', ktid: 'kt-8', rollen: ['Lern'] },
      ],
    },
    { gruppe: { id: 'g-x', referrer: 'svs:KL-x', bezeichnung: 'Klasse 9x', typ: 'Klasse' } },
    { gruppe: { id: 'g-untis', referrer: 'untis:1', bezeichnung: 'Mathe', typ: 'Kurs' } },
    { gruppe: { id: 'g-chor', bezeichnung: 'AG Chor', typ: 'Sonstig' } },
  ].map((group) => ({ gruppenzugehoerigkeiten: [], ...group })),
};

/** What a secretary would say, by the record a question is about. */
export const answers: Readonly<Record<string, object>> = {
  'p-3': { answer: 'same' },
  'p-4': { answer: 'new' },
  'p-99': { answer: 'import' },
  'p-untis': { answer: 'leave' },
  'AG-1': { answer: 'same' },
  'g-x': { answer: 'import' },
  'g-untis': { answer: 'leave' },
};

/** After “Dora is somebody else” the service's Dora is unknown to the school: she stays where she is. */
export const laterAnswers: Readonly<Record<string, object>> = { 'p-4': { answer: 'leave' } };

export const expected = {
  person: { updated: 3, unchanged: 1, created: 2, imported: 1, declined: 2, conflict: 2 },
  context: { unchanged: 2, created: 4 },
  group: { updated: 2, created: 1, imported: 1, declined: 1 },
  membership: { created: 3, deleted: 1, unchanged: 1 },
};
