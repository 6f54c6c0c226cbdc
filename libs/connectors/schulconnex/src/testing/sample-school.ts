import type { LocalGroup, LocalMembership } from '../domain/group';
import type { LocalContext, LocalPerson } from '../domain/person';
import type { Snapshot } from '../domain/check-snapshot';

/** Nobody is called like this. Among them ß, umlauts, a decomposed ü, a particle and an apostrophe. */
const familyNames = [
  'Musterm\u00e4nn',
  'Beispiel-Stra\u00df',
  'von Tester',
  'Mu\u0308stergru\u0308n',
  'O\u2019Muster',
  'Erfunden',
  'Vorlage',
  'Platzhalter',
];
const givenNames = [
  'Muster',
  'Probe',
  'Beispi\u00ebl',
  'J\u00f6test',
  'Testa',
  'Fiktiva',
  'Demo\u0308n',
  'Exempla',
];
const places = ['Musterstadt', 'Testb\u00fcll, Deutschland', 'Beispielhude', 'Probeville, Frankreich'];

const CLASS_SIZE = 25;

/**
 * An invented school with `n` people, the same for the same seed: a teacher for every class of 25, the class
 * itself, and for every fourth class a course that refers to it.
 */
export function sampleSchool(n: number, seed = 1): Snapshot {
  const random = randomNumbers(seed);
  const people = Array.from({ length: n }, (_, index) => samplePerson(index, random));
  const groups: LocalGroup[] = [];
  for (let at = 0; at < n; at += CLASS_SIZE) {
    const members = people.slice(at, at + CLASS_SIZE);
    const schoolClass = sampleClass(at / CLASS_SIZE, members);
    groups.push(schoolClass);
    if ((at / CLASS_SIZE) % 4 === 0) groups.push(sampleCourse(schoolClass));
  }
  return { people, groups };
}

function samplePerson(index: number, random: () => number): LocalPerson {
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? '';
  const teacher = index % CLASS_SIZE === 0;
  const day = String(1 + Math.floor(random() * 28)).padStart(2, '0');
  const month = String(1 + Math.floor(random() * 12)).padStart(2, '0');
  const year = teacher ? 1965 + Math.floor(random() * 35) : 2008 + Math.floor(random() * 10);
  const number = String(index + 1).padStart(6, '0');
  const context: LocalContext = {
    key: `K${number}`,
    role: teacher ? 'Lehr' : 'Lern',
    status: 'Aktiv',
    ...(teacher ? {} : { grade: gradeOf(Math.floor(index / CLASS_SIZE)) }),
    ...(index % 3 === 0 && { reachabilities: [{ type: 'E-Mail', address: `p${number}@schule.example` }] }),
  };
  return {
    key: `P${number}`,
    familyName: pick(familyNames),
    givenName: `${pick(givenNames)} ${inLetters(index)}`,
    birthDate: `${year}-${month}-${day}`,
    birthPlace: pick(places),
    gender: pick(['m', 'w', 'd', 'x']),
    trustLevel: 'Voll',
    disclosureBlocked: index % 50 === 7,
    contexts: [context],
  };
}

const gradeOf = (classNumber: number): string => String(5 + (classNumber % 6)).padStart(2, '0');

function sampleClass(index: number, members: readonly LocalPerson[]): LocalGroup {
  const key = `KL${String(index + 1).padStart(4, '0')}`;
  const grade = gradeOf(index);
  return {
    key,
    name: `Klasse ${Number(grade)}-${index + 1}`,
    type: 'Klasse',
    area: 'Pflicht',
    grades: [grade],
    term: { fromPeriod: '2026', untilPeriod: '2026' },
    memberships: members.map((person, at) =>
      sampleMembership(key, person, at === 0 ? ['Lehr', 'KlLeit'] : ['Lern']),
    ),
  };
}

const sampleCourse = ({ key, name, grades = [], memberships = [] }: LocalGroup): LocalGroup => ({
  key: key.replace('KL', 'KU'),
  name: `Mathematik ${name}`,
  type: 'Kurs',
  subjects: [{ code: 'MA' }],
  grades,
  references: [{ group: key, roles: ['Lern'] }],
  memberships: memberships
    .slice(0, 1)
    .map(({ context }) => ({ key: `${key.replace('KL', 'KU')}/${context}`, context, roles: ['Lehr'] })),
});

const sampleMembership = (
  group: string,
  { key, contexts = [] }: LocalPerson,
  roles: string[],
): LocalMembership => ({
  key: `${group}/${key}`,
  context: contexts[0]?.key ?? '',
  roles,
});

/** Names hold letters only: 0 → A, 26 → BA. */
const inLetters = (number: number): string =>
  number.toString(26).replace(/./g, (digit) => String.fromCharCode(65 + Number.parseInt(digit, 26)));

/** Mulberry32: numbers from 0 to 1, the same for the same seed on every machine. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
