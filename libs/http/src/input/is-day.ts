import { registerDecorator, type ValidationOptions } from 'class-validator';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day of the calendar, written `2026-02-28`. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, year = '', month = '', day = ''] = DAY.exec(value) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number(year) >= 1000 && date.toISOString().slice(0, 10) === value;
}

/** A day that is tomorrow everywhere on earth has not come anywhere. */
const hasCome = (day: string): boolean =>
  day <= new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);

/**
 * A day that exists, written `2026-02-28` (abuse case 9); `{ past: true }` for days that cannot lie ahead,
 * such as a birth. Code `DATE_INVALID`.
 */
export function IsDay({
  past = false,
  ...options
}: ValidationOptions & { past?: boolean } = {}): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isDay',
      target: target.constructor,
      propertyName: String(property),
      options: {
        message: past
          ? '$property must be a day that exists and has come, such as 2026-02-28'
          : '$property must be a day that exists, such as 2026-02-28',
        ...options,
      },
      validator: { validate: (value: unknown) => isDay(value) && (!past || hasCome(value)) },
    });
  };
}
