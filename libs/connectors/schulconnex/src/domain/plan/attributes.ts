import type { GroupReference, RemoteGroup, RemoteMembership, Subject } from '../group';
import type { Reachability, RemoteContext, RemotePerson } from '../person';

/** The four kinds of record the service keeps. */
export type Resource = 'person' | 'context' | 'group' | 'membership';

/** A value of an attribute as plans show and store it; `undefined` is nothing. */
export type Value =
  | string
  | boolean
  | readonly string[]
  | readonly Reachability[]
  | readonly Subject[]
  | readonly GroupReference[]
  | undefined;

/** How two values of an attribute are compared. */
export type Kind = 'text' | 'place' | 'code' | 'flag' | 'texts' | 'codes' | 'items';

const person = {
  referrer: 'text',
  familyName: 'text',
  givenName: 'text',
  familyNameInitials: 'text',
  givenNameInitials: 'text',
  nickname: 'text',
  title: 'text',
  salutations: 'texts',
  nameSuffixes: 'texts',
  sortIndex: 'text',
  birthDate: 'text',
  birthPlace: 'place',
  gender: 'code',
  locale: 'code',
  trustLevel: 'code',
  disclosureBlocked: 'flag',
  homeOrganisation: 'text',
} as const satisfies Record<string, Kind>;

const context = {
  referrer: 'text',
  role: 'code',
  reachabilities: 'items',
  status: 'code',
  grade: 'code',
  deletionTime: 'text',
} as const satisfies Record<string, Kind>;

const group = {
  referrer: 'text',
  name: 'text',
  topic: 'text',
  description: 'text',
  type: 'code',
  area: 'code',
  options: 'codes',
  differentiation: 'code',
  educationGoals: 'codes',
  grades: 'codes',
  subjects: 'items',
  references: 'items',
  termFrom: 'text',
  termFromPeriod: 'code',
  termUntil: 'text',
  termUntilPeriod: 'code',
} as const satisfies Record<string, Kind>;

const membership = {
  referrer: 'text',
  contextId: 'text',
  roles: 'codes',
  from: 'text',
  until: 'text',
} as const satisfies Record<string, Kind>;

/** Every attribute of every kind of record, in the order plans list them. */
export const attributes = { person, context, group, membership } as const;

type Attribute<R extends Resource> = keyof (typeof attributes)[R] & string;
export type Values<R extends Resource = Resource> = R extends Resource
  ? Readonly<Partial<Record<Attribute<R>, Value>>>
  : never;

/** The service's records as values. */
export const valuesOfPerson = (record: RemotePerson): Values<'person'> => record;

export const valuesOfContext = (record: RemoteContext): Values<'context'> => record;

export const valuesOfGroup = (record: RemoteGroup): Values<'group'> => ({
  ...(record as Omit<RemoteGroup, 'term'>),
  ...termValues(record),
});

export const valuesOfMembership = (record: RemoteMembership): Values<'membership'> => record;

/** A term's days and periods are attributes of their own: one of each end replaces the other. */
export const termValues = ({ term = {} }: Pick<RemoteGroup, 'term'>): Values<'group'> => ({
  termFrom: term.from,
  termFromPeriod: term.fromPeriod,
  termUntil: term.until,
  termUntilPeriod: term.untilPeriod,
});

/** Whether there is anything in a value. */
export function isEmpty(value: Value): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

/** Whether a change from one to the other would change anything for anybody. */
export function isSame(kind: Kind, one: Value, other: Value): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  return one === other || comparable(kind, one) === comparable(kind, other);
}

function comparable(kind: Kind, value: Value): unknown {
  if (typeof value === 'string') return comparableText(kind, value);
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const texts = items.map((item) =>
    typeof item === 'string' ? comparableText(kind, item) : inKeyOrder(item),
  );
  return JSON.stringify(kind === 'texts' ? texts : texts.sort());
}

function comparableText(kind: Kind, text: string): string {
  const composed = text.normalize('NFC').trim();
  if (kind === 'code' || kind === 'codes') return composed.toLowerCase();
  return kind === 'place' && !composed.includes(',') ? `${composed}, Deutschland` : composed;
}

const inKeyOrder = (item: unknown): string =>
  JSON.stringify(item, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
