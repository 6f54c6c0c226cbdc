import type { Finding, FindingCode } from '../domain/check-snapshot';
import type { LocalGroup, LocalMembership } from '../domain/group';
import type { LocalContext, LocalPerson } from '../domain/person';

/** What may stand in a field: a text, texts, yes or no, an object, or a list of objects. A `!` must be there. */
type Field =
  'text' | 'text!' | 'texts' | 'texts!' | 'flag' | { readonly one: Shape } | { readonly many: Shape };

type Shape = Readonly<Record<string, Field>>;

const context: Shape = {
  key: 'text!',
  role: 'text!',
  reachabilities: { many: { type: 'text!', address: 'text!' } },
  status: 'text',
  grade: 'text',
  deletionTime: 'text',
};

const person: Shape = {
  key: 'text!',
  familyName: 'text!',
  givenName: 'text!',
  birthDate: 'text',
  birthPlace: 'text',
  familyNameInitials: 'text',
  givenNameInitials: 'text',
  nickname: 'text',
  title: 'text',
  salutations: 'texts',
  nameSuffixes: 'texts',
  sortIndex: 'text',
  gender: 'text',
  locale: 'text',
  trustLevel: 'text',
  disclosureBlocked: 'flag',
  homeOrganisation: 'text',
  internal: 'flag',
  contexts: { many: context },
};

const membership: Shape = { key: 'text!', context: 'text!', roles: 'texts!', from: 'text', until: 'text' };

const group: Shape = {
  key: 'text!',
  name: 'text!',
  type: 'text!',
  topic: 'text',
  description: 'text',
  area: 'text',
  options: 'texts',
  differentiation: 'text',
  educationGoals: 'texts',
  grades: 'texts',
  subjects: { many: { code: 'text', name: 'text' } },
  term: { one: { from: 'text', fromPeriod: 'text', until: 'text', untilPeriod: 'text' } },
  references: { many: { group: 'text!', roles: 'texts' } },
  memberships: { many: membership },
};

/** A record, or why it is none. Findings name places, never values. */
export type Read<T> = { readonly record: T } | { readonly findings: readonly Finding[] };

export const readPerson = (value: unknown, path: string): Read<LocalPerson> => read(person, value, path);
export const readGroup = (value: unknown, path: string): Read<LocalGroup> => read(group, value, path);
export const readContext = (value: unknown, path: string): Read<LocalContext> => read(context, value, path);
export const readMembership = (value: unknown, path: string): Read<LocalMembership> =>
  read(membership, value, path);

/** The key somebody gave a record that cannot be read, as far as it can be repeated. */
export function keyIn(value: unknown): string {
  const key = isObject(value) ? value.key : undefined;
  return typeof key === 'string' ? printable(key) : '';
}

/** What can be stored and shown; a key that cannot is none. */
export const printable = (key: string): string =>
  key.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(key) ? key : '';

function read<T>(shape: Shape, value: unknown, path: string): Read<T> {
  const reader = new ShapeReader(keyIn(value));
  const record = reader.object(shape, value, path);
  return reader.findings.length === 0 ? { record: record as T } : { findings: reader.findings };
}

class ShapeReader {
  readonly findings: Finding[] = [];

  constructor(private readonly key: string) {}

  /** What is null or absent is left out. */
  object(shape: Shape, value: unknown, path: string): object {
    if (!isObject(value)) {
      this.found('TYPE_INVALID', path, 'object');
      return {};
    }
    const read: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(shape)) {
      const given = value[name] ?? undefined;
      if (given !== undefined) read[name] = this.field(field, given, `${path}.${name}`);
      else if (typeof field === 'string' && field.endsWith('!'))
        this.found('FIELD_MISSING', `${path}.${name}`);
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(shape, name)) this.found('FIELD_UNKNOWN', `${path}.${shown(name)}`);
    }
    return read;
  }

  private field(field: Field, value: unknown, path: string): unknown {
    if (typeof field === 'object') {
      if ('one' in field) return this.object(field.one, value, path);
      if (!Array.isArray(value)) return this.wrong(path, 'list');
      return value.map((item: unknown, at) => this.object(field.many, item, `${path}[${at}]`));
    }
    if (field === 'flag') return typeof value === 'boolean' ? value : this.wrong(path, 'boolean');
    if (field.startsWith('texts')) return this.texts(value, path);
    return typeof value === 'string' ? value : this.wrong(path, 'text');
  }

  private texts(value: unknown, path: string): unknown {
    const list = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return list ? value : this.wrong(path, 'list of texts');
  }

  /** Nothing can be made of it. */
  private wrong(path: string, expected: string): unknown {
    this.found('TYPE_INVALID', path, expected);
    return undefined;
  }

  private found(code: FindingCode, path: string, expected?: string): void {
    const more = expected === undefined ? {} : { expected };
    this.findings.push({ code, path, key: this.key, refuses: 'record', ...more });
  }
}

/** Names of fields come from outside: whatever is not plain is not repeated. */
const shown = (name: string): string => (/^\w{1,40}$/.test(name) ? name : '?');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
