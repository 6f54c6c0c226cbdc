import type { Actor } from '../actor';
import { AuditEntryInvalid } from '../errors';
import { SET_LIMIT, type AuditDetails, type AuditEntryDraft } from './audit-event';
import { CORE_FIELDS, detailRules, isActorId, isUuid, isWord } from './entry-rules';

/** The owner of the streams that belong to no tenant. */
export const OPERATOR = 'operator';

/**
 * Writes an entry down as canonical JSON (RFC 8785), with the fields of the format and no other.
 *
 * Everything is checked against the allow-list, so that neither a name nor a partner's message can
 * slip in (promise A4). What passes is ASCII and the members are listed in their order, which makes
 * plain `JSON.stringify` canonical.
 *
 * @throws {AuditEntryInvalid} naming the field that the trail does not take
 */
export function entryBody(draft: AuditEntryDraft, id: string, at: Date): string {
  const { event, given } = draft;
  checkCore(draft, at);
  checkDetails(draft);
  const { auth, id: actorId, type } = given.actor;
  return JSON.stringify({
    action: event.action,
    actor: { auth, id: actorId, type },
    at: at.toISOString(),
    attempt: given.attempt,
    cfg: given.cfg,
    code: given.code,
    ct: hex(given.ct),
    endpoint: given.endpoint,
    fields: given.fields,
    id,
    keyref: given.keyref,
    object: objectOf(given.object, event.object),
    outcome: given.outcome,
    purpose: given.purpose,
    req: given.req,
    subject: hex(given.subject),
    tenant: given.tenant ?? OPERATOR,
    v: typeof given.object === 'string' ? 1 : 2,
  });
}

/** The ids of a set stand in their order, so that there is one way of writing it down, and a short one. */
const objectOf = (ids: string | readonly string[], type: string): object =>
  typeof ids === 'string' ? { id: ids, type } : { ids: [...ids].sort(), type };

const ACTOR_TYPES: ReadonlySet<string> = new Set<Actor['type']>(['user', 'key', 'operator', 'system']);

function checkCore({ event, given: { tenant, actor, object } }: AuditEntryDraft, at: Date): void {
  const check = (field: string, holds: boolean, rule: string): void => {
    if (!holds) throw new AuditEntryInvalid(event.action, field, rule);
  };
  check('tenant', tenant === null || isUuid(tenant), 'a UUID or null');
  check(
    'object',
    typeof object === 'string' ? (event.objectIds?.includes(object) ?? isUuid(object)) : isSet(object),
    'a UUID, one of the declared ids, or up to 1,000 different UUIDs',
  );
  check('at', !Number.isNaN(at.getTime()), 'a time');
  check('actor.type', ACTOR_TYPES.has(actor.type), 'user, key, operator or system');
  check('actor.id', isActorId(actor.id), 'the id of an account, a key or a part of the system');
  check('actor.auth', actor.auth === undefined || isWord(actor.auth), 'a word');
}

const isSet = (ids: readonly string[]): boolean =>
  ids.length > 0 && ids.length <= SET_LIMIT && new Set(ids).size === ids.length && ids.every(isUuid);

function checkDetails({ event, given }: AuditEntryDraft): void {
  for (const [field, value] of Object.entries(given as Readonly<Record<string, unknown>>)) {
    if (CORE_FIELDS.has(field) || value === undefined) continue;
    if (!Object.hasOwn(detailRules, field)) {
      throw new AuditEntryInvalid(
        event.action,
        isWord(field) ? field : 'a field',
        'not a field of the format',
      );
    }
    const { holds, rule } = detailRules[field as keyof AuditDetails];
    if (!holds(value)) throw new AuditEntryInvalid(event.action, field, rule);
  }
  const missing = event.requires.find((field) => given[field] === undefined);
  if (missing) throw new AuditEntryInvalid(event.action, missing, 'required by the event');
}

const hex = (value: string | Uint8Array | undefined): string | undefined =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
