/**
 * What a vendor's system hands us whenever something about one cared-for child (Betreuter) changes:
 * everything the Kita-Planer may want to know about them, as it stands now. Dates are ISO 8601 without
 * time. Which table of the source feeds which part: docs/interfaces/kita-planer.md.
 */
export interface CareRecord {
  /** The source's own version or time of this state. Shown to people, never compared. */
  readonly sourceRevision: string;
  readonly child: Child;
  /** Hauptkontakt 1. */
  readonly mainContact1?: Contact;
  /** Hauptkontakt 2. */
  readonly mainContact2?: Contact;
  /** Betreutenkontakt, for a child that lives with neither main contact. */
  readonly careContact?: Contact;
  /** Whose address is the child's. Without it: main contact 1. */
  readonly livesWith?: Household;
  /** Every agreement line there is. One that is no longer listed has been deleted in the source. */
  readonly lines: readonly AgreementLine[];
}

export type Household = 'mainContact1' | 'mainContact2' | 'careContact';

export type Gender = 'male' | 'female' | 'diverse' | 'unspecified';

export interface Child {
  /** Betreuter-Nr. of the source. */
  readonly number: string;
  /** KIND_ID_EXTERN as the Kita-Planer gave it out; case and leading zeros matter. */
  readonly externalId?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly birthDate?: string;
  readonly gender?: Gender;
  readonly nationality?: string;
  readonly familyLanguage?: string;
  readonly denomination?: string;
  /** Somebody decided that nothing about this child goes to the Kita-Planer. */
  readonly excluded?: boolean;
}

export interface Contact {
  readonly salutation?: string;
  readonly title?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly birthDate?: string;
  readonly phone1?: string;
  readonly phone2?: string;
  readonly email?: string;
  readonly maritalStatus?: string;
  readonly soleCustody?: boolean;
  readonly address?: Address;
}

export interface Address {
  readonly street?: string;
  readonly houseNumber?: string;
  readonly postalCode?: string;
  readonly city?: string;
  /** Only for addresses outside Germany. */
  readonly country?: string;
}

/** Betreuungsvereinbarungszeile: one line becomes one record of the Kita-Planer. */
export interface AgreementLine {
  /** Betreuungsvereinbarung-Nr. */
  readonly agreement: string;
  readonly line: number;
  /** Orgeinheit. The settings know its KITA_ID_EXTERN. */
  readonly unit: string;
  /** Leistung. The settings know whether it is valid for the Kita-Planer. */
  readonly service: string;
  /** Bereich, e.g. child care or care for the elderly. */
  readonly area: string;
  /** “Übertragung an Kita Planer”. */
  readonly transfer: boolean;
  /** A child has one KIND_ID_EXTERN for each Kita it applied to; this one outranks the child's. */
  readonly externalId?: string;
  /** Start of the contract, or of the current change to it. */
  readonly from: string;
  /** Last day of the line, where a later line takes over. Not a notice, and not sent. */
  readonly until?: string;
  /** Day from which a change holds; absent in a first contract. */
  readonly changeFrom?: string;
  /** Last day after an explicit notice (Kündigung). */
  readonly terminatedOn?: string;
  readonly dailyHours?: string;
  readonly group?: string;
  readonly groupName?: string;
  readonly groupFrom?: string;
  readonly lunch?: boolean;
}
