import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import { isDay } from '../domain/calendar';

/** What may be wrong with a value. The caller's software compares these; nothing of the value is told. */
export type ComplaintCode =
  | 'FIELD_UNKNOWN'
  | 'FIELD_REQUIRED'
  | 'TYPE_INVALID'
  | 'TEXT_INVALID'
  | 'TEXT_TOO_LONG'
  | 'DATE_INVALID'
  | 'NUMBER_INVALID'
  | 'VALUE_UNKNOWN'
  | 'LIST_TOO_LONG'
  | 'LINE_DUPLICATE'
  | 'JSON_TOO_COMPLEX';

type Check = (value: unknown) => ComplaintCode | undefined;

/** A constraint whose message is its code, so that one validator per property is enough; it describes the property too. */
const Checked =
  (name: string, check: Check, described: object) =>
  ({ optional = false } = {}): PropertyDecorator =>
  (target, property) => {
    const complaint: Check = (value) =>
      value === undefined || value === null ? (optional ? undefined : 'FIELD_REQUIRED') : check(value);
    const options = { ...described, required: !optional, ...(optional ? { nullable: true } : {}) };
    ApiProperty(options)(target, property);
    ValidateBy({
      name,
      validator: {
        validate: (value: unknown) => complaint(value) === undefined,
        defaultMessage: (args) => complaint(args?.value) ?? '',
      },
    })(target, property);
  };

/** Control characters, NUL among them, and halves of surrogate pairs, which would be stored as U+FFFD. */
const unprintable = /[\p{Cc}\p{Cs}]/u;

/**
 * Text as somebody typed it, at most `max` UTF-16 units long. The limit only keeps floods out; that a
 * name is too long for the Kita-Planer is shown at the record (KP-P04).
 */
export const Text = (max: number, { optional = false } = {}): PropertyDecorator =>
  Checked(
    'text',
    (value) => {
      if (typeof value !== 'string') return 'TYPE_INVALID';
      if (value.length > max) return 'TEXT_TOO_LONG';
      if (unprintable.test(value)) return 'TEXT_INVALID';
      return optional || value.trim() !== '' ? undefined : 'FIELD_REQUIRED';
    },
    { type: String, maxLength: max },
  )({ optional });

const day = { type: String, format: 'date' } as const;

/** A day of the calendar, `2026-08-01`. */
export const IsoDate = Checked(
  'isoDate',
  (value) => (typeof value === 'string' && isDay(value) ? undefined : 'DATE_INVALID'),
  day,
);

/** A day that is not later than today anywhere on earth. */
export const PastDate = Checked(
  'pastDate',
  (value) =>
    typeof value === 'string' && isDay(value) && value <= latestToday() ? undefined : 'DATE_INVALID',
  day,
);

export const Flag = Checked('flag', (value) => (typeof value === 'boolean' ? undefined : 'TYPE_INVALID'), {
  type: Boolean,
});

export const LineNumber = Checked(
  'lineNumber',
  (value) => {
    if (typeof value !== 'number') return 'TYPE_INVALID';
    return Number.isSafeInteger(value) && value >= 0 ? undefined : 'NUMBER_INVALID';
  },
  { type: 'integer', minimum: 0 },
);

export const OneOf = (
  ...choices: readonly string[]
): ((options?: { optional?: boolean }) => PropertyDecorator) =>
  Checked(
    'oneOf',
    (value) => (typeof value === 'string' && choices.includes(value) ? undefined : 'VALUE_UNKNOWN'),
    { type: String, enum: choices },
  );

/** A nested object of one of our classes. */
export const Part =
  (type: () => Shape, { optional = false } = {}): PropertyDecorator =>
  (target, property) => {
    remember(target, property, type);
    if (optional) IsOptional()(target, property);
    Checked(
      'part',
      (value) => (typeof value === 'object' && !Array.isArray(value) ? undefined : 'TYPE_INVALID'),
      { type: () => type() },
    )({ optional })(target, property);
    ValidateNested()(target, property);
  };

/** A list of nested objects of one of our classes. */
export const Parts =
  (type: () => Shape, max: number): PropertyDecorator =>
  (target, property) => {
    remember(target, property, type);
    Checked(
      'parts',
      (value) => {
        if (!Array.isArray(value) || value.some((item) => Array.isArray(item))) return 'TYPE_INVALID';
        return value.length <= max ? undefined : 'LIST_TOO_LONG';
      },
      { type: () => type(), isArray: true, maxItems: max },
    )()(target, property);
    ValidateNested({ each: true })(target, property);
  };

/** A class whose properties carry the decorators of this file. */
export interface Shape {
  readonly prototype: object;
}

const parts = new Map<object, Map<string, () => Shape>>();

const remember = (target: object, property: string | symbol, type: () => Shape): void => {
  parts.set(target, (parts.get(target) ?? new Map<string, () => Shape>()).set(String(property), type));
};

/**
 * Gives parsed JSON the classes that carry its rules, every object a copy. A sixth of what
 * class-transformer costs, which at thousands of children in a request is most of the validation.
 */
export function shaped(value: unknown, { prototype }: Shape): unknown {
  if (Array.isArray(value)) return value.map((item) => shaped(item, { prototype }));
  if (typeof value !== 'object' || value === null) return value;

  const copy = Object.assign(Object.create(prototype) as Record<string, unknown>, value);
  for (const [property, type] of parts.get(prototype) ?? []) {
    if (copy[property] !== undefined) copy[property] = shaped(copy[property], type());
  }
  return copy;
}

const latestToday = (): string => new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
