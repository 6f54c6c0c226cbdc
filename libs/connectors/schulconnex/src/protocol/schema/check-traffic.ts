import { codeLists, type CodeList, type Codes } from '../../domain/code-lists';
import { operations, type Operation } from '../operations';
import { errorAnswer } from './data-models';
import { interfaceSchema, type OperationSchema } from './interface';
import { validate, type ValidationRules, type Violation } from './validate';

/** One request to a service and its answer, as somebody between both saw them. */
export interface Seen {
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly request?: unknown;
  readonly status: number;
  readonly answer?: unknown;
}

/** Which operation a method and a path name, and whose record; `undefined` for none. */
export function operationOf(method: string, path: string): { operation: Operation; id?: string } | undefined {
  const parts = path.split('/');
  for (const [operation, [verb, template]] of ROUTES) {
    const places = template.split('/');
    if (verb !== method || places.length !== parts.length) continue;
    if (!places.every((place, index) => (place === '{id}' ? parts[index] : place === parts[index]))) continue;
    const id = parts[places.indexOf('{id}')];
    return { operation, ...(id !== undefined && { id: decodeURIComponent(id) }) };
  }
  return undefined;
}

const ROUTES = Object.entries(operations) as [Operation, readonly [string, string]][];

/**
 * Everything in an exchange the interface does not allow, as lines without values. Codes have to be in
 * canonical letter case; nothing that is written may be unknown.
 */
export function violationsIn(seen: Seen): string[] {
  const [route = '', query = ''] = seen.path.split('?');
  const found = operationOf(seen.method, route);
  if (!found) return [`${seen.method} ${route}: no such operation`];
  const { operation } = found;
  const schema = interfaceSchema[operation];
  const violations = [
    ...filterViolations(schema, new URLSearchParams(query)),
    ...(seen.status < 400 ? requestViolations(schema, seen) : []),
    ...answerViolations(schema, seen),
  ];
  return violations.map((violation) => `${operation} ${violation}`);
}

function filterViolations({ filters = [] }: OperationSchema, query: URLSearchParams): string[] {
  const names = [...query.keys()];
  const wrong = names.filter((name, index) => !filters.includes(name) || names.indexOf(name) !== index);
  return wrong.map((name) => `filter ${name}`);
}

function requestViolations({ request: schema }: OperationSchema, { request }: Seen): string[] {
  if (schema) return told('request', validate(schema, request, strict));
  return request === undefined ? [] : ['request: none allowed'];
}

function answerViolations(schema: OperationSchema, { status, answer }: Seen): string[] {
  if (status >= 400) return told('error', validate(errorAnswer, answer, strict));
  const wrongStatus = status === schema.status ? [] : [`status ${status}`];
  if (schema.answer) return [...wrongStatus, ...told('answer', validate(schema.answer, answer, strict))];
  return answer === undefined ? wrongStatus : [...wrongStatus, 'answer: none allowed'];
}

const told = (side: string, violations: readonly Violation[]): string[] =>
  violations.map(({ path, keyword }) => `${side} ${path}: ${keyword}`);

const strict: ValidationRules = { knowsCode: (list, code) => codeLists[list].includes(code) };

/** Knows codes in any letter case, as a service does. */
export const anyCase = (codes: Codes): ValidationRules => ({
  knowsCode: (list: CodeList, code) => codes.knows(list, code),
});
