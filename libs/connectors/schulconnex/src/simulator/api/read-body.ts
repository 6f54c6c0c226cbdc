import { Codes } from '../../domain/code-lists';
import type { Operation } from '../../protocol/operations';
import { anyCase } from '../../protocol/schema/check-traffic';
import { interfaceSchema } from '../../protocol/schema/interface';
import type { Schema } from '../../protocol/schema/schema';
import { validate, type Violation } from '../../protocol/schema/validate';
import { isJson, type Json } from '../../protocol/wire';
import { Fehler } from './fehler';

const rules = anyCase(new Codes());

/**
 * The body of a request, checked against the data model up to the first mistake (dossier 5).
 *
 * @throws Fehler 400/01, /04 to /11, /15, /16
 */
export function readBody(operation: Operation, body: string): Json {
  const { request } = interfaceSchema[operation];
  if (!request) return {};
  const value = parse(body);
  const [violation] = validate(request, value, rules);
  if (violation) throw asFehler(violation);
  if (!isJson(value)) throw new Fehler('400/05');
  refuseStrangeLetters(value, '');
  return value;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Fehler('400/04');
  }
}

/** Which error each kind of violation is; 400/06 for a bad e-mail address is the code list's own wish. */
const NUMBERS: Partial<Record<keyof Schema, string>> = {
  required: '400/01',
  type: '400/05',
  additionalProperties: '400/06',
  minLength: '400/07',
  pattern: '400/03',
  minItems: '400/10',
  'x-codeliste': '400/10',
  maxLength: '400/15',
  'x-entweder': '400/16',
};

function asFehler({ path, keyword }: Violation): Fehler {
  if (keyword === 'format') return new Fehler(path.endsWith('kennung') ? '400/06' : '400/09', path);
  return new Fehler(NUMBERS[keyword] ?? '400/03', path);
}

/** Not the whole DIN 91379: control characters, and scripts other than Latin. */
function refuseStrangeLetters(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (/\p{Cc}/u.test(value) || /(?!\p{Script=Latin})\p{L}/u.test(value)) throw new Fehler('400/08', path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (!name.startsWith('urn:')) refuseStrangeLetters(inner, path === '' ? name : `${path}.${name}`);
  }
}
