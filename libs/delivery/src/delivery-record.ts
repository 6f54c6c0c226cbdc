import type { ArchiveReason, Delivery, HoldReason } from './delivery';

/** One hint of the partner or of our own check about a record; codes and field names only. */
export type Notice = Readonly<Record<string, string | number | boolean | null>>;

/** Keys the partner gave or knows the record by. No personal data. */
export type PartnerRefs = Readonly<Record<string, string | number | null>>;

/** A delivery as it is stored. Personal data only in what is sealed: `payload` and `message`. */
export interface DeliveryRecord extends Delivery {
  /** UUIDv7: sorts by acceptance. */
  readonly id: string;
  readonly connectionId: string;
  /** Names the record at its source; at most one version of it is live. */
  readonly recordKey: string;
  /** What shares a lane is sent in order, and never by two calls at a time. */
  readonly lane: string;
  /** The order within the lane; where it is equal, acceptance decides. */
  readonly sortKey: string;
  /** Whose personal data it is; the key of that subject seals payload and message. */
  readonly subjectId: string | null;
  /** For people, such as KPP-0000001. */
  readonly number: string | null;
  readonly refs: PartnerRefs;
  readonly payload: Buffer;
  /** Of the readable payload: tells a change from a repetition. */
  readonly payloadHash: Buffer;
  readonly notices: readonly Notice[];
  /** The partner's own words, sealed. */
  readonly message: Buffer | null;
  /** What set it off, such as a change at the source or a schedule. */
  readonly trigger: string;
  readonly actor: string;
  readonly runId: string | null;
  /** The latest call it was claimed for. */
  readonly callId: string | null;
  readonly acceptedAt: Date;
  readonly updatedAt: Date;
}

/** A record to be taken over. */
export interface NewRecord extends Pick<
  DeliveryRecord,
  | 'id'
  | 'recordKey'
  | 'lane'
  | 'sortKey'
  | 'subjectId'
  | 'number'
  | 'refs'
  | 'payload'
  | 'payloadHash'
  | 'notices'
  | 'trigger'
  | 'actor'
  | 'runId'
  | 'deadlineAt'
> {
  readonly held?: { readonly because: HoldReason; readonly cause: string | null };
  /** Takes it over although the same content is on its way or has arrived: a person wants it. */
  readonly evenIfUnchanged?: boolean;
}

/** What became of a `NewRecord`. */
export interface Accepted {
  /** Null where the same content had been dealt with before and is archived. */
  readonly id: string | null;
  readonly recordKey: string;
  readonly result: 'accepted' | 'held' | 'unchanged';
  /** The older version that gave way. One that may be on its way gives way with its own result. */
  readonly replaces: string | null;
}

/** In a list: without the sealed payload. */
export type ListedDelivery = Omit<DeliveryRecord, 'payload'> & {
  readonly archivedAt: Date | null;
  readonly archiveReason: ArchiveReason | null;
};
