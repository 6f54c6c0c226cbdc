import { X509Certificate } from 'node:crypto';
import { ValidateBy, type ValidationOptions } from 'class-validator';
import { mandatoryFields } from './domain/fields';

/** Five cron fields: minute, hour, day, month, weekday, each with numbers, lists, ranges and steps. */
export function IsCron(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isCron',
      validator: { validate: isCron, defaultMessage: () => '$property must be five cron fields' },
    },
    options,
  );
}

/** One or more PEM certificates, each of which can be read. */
export function IsPemCertificates(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isPemCertificates',
      validator: { validate: arePemCertificates, defaultMessage: () => '$property must be PEM certificates' },
    },
    options,
  );
}

/** What the Kita-Planer cannot do without must not be switched off. */
export function ContainsMandatoryFields(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'containsMandatoryFields',
      validator: {
        validate: (value: unknown) =>
          Array.isArray(value) && mandatoryFields.every((field) => value.includes(field)),
        defaultMessage: () => `$property must contain ${mandatoryFields.join(', ')}`,
      },
    },
    options,
  );
}

const limits = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

function isCron(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 200) return false;

  const parts = value.split(' ');
  return parts.length === limits.length && limits.every((limit, i) => isCronField(parts[i] ?? '', limit));
}

const isCronField = (field: string, [min, max]: readonly [number, number]): boolean =>
  field.split(',').every((part) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return false;

    const [, from, to, step] = match.map((text: string | undefined) =>
      text === undefined ? undefined : Number(text),
    );
    const first = from ?? min;
    const last = to ?? from ?? max;
    return first >= min && last <= max && first <= last && step !== 0;
  });

function arePemCertificates(value: unknown): boolean {
  if (typeof value !== 'string') return false;

  const blocks = value.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.length > 0 && blocks.every(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
