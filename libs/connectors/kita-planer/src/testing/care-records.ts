import type { AgreementLine, CareRecord, Child, Contact } from '../domain/care-record';

export type CareRecordParts = Partial<Omit<CareRecord, 'child' | 'lines'>> & {
  child?: Partial<Child>;
  lines?: Partial<AgreementLine>[];
};

/** A complete child with one agreement line; name only what matters. */
export function aCareRecord({ child = {}, lines = [{}], ...parts }: CareRecordParts = {}): CareRecord {
  return {
    sourceRevision: '1',
    mainContact1: aContact(),
    ...parts,
    child: {
      number: 'B1001',
      externalId: 'K22760',
      givenName: 'Maxi',
      familyName: 'Mustermann',
      birthDate: '2021-11-05',
      gender: 'diverse',
      ...child,
    },
    lines: lines.map((line, index) => anAgreementLine({ line: (index + 1) * 10_000, ...line })),
  };
}

export const aContact = (parts: Partial<Contact> = {}): Contact => ({
  salutation: 'Frau',
  givenName: 'Lena',
  familyName: 'Mustermann',
  address: { street: 'Am Berg', houseNumber: '2', postalCode: '24103', city: 'Kiel' },
  ...parts,
});

const anAgreementLine = (parts: Partial<AgreementLine> = {}): AgreementLine => ({
  agreement: 'BV1',
  line: 10_000,
  unit: 'PIRATEN',
  service: 'KITA-8',
  area: 'KITA',
  transfer: true,
  from: '2026-08-01',
  group: 'G1',
  groupName: 'Piraten',
  groupFrom: '2026-08-01',
  lunch: true,
  ...parts,
});
