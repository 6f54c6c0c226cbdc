import type {
  Address,
  AgreementLine,
  CareRecord,
  Child,
  Contact,
  Gender,
  Household,
} from '../domain/care-record';
import { Flag, IsoDate, LineNumber, OneOf, Part, Parts, PastDate, Text } from './constraints';

const optional = { optional: true };

class ChildInput implements Child {
  @Text(100)
  readonly number!: string;

  @Text(100, optional)
  readonly externalId?: string;

  @Text(1_000, optional)
  readonly givenName?: string;

  @Text(1_000, optional)
  readonly familyName?: string;

  @PastDate(optional)
  readonly birthDate?: string;

  @(OneOf('male', 'female', 'diverse', 'unspecified')(optional))
  readonly gender?: Gender;

  @Text(1_000, optional)
  readonly nationality?: string;

  @Text(1_000, optional)
  readonly familyLanguage?: string;

  @Text(1_000, optional)
  readonly denomination?: string;

  @Flag(optional)
  readonly excluded?: boolean;
}

class AddressInput implements Address {
  @Text(1_000, optional)
  readonly street?: string;

  @Text(1_000, optional)
  readonly houseNumber?: string;

  @Text(1_000, optional)
  readonly postalCode?: string;

  @Text(1_000, optional)
  readonly city?: string;

  @Text(1_000, optional)
  readonly country?: string;
}

class ContactInput implements Contact {
  @Text(1_000, optional)
  readonly salutation?: string;

  @Text(1_000, optional)
  readonly title?: string;

  @Text(1_000, optional)
  readonly givenName?: string;

  @Text(1_000, optional)
  readonly familyName?: string;

  @PastDate(optional)
  readonly birthDate?: string;

  @Text(1_000, optional)
  readonly phone1?: string;

  @Text(1_000, optional)
  readonly phone2?: string;

  @Text(1_000, optional)
  readonly email?: string;

  @Text(1_000, optional)
  readonly maritalStatus?: string;

  @Flag(optional)
  readonly soleCustody?: boolean;

  @Part(() => AddressInput, optional)
  readonly address?: AddressInput;
}

class AgreementLineInput implements AgreementLine {
  @Text(100)
  readonly agreement!: string;

  @LineNumber()
  readonly line!: number;

  @Text(100)
  readonly unit!: string;

  @Text(100)
  readonly service!: string;

  @Text(100)
  readonly area!: string;

  @Flag()
  readonly transfer!: boolean;

  @Text(100, optional)
  readonly externalId?: string;

  @IsoDate()
  readonly from!: string;

  @IsoDate(optional)
  readonly until?: string;

  @IsoDate(optional)
  readonly changeFrom?: string;

  @IsoDate(optional)
  readonly terminatedOn?: string;

  @Text(100, optional)
  readonly dailyHours?: string;

  @Text(100, optional)
  readonly group?: string;

  @Text(1_000, optional)
  readonly groupName?: string;

  @IsoDate(optional)
  readonly groupFrom?: string;

  @Flag(optional)
  readonly lunch?: boolean;
}

/** A {@link CareRecord} as it arrives at any edge: HTTP, CLI or import. */
export class CareRecordInput implements CareRecord {
  @Text(200)
  readonly sourceRevision!: string;

  @Part(() => ChildInput)
  readonly child!: ChildInput;

  @Part(() => ContactInput, optional)
  readonly mainContact1?: ContactInput;

  @Part(() => ContactInput, optional)
  readonly mainContact2?: ContactInput;

  @Part(() => ContactInput, optional)
  readonly careContact?: ContactInput;

  @(OneOf('mainContact1', 'mainContact2', 'careContact')(optional))
  readonly livesWith?: Household;

  @Parts(() => AgreementLineInput, 200)
  readonly lines!: AgreementLineInput[];
}
