import { isDate } from '../../domain/calendar';
import type { CodeList } from '../../domain/code-lists';
import { isJson, type Json } from '../wire';
import type { Schema } from './schema';

/** Where a value breaks the schema, and by which keyword; never the value. */
export interface Violation {
  /** E.g. `person.name.familienname`, `[3].rolle`; empty for the whole. */
  readonly path: string;
  readonly keyword: keyof Schema;
}

export interface ValidationRules {
  /** Whether a code is in a list – in canonical letter case, in any, as the caller decides. */
  readonly knowsCode: (list: CodeList, code: string) => boolean;
}

/** Everything about a value that breaks the schema, in the order of its attributes. */
export function validate(schema: Schema, value: unknown, rules: ValidationRules, path = ''): Violation[] {
  switch (schema.type) {
    case 'object':
      return isJson(value) ? validateObject(schema, value, rules, path) : [{ path, keyword: 'type' }];
    case 'array':
      return Array.isArray(value) ? validateArray(schema, value, rules, path) : [{ path, keyword: 'type' }];
    case 'string':
      return typeof value === 'string'
        ? validateString(schema, value, rules, path)
        : [{ path, keyword: 'type' }];
    case undefined:
      return [];
  }
}

function validateObject(schema: Schema, value: Json, rules: ValidationRules, path: string): Violation[] {
  const properties = schema.properties ?? {};
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const names = Object.keys(value);
  const unknown = names.filter((name) => !Object.hasOwn(properties, name) && !isVendorAttribute(name));
  return [
    ...(schema.additionalProperties === false ? unknown : []).map((name): Violation => ({
      path: at(name),
      keyword: 'additionalProperties',
    })),
    ...(schema.required ?? [])
      .filter((name) => !Object.hasOwn(value, name))
      .map((name): Violation => ({ path: at(name), keyword: 'required' })),
    ...names.flatMap((name) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return property ? validate(property, value[name], rules, at(name)) : [];
    }),
    ...(schema['x-entweder'] ?? [])
      .filter((either) => either.filter((name) => Object.hasOwn(value, name)).length > 1)
      .map((): Violation => ({ path, keyword: 'x-entweder' })),
  ];
}

/** RFC 8141, as far as a key can tell. */
const isVendorAttribute = (name: string): boolean => /^urn:[a-z0-9][a-z0-9-]{0,31}:.+/i.test(name);

function validateArray(
  { items = {}, minItems = 0, maxItems = Infinity }: Schema,
  value: readonly unknown[],
  rules: ValidationRules,
  path: string,
): Violation[] {
  return [
    ...(value.length < minItems ? [{ path, keyword: 'minItems' } as const] : []),
    ...(value.length > maxItems ? [{ path, keyword: 'maxItems' } as const] : []),
    ...value.flatMap((item, index) => validate(items, item, rules, `${path}[${index}]`)),
  ];
}

function validateString(schema: Schema, value: string, rules: ValidationRules, path: string): Violation[] {
  const list = schema['x-codeliste'];
  const broken: (keyof Schema | false)[] = [
    value.length < (schema.minLength ?? 0) && 'minLength',
    value.length > (schema.maxLength ?? Infinity) && 'maxLength',
    schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value) && 'pattern',
    schema.format !== undefined && !FORMATS[schema.format](value) && 'format',
    list !== undefined && !rules.knowsCode(list, value) && 'x-codeliste',
  ];
  return broken.filter((keyword) => keyword !== false).map((keyword) => ({ path, keyword }));
}

const FORMATS: Readonly<Record<NonNullable<Schema['format']>, (value: string) => boolean>> = {
  date: isDate,
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value),
};
