import type { AgreementLine, CareRecord } from '../domain/care-record';
import { aCareRecord, aContact } from './care-records';

/** Nobody is called like this. Among them ß, umlauts, a decomposed ü, an emoji and an apostrophe. */
const familyNames = [
  'Musterm\u00e4nn',
  'Beispiel-Stra\u00df',
  'Tester',
  'Mu\u0308stergru\u0308n',
  'O\u2019Muster',
  'Erfunden',
  'Vorlage',
  'Platzhalter 🦊',
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
const streets = ['Musterweg', 'Teststra\u00dfe', 'Beispielallee', 'Am Probeg\u00e4rten'];
const cities = ['Musterstadt', 'Testb\u00fcll', 'Beispielhude'];

/**
 * `n` different children, the same for the same seed, all of whom fit the sample settings: every tenth
 * has a second contract line, every fifth a second contact, every seventh a notice.
 */
export function sampleCareRecords(n: number, seed = 1): CareRecord[] {
  const random = randomNumbers(seed);
  return Array.from({ length: n }, (_, index) => sampleCareRecord(index, random));
}

function sampleCareRecord(index: number, random: () => number): CareRecord {
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? '';
  const number = String(index + 1).padStart(6, '0');
  const familyName = pick(familyNames);
  const address = {
    street: pick(streets),
    houseNumber: String(1 + Math.floor(random() * 200)),
    postalCode: String(24_000 + Math.floor(random() * 1_999)),
    city: pick(cities),
  };
  return aCareRecord({
    sourceRevision: String(1 + Math.floor(random() * 9)),
    child: {
      number: `B${number}`,
      externalId: `K${number}`,
      givenName: `${pick(givenNames)} ${number}`,
      familyName,
      birthDate: `20${20 + Math.floor(random() * 5)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
      gender: random() < 0.5 ? 'female' : 'male',
    },
    mainContact1: aContact({ givenName: pick(givenNames), familyName, address }),
    ...(index % 5 === 0 && {
      mainContact2: aContact({ salutation: 'Herr', givenName: pick(givenNames), familyName, address }),
    }),
    lines: sampleLines(index, `BV${number}`),
  });
}

function sampleLines(index: number, agreement: string): Partial<AgreementLine>[] {
  const unit = index % 2 === 0 ? 'PIRATEN' : 'LEUCHTTURM';
  const first = { agreement, unit, ...(index % 7 === 0 && { terminatedOn: '2027-07-31' }) };
  if (index % 10 !== 0 || index % 7 === 0) return [first];

  return [
    { ...first, until: '2026-12-31' },
    { ...first, service: 'KITA-5', from: '2027-01-01', changeFrom: '2027-01-01' },
  ];
}

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
