import type { Actor } from '../actor';
import { AuditEntryInvalid } from '../errors';

/** Which of a tenant's logs; each has its own streams and its own retention. */
export type AuditLog = 'security' | 'admin' | 'record';

/** What an entry may say beyond who, what and when. Codes, names of fields, hashes: never a value, never free text. */
export interface AuditDetails {
  /** Pseudonym of the data subject: an HMAC under a key that erasure destroys; 16 to 32 bytes. */
  readonly subject: string | Uint8Array;
  /** Legal basis or purpose, a word of the configuration: `betreuungsvertrag`. */
  readonly purpose: string;
  readonly outcome: 'success' | 'failure' | 'denied' | 'uncertain';
  /** Stable code of the error, the state or the partner's answer. */
  readonly code: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** Who received it: key or host of the endpoint, never a whole URL. */
  readonly endpoint: string;
  /** Correlates with the request, the run and the log lines. */
  readonly req: string;
  /** SHA-256 of the configuration in force, hex. */
  readonly cfg: string;
  /** Names of the fields that were shown, sent or changed. */
  readonly fields: readonly string[];
  /** SHA-256 of the *ciphertext* this is about, hex or bytes. */
  readonly ct: string | Uint8Array;
  /** Which key or secret was used: name and version, never the secret. */
  readonly keyref: string;
}

/** One thing worth remembering, as the use case tells it. */
export type AuditGiven<Required extends keyof AuditDetails = never> = {
  /** Null for what the operator does to the installation; such entries need a transaction without a tenant. */
  readonly tenant: string | null;
  readonly actor: Actor;
  /**
   * Id of the object: a UUID, or one of the event's `objectIds`. Many UUIDs where exactly the same happened to all of
   * them at once: one entry, which names each; at most {@link SET_LIMIT}.
   */
  readonly object: string | readonly string[];
  /** When it happened; the moment of recording unless given. */
  readonly at?: Date;
} & Pick<AuditDetails, Required> &
  Partial<AuditDetails>;

/** An event's own constants, which every entry of it carries. */
interface AuditEventDefinition {
  readonly action: string;
  readonly log: AuditLog;
  /** Type of the object, e.g. `delivery`. */
  readonly object: string;
  /** The ids of a closed set of objects that have no UUID, e.g. the connectors. */
  readonly objectIds?: readonly string[];
  readonly requires: readonly (keyof AuditDetails)[];
}

/** What {@link AuditTrail.record} takes; made by calling an event. */
export interface AuditEntryDraft {
  readonly event: AuditEventDefinition;
  readonly given: AuditGiven;
}

export type AuditEvent<Required extends keyof AuditDetails = never> = (
  given: AuditGiven<Required>,
) => AuditEntryDraft;

/** Objects in one entry, which is then at most 40 KB. */
export const SET_LIMIT = 1_000;

const WORD = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Defines a kind of thing worth remembering, beside the use case that records it.
 *
 * `const recordDelivered = auditEvent('kita-planer/record-delivered', { log: 'record', object: 'delivery',
 * requires: ['subject', 'endpoint', 'attempt'] })`, then `audit.record(tx, recordDelivered({ … }))`.
 *
 * @throws {AuditEntryInvalid} if the action is not `library/what-happened`
 */
export function auditEvent<const Required extends keyof AuditDetails = never>(
  action: `${string}/${string}`,
  options: {
    readonly log: AuditLog;
    readonly object: string;
    readonly objectIds?: readonly string[];
    readonly requires?: readonly Required[];
  },
): AuditEvent<Required> {
  const [library = '', happened = '', ...more] = action.split('/');
  if (!WORD.test(library) || !WORD.test(happened) || more.length > 0) {
    throw new AuditEntryInvalid('an event', 'action', 'library/what-happened in lower case');
  }
  if (!WORD.test(options.object)) throw new AuditEntryInvalid(action, 'object', 'a word in lower case');
  const event: AuditEventDefinition = { requires: [], ...options, action };
  return (given) => ({ event, given });
}
