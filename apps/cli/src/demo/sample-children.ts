/** Nobody is called like this. */
const givenNames = ['Muster', 'Probe', 'Testa', 'Beispiela', 'Fiktivus', 'Demöna', 'Exemplo', 'Attrappa'];
const familyNames = [
  'Mustermann',
  'Beispiel-Straß',
  'Erfunden',
  'Platzhalter',
  'Süßholz-Vorlage',
  'Ausgedacht',
];

export interface SampleChild {
  readonly number: string;
  readonly externalId: string;
  readonly unit: string;
  readonly group?: string;
  readonly familyName?: string;
  readonly postalCode?: string;
  readonly givenName?: string;
  readonly birthDate?: string;
}

/** A care record of an invented child, as a vendor's system would hand it over. */
export function careRecord({
  number,
  externalId,
  unit,
  group,
  postalCode = '24103',
  ...known
}: SampleChild): object {
  const index = Number(number.replace(/\D/g, ''));
  const name = known.familyName ?? familyNames[index % familyNames.length];
  return {
    sourceRevision: '1',
    child: {
      number,
      externalId,
      givenName: known.givenName ?? givenNames[index % givenNames.length],
      familyName: name,
      birthDate: known.birthDate ?? `202${1 + (index % 3)}-0${1 + (index % 9)}-1${index % 10}`,
      gender: index % 2 === 0 ? 'female' : 'male',
    },
    mainContact1: {
      salutation: 'Frau',
      givenName: 'Exempla',
      familyName: name,
      address: {
        street: 'Musterweg',
        houseNumber: String(1 + (index % 90)),
        postalCode,
        city: 'Musterstadt',
      },
    },
    lines: [
      {
        ...{ agreement: `BV${number}`, line: 10_000, unit, service: 'KITA-8', area: 'KITA', transfer: true },
        from: '2026-08-01',
        ...(group ? { group } : {}),
        lunch: true,
      },
    ],
  };
}

/** So many children of one Kita, numbered from `first`. */
export const children = (
  count: number,
  first: number,
  unit: string,
  special: Partial<SampleChild> = {},
): object[] =>
  Array.from({ length: count }, (_, index) => {
    const number = String(first + index).padStart(5, '0');
    return careRecord({ number: `B${number}`, externalId: `K${number}`, unit, ...special });
  });
