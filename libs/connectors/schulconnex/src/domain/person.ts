import type { Identity } from './identity';

/**
 * What a school and the service can both say about a person. Codes are those of the Schulconnex code
 * lists in their canonical letter case; a code no list knows is kept as it came.
 */
interface PersonAttributes extends Identity {
  /** Up to eight letters. */
  readonly familyNameInitials?: string;
  readonly givenNameInitials?: string;
  /** The name somebody is called by. */
  readonly nickname?: string;
  readonly title?: string;
  readonly salutations?: readonly string[];
  readonly nameSuffixes?: readonly string[];
  /** Zero-based index of the letter to sort by: “von Musterfrau” → “4”. */
  readonly sortIndex?: string;
  /** Code list Geschlecht. */
  readonly gender?: string;
  /** RFC 5646. */
  readonly locale?: string;
  /** Code list Vertrauensstufe. */
  readonly trustLevel?: string;
  /** `auskunftssperre`: services get a reduced record. Never lowered by itself. */
  readonly disclosureBlocked?: boolean;
  /** The service's id of the organisation somebody belongs to independent of contexts. */
  readonly homeOrganisation?: string;
}

/** A person as the school's own software (the Quellsystem) knows them. */
export interface LocalPerson extends PersonAttributes {
  readonly key: string;
  /** For internal use only: matched, but never sent. */
  readonly internal?: boolean;
  readonly contexts?: readonly LocalContext[];
}

/** A person as the Schulconnex service knows them. */
export interface RemotePerson extends PersonAttributes {
  readonly id: string;
  readonly revision: string;
  /** The key of a source system, if one left it there. */
  readonly referrer?: string;
  /** The controller (`mandant`) the record belongs to. */
  readonly controller?: string;
  readonly contexts: readonly RemoteContext[];
  /** The record as it came, untouched; the next PUT is built from it. Only the protocol looks inside. */
  readonly original: object;
}

/** How to reach somebody. */
export interface Reachability {
  /** Code list Erreichbarkeitstyp. */
  readonly type: string;
  readonly address: string;
}

/** A role of a person in an organisation (`Personenkontext`). */
interface ContextAttributes {
  /** Code list Rolle. Cannot be changed. */
  readonly role: string;
  readonly reachabilities?: readonly Reachability[];
  /** Code list Personenstatus. */
  readonly status?: string;
  /** Code list Jahrgangsstufe; two digits. */
  readonly grade?: string;
  /** When the service deletes the context: `YYYY-MM-DDThh:mmZ`. */
  readonly deletionTime?: string;
}

export interface LocalContext extends ContextAttributes {
  readonly key: string;
}

export interface RemoteContext extends ContextAttributes {
  readonly id: string;
  readonly revision: string;
  readonly referrer?: string;
  readonly organisation?: string;
  readonly controller?: string;
  /** Another organisation released it to us: we may look, and nothing else. */
  readonly released: boolean;
  readonly original: object;
}
