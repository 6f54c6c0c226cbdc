import { X509Certificate } from 'node:crypto';
import { ValidateBy, type ValidationOptions } from 'class-validator';
import { codeLists } from './domain/code-lists';
import { attributes, type Resource } from './domain/plan/attributes';

/** One or more PEM certificates, each of which can be read. */
export function IsPemCertificates(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = (): string => '$property must be PEM certificates';
  return ValidateBy({ name: 'isPemCertificates', validator: { validate: arePem, defaultMessage } }, options);
}

/** Names of attributes of one kind of record. */
export function AreAttributesOf(resource: Resource): PropertyDecorator {
  const names = Object.keys(attributes[resource]);
  return ValidateBy({
    name: 'areAttributes',
    validator: {
      validate: (value: unknown) =>
        Array.isArray(value) && value.every((name: unknown) => names.includes(String(name))),
      defaultMessage: () => `$property must be a list of ${names.join(', ')}`,
    },
  });
}

/** Code lists of Schulconnex by their names, each a list of short codes. */
export function AreCodeLists(): PropertyDecorator {
  return ValidateBy({
    name: 'areCodeLists',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' && value !== null && Object.entries(value).every(isCodeList),
      defaultMessage: () => `$property must be lists of codes, named ${Object.keys(codeLists).join(', ')}`,
    },
  });
}

const isCodeList = ([name, codes]: [string, unknown]): boolean =>
  Object.hasOwn(codeLists, name) &&
  Array.isArray(codes) &&
  codes.length <= 1_000 &&
  codes.every((code) => typeof code === 'string' && code !== '' && code.length <= 100);

function arePem(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const blocks = value.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.length > 0 && blocks.every(isReadable);
}

function isReadable(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
