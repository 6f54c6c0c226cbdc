import { validateSync, type ValidationError } from 'class-validator';
import type { FieldError } from '../problem/field-error';
import { jsonPointer } from '../problem/json-pointer';

/** Codes of the rules that say more than that a value is wrong; a rule's `context: { code }` goes first. */
const CODE_OF: Readonly<Record<string, string>> = {
  whitelistValidation: 'FIELD_UNKNOWN',
  isDefined: 'FIELD_REQUIRED',
  isNotEmpty: 'FIELD_REQUIRED',
  isDay: 'DATE_INVALID',
  isDateString: 'DATE_INVALID',
  isIso8601: 'DATE_INVALID',
  isDate: 'DATE_INVALID',
  minDate: 'DATE_INVALID',
  maxDate: 'DATE_INVALID',
  isIn: 'CODE_UNKNOWN',
  isEnum: 'CODE_UNKNOWN',
  maxLength: 'TEXT_TOO_LONG',
  isLength: 'TEXT_TOO_LONG',
  arrayMaxSize: 'LIST_TOO_LONG',
};

/** The tenant is in the path; in a body it would be a wish nobody checks (abuse case 13). */
const TENANT_NAMES = new Set(['tenant', 'tenantid', 'tenant_id']);

/**
 * Every rule of its class the instance breaks, in the order of the class; empty if it is fine.
 *
 * Members the class does not have are breaches too. Made for one body and for every line of many alike.
 */
export function errorsOf(instance: object): FieldError[] {
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false },
  });
  return errors.flatMap((error) => flattened(error, []));
}

function flattened(error: ValidationError, above: readonly (string | number)[]): FieldError[] {
  const path = [...above, stepOf(error.property)];
  const own = Object.entries(error.constraints ?? {});
  const inner = (error.children ?? []).flatMap((child) => flattened(child, path));
  const [first] = own.map(([rule, message]) => fieldError(error, rule, message, path));
  return first ? [first, ...inner] : inner;
}

function fieldError(
  { property, value, contexts }: ValidationError,
  rule: string,
  message: string,
  path: readonly (string | number)[],
): FieldError {
  const field = jsonPointer(path);
  if (rule === 'whitelistValidation') {
    return TENANT_NAMES.has(property.toLowerCase())
      ? { field, code: 'FIELD_NOT_ALLOWED', message: 'The tenant is given by the path alone' }
      : { field, code: 'FIELD_UNKNOWN', message: 'There is no field of this name' };
  }
  const code = codeOf(contexts?.[rule] as unknown);
  if (code !== undefined) return { field, code, message };
  if (value === undefined || value === null) {
    return { field, code: 'FIELD_REQUIRED', message: 'This field is required' };
  }
  return { field, code: CODE_OF[rule] ?? 'FIELD_INVALID', message };
}

function codeOf(context: unknown): string | undefined {
  const { code } = (context ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

const stepOf = (property: string): string | number => (/^\d+$/.test(property) ? Number(property) : property);
