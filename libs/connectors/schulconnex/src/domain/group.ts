/** A subject of a group: one of the code list, or one in words. */
export interface Subject {
  /** Code list Fächerkanon. */
  readonly code?: string;
  readonly name?: string;
}

/** From when to when a group exists: at most one start and one end, days included. */
export interface Term {
  /** ISO 8601 date. */
  readonly from?: string;
  /** Code list Lernperiode: from its first day. */
  readonly fromPeriod?: string;
  readonly until?: string;
  /** Code list Lernperiode: until its last day. */
  readonly untilPeriod?: string;
}

/** What a school and the service can both say about a group. */
interface GroupAttributes {
  readonly name: string;
  /** Code list Gruppentyp: Klasse, Kurs, Sonstig. */
  readonly type: string;
  readonly topic?: string;
  readonly description?: string;
  /** Code list Gruppenbereich. */
  readonly area?: string;
  readonly options?: readonly string[];
  /** Code list Gruppendifferenzierung. */
  readonly differentiation?: string;
  /** Code list Bildungsziel. */
  readonly educationGoals?: readonly string[];
  /** Code list Jahrgangsstufe. */
  readonly grades?: readonly string[];
  readonly subjects?: readonly Subject[];
  readonly term?: Term;
}

/** Takes the members of another group over, those of some roles only or all. */
export interface GroupReference {
  /** A local key or a service's id, depending on whose group refers. */
  readonly group: string;
  /** Code list Gruppenrolle; empty means everybody. */
  readonly roles?: readonly string[];
}

export interface LocalGroup extends GroupAttributes {
  readonly key: string;
  readonly references?: readonly GroupReference[];
  readonly memberships?: readonly LocalMembership[];
}

export interface RemoteGroup extends GroupAttributes {
  readonly id: string;
  readonly revision: string;
  readonly referrer?: string;
  readonly controller?: string;
  readonly organisation?: string;
  readonly references?: readonly GroupReference[];
  readonly memberships: readonly RemoteMembership[];
  readonly original: object;
}

/** Somebody in a role in a group. */
interface MembershipAttributes {
  /** Code list Gruppenrolle; at least one. */
  readonly roles: readonly string[];
  /** ISO 8601 dates, included. */
  readonly from?: string;
  readonly until?: string;
}

export interface LocalMembership extends MembershipAttributes {
  readonly key: string;
  /** Key of the context that is the member. */
  readonly context: string;
}

export interface RemoteMembership extends MembershipAttributes {
  readonly id: string;
  readonly revision: string;
  readonly referrer?: string;
  /** The service's id of the context that is the member. */
  readonly contextId: string;
  readonly original: object;
}
