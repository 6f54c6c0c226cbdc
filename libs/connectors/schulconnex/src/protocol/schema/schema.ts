import type { CodeList } from '../../domain/code-lists';

/**
 * The part of JSON Schema (2020-12) the interface needs, plus `x-codeliste`: a text out of a code list.
 * Our own description of the interface, written from its data models.
 */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Vendor attributes (URN keys) are always allowed; nothing else that is unknown if `false`. */
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: 'date' | 'email';
  /** Properties of which at most one may be there. */
  readonly 'x-entweder'?: readonly (readonly string[])[];
  readonly 'x-codeliste'?: CodeList;
}

type Properties = Readonly<Record<string, Schema>>;

export const text = (maxLength = 256): Schema => ({ type: 'string', maxLength });
export const filledText = (maxLength = 256): Schema => ({ type: 'string', minLength: 1, maxLength });
export const date: Schema = { type: 'string', format: 'date' };
export const codeOf = (list: CodeList): Schema => ({ type: 'string', 'x-codeliste': list });
export const listOf = (items: Schema, minItems = 0): Schema => ({ type: 'array', items, minItems });

/** These attributes and, vendor attributes apart, no others. */
export function closed(properties: Properties, ...required: readonly string[]): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The same with more attributes, all of them required. */
export function withAlso(schema: Schema, properties: Properties): Schema {
  return {
    ...schema,
    properties: { ...schema.properties, ...properties },
    required: [...(schema.required ?? []), ...Object.keys(properties)],
  };
}

/** The same with more attributes that may be there. */
export const withOptional = (schema: Schema, properties: Properties): Schema => ({
  ...schema,
  properties: { ...schema.properties, ...properties },
});
