import { createInterface } from 'node:readline';
import type { Actor } from '@gateway/audit';
import { TwoOperators, type Confirmation } from '@gateway/identity';
import { Option } from 'commander';
import type { Session } from './session';

export interface Operators {
  readonly operators: readonly string[];
}

/** For what cannot be undone: two operators, each with a second factor, agree to it. */
export const operatorsOption = (): Option =>
  new Option(
    '--operators <email...>',
    'addresses of two operators; what their authenticator apps show comes by standard input, one code a line',
  ).makeOptionMandatory();

/** Who acts, once both have agreed. */
export async function agreedBy(
  { get }: Session,
  act: Parameters<TwoOperators['agree']>[0],
  { operators }: Operators,
): Promise<Actor> {
  process.stderr.write(`One code a line: ${operators.join(', ')}\n`);
  const codes: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (codes.push(line.trim()) === 2) break;
  }
  const confirmation = (index: number): Confirmation => ({
    email: operators[index] ?? '',
    code: codes[index] ?? '',
  });
  return get(TwoOperators).agree(act, confirmation(0), confirmation(1));
}
