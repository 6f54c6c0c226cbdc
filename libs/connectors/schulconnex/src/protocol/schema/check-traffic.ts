import { codeLists, Codes, type CodeList } from '../../domain/code-lists';
import { operations, type Operation } from '../operations';
import { errorAnswer } from './data-models';
import { interfaceSchema } from './interface';
import { validate, type ValidationRules } from './validate';

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
    if (!places.every((place, index) => place === '{id}' || place === parts[index])) continue;
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
export function violationsIn({ method, path, request, status, answer }: Seen): string[] {
  const [route = '', query = ''] = path.split('?');
  const found = operationOf(method, route);
  if (!found) return [`${method} ${route}: no such operation`];
  const { operation } = found;
  const schema = interfaceSchema[operation];
  const told = (side: string, violations: ReturnType<typeof validate>): string[] =>
    violations.map(({ path: at, keyword }) => `${operation} ${side} ${at}: ${keyword}`);

  const filters = [...new URLSearchParams(query).keys()];
  const failed = status >= 400;
  return [
    ...filters
      .filter((name, index) => !schema.filters?.includes(name) || filters.indexOf(name) !== index)
      .map((name) => `${operation} filter ${name}`),
    ...(schema.request && !failed ? told('request', validate(schema.request, request, strict)) : []),
    ...(!schema.request && request !== undefined ? [`${operation} request: none allowed`] : []),
    ...(failed || status === schema.status ? [] : [`${operation} status ${status}`]),
    ...(failed ? told('error', validate(errorAnswer, answer, strict)) : []),
    ...(!failed && schema.answer ? told('answer', validate(schema.answer, answer, strict)) : []),
    ...(!failed && !schema.answer && answer !== undefined ? [`${operation} answer: none allowed`] : []),
  ];
}

const strict: ValidationRules = { knowsCode: (list, code) => codeLists[list].includes(code) };

/** Knows codes in any letter case, as a service does. */
export const anyCase = (codes: Codes): ValidationRules => ({
  knowsCode: (list: CodeList, code) => codes.knows(list, code),
});
