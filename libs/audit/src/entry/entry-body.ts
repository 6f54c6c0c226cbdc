import type { Actor } from '../actor';
import { AuditEntryInvalid } from '../errors';
import type { AuditDetails, AuditEntryDraft } from './audit-event';
import { canonicalJson, type Json } from './canonical-json';
import { BINARY_DETAILS, CORE_FIELDS, detailRules, isActorId, isUuid, isWord } from './entry-rules';

/** The owner of the streams that belong to no tenant. */
export const OPERATOR = 'operator';

const ACTOR_TYPES: readonly Actor['type'][] = ['user', 'key', 'operator', 'system'];

/**
 * Writes an entry down as canonical JSON, with the fields of the format and no other.
 *
 * Everything is checked against the allow-list, so that neither a name nor a partner's message can
 * slip in (promise A4).
 *
 * @throws {AuditEntryInvalid} naming the field that the trail does not take
 */
export function entryBody({ event, given }: AuditEntryDraft, id: string, at: Date): string {
  const { tenant, actor, object } = given;
  const check = (field: string, holds: boolean, rule: string): void => {
    if (!holds) throw new AuditEntryInvalid(event.action, field, rule);
  };
  check('tenant', tenant === null || isUuid(tenant), 'a UUID or null');
  check('object', event.objectIds?.includes(object) ?? isUuid(object), 'a UUID or one of the declared ids');
  check('at', !Number.isNaN(at.getTime()), 'a time');

  return canonicalJson({
    v: 1,
    id,
    at: at.toISOString(),
    actor: actorOf(actor, check),
    tenant: tenant ?? OPERATOR,
    action: event.action,
    object: { type: event.object, id: object },
    ...detailsOf({ event, given }, check),
  });
}

type Check = (field: string, holds: boolean, rule: string) => void;

function actorOf({ type, id, auth }: Actor, check: Check): Json {
  check('actor.type', ACTOR_TYPES.includes(type), 'user, key, operator or system');
  check('actor.id', isActorId(id), 'an id of an account, key or part of the system');
  check('actor.auth', auth === undefined || isWord(auth), 'a word');
  return { type, id, auth };
}

function detailsOf({ event, given }: AuditEntryDraft, check: Check): Record<string, Json> {
  const details: Record<string, Json> = {};
  for (const [field, value] of Object.entries(given)) {
    if (CORE_FIELDS.has(field) || value === undefined) continue;
    check(isWord(field) ? field : 'a field', field in detailRules, 'not a field of the format');
    const { holds, rule } = detailRules[field as keyof AuditDetails];
    check(field, holds(value), rule);
    details[field] = BINARY_DETAILS.has(field) ? asText(value) : (value as Json);
  }
  for (const field of event.requires) check(field, field in details, 'required by the event');
  return details;
}

/** Bytes as hex; text stays as it is. */
const asText = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
