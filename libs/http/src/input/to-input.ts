import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { InputInvalid } from '../problem/field-error';
import { JsonUnreadable } from '../intake/json-errors';
import { errorsOf } from './errors-of';

/**
 * Makes an instance of a class-validator class from what was read, and checks it.
 *
 * @throws {JsonUnreadable} if it is not an object at all
 * @throws {InputInvalid} naming every field that breaks a rule
 */
export function toInput<T extends object>(Input: ClassConstructor<T>, plain: unknown): T {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new JsonUnreadable('JSON_INVALID', 'Position 0: the body must be a JSON object');
  }
  const input = plainToInstance(Input, plain, { exposeDefaultValues: true });
  const [first, ...others] = errorsOf(input);
  if (first) throw new InputInvalid([first, ...others]);
  return input;
}
