import type { CareRecord } from '../domain/care-record';
import { aCareRecord, aContact, type CareRecordParts } from './care-records';

/** A child the Kita-Planer has never heard of: `K` and the letters. */
export const aChild = (letters: string, { child, ...parts }: CareRecordParts = {}): CareRecord =>
  aCareRecord({ ...parts, child: { number: `B${letters}`, externalId: `K${letters}`, ...child } });

/** `n` of them, in the order of their names. */
export const children = (n: number): CareRecord[] =>
  Array.from({ length: n }, (_, index) => aChild(String(index).padStart(4, '0')));

/** K22760, whose master data the Kita-Planer has checked with success, as it knows the child. */
export const checkedChild = (parts: CareRecordParts = {}): CareRecord =>
  known('K22760', { givenName: 'Max', familyName: 'Mustermann', birthDate: '2021-11-05' }, '2', parts);

/** K22761, whose check failed. */
export const uncheckedChild = (parts: CareRecordParts = {}): CareRecord =>
  known('K22761', { givenName: 'Erika', familyName: 'Musterfrau', birthDate: '2022-03-17' }, '3', parts);

/** K22765 of KITA-846: turned down wherever else it is said to be. */
export const childElsewhere = (parts: CareRecordParts = {}): CareRecord =>
  known('K22765', { givenName: 'Probine', familyName: 'Probe', birthDate: '2022-12-24' }, '7', parts);

function known(
  externalId: string,
  person: { readonly givenName: string; readonly familyName: string; readonly birthDate: string },
  houseNumber: string,
  { child, ...parts }: CareRecordParts,
): CareRecord {
  return aCareRecord({
    mainContact1: aContact({
      familyName: person.familyName,
      address: { street: 'Am Berg', houseNumber, postalCode: '24103', city: 'Kiel' },
    }),
    ...parts,
    child: { number: `B-${externalId}`, externalId, ...person, ...child },
  });
}
