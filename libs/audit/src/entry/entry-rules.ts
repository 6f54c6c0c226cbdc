import type { AuditDetails } from './audit-event';

/** Properties of a draft that are no details; each has a rule of its own. */
export const CORE_FIELDS: ReadonlySet<string> = new Set(['tenant', 'actor', 'object', 'at']);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;
const PSEUDONYM = /^([0-9a-f]{32}|[0-9a-f]{64}|[A-Za-z0-9_-]{43})$/;
const CODE = /^[A-Z0-9][A-Z0-9_]*([./-][A-Z0-9_]+)*$/;
const KEY = /^[a-z0-9]+([._:/@-][a-z0-9]+)*$/;
const FIELD = /^[a-z][A-Za-z0-9_]*(\[\d*\])?(\.[a-z][A-Za-z0-9_]*(\[\d*\])?)*$/;
const WORD = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A day, or as many digits as a citizen's, pupil's or telephone number has. */
const PERSONAL = /\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{2,4}|\d{8,}/;

const isText = (value: unknown, longest: number, ...forms: RegExp[]): value is string =>
  typeof value === 'string' && value.length <= longest && forms.some((form) => form.test(value));

const isPlain = (value: unknown, longest: number, form: RegExp): boolean =>
  isText(value, longest, form) && !PERSONAL.test(value);

export const isUuid = (value: unknown): boolean => isText(value, 36, UUID);

export const isWord = (value: unknown): boolean => isPlain(value, 64, WORD);

/** A UUID, or the machine name of a login or a part of the system; a mail address is neither. */
export const isActorId = (value: unknown): boolean =>
  isUuid(value) || (isPlain(value, 64, KEY) && !String(value).includes('@'));

const isBytes = (value: unknown, ...lengths: number[]): boolean =>
  value instanceof Uint8Array && lengths.includes(value.length);

/** The key of something: the UUIDs in it aside, it holds nothing a person could be recognised by. */
export const isKey = (value: unknown): boolean =>
  isText(value, 200, KEY) &&
  !PERSONAL.test(value.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id'));

interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly rule: string;
}

/** The allow-list: what may be said, and in which form. Anything else is refused. */
export const detailRules: Readonly<Record<keyof AuditDetails, Rule>> = {
  subject: {
    holds: (value) => isBytes(value, 16, 32) || isText(value, 64, PSEUDONYM),
    rule: 'a pseudonym of 16 or 32 bytes',
  },
  purpose: { holds: isKey, rule: 'a word of the configuration' },
  outcome: {
    holds: (value) => isText(value, 10, /^(success|failure|denied|uncertain)$/),
    rule: 'success, failure, denied or uncertain',
  },
  code: { holds: (value) => isPlain(value, 64, CODE), rule: 'a code in upper case' },
  attempt: {
    holds: (value) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= 1_000_000,
    rule: 'a number from 1',
  },
  endpoint: { holds: isKey, rule: 'the key or host of an endpoint' },
  req: {
    holds: (value) => isUuid(value) || isText(value, 64, /^[0-9a-f]{16}([0-9a-f]{16})?$/),
    rule: 'a UUID or trace id',
  },
  cfg: { holds: (value) => isText(value, 64, HASH), rule: 'a SHA-256 in hex' },
  fields: {
    holds: (value) =>
      Array.isArray(value) && value.length <= 200 && value.every((name) => isPlain(name, 80, FIELD)),
    rule: 'names of fields',
  },
  ct: { holds: (value) => isBytes(value, 32) || isText(value, 64, HASH), rule: 'a SHA-256' },
  keyref: { holds: isKey, rule: 'the name and version of a key' },
};
