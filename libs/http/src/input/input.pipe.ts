import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import { InputInvalid, QueryInvalid } from '../problem/field-error';
import { toInput } from './to-input';

/** What a parameter without a class of its own is declared as. */
const PLAIN: readonly unknown[] = [String, Number, Boolean, Array, Object, undefined];

/**
 * Turns bodies and queries into instances of the classes handlers ask for, or refuses them.
 *
 * @throws {InputInvalid} for a body, with the first breach as code and field and all of them listed
 * @throws {QueryInvalid} for a query
 */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || PLAIN.includes(metatype)) return value;
    const Input = metatype as ClassConstructor<object>;
    return type === 'body' ? toInput(Input, value) : toQuery(Input, value);
  }
}

/** Express hands out queries without a prototype, which class-transformer cannot take. */
function toQuery(Input: ClassConstructor<object>, value: unknown): object {
  try {
    return toInput(Input, { ...(value as object) });
  } catch (error) {
    if (!(error instanceof InputInvalid)) throw error;
    const errors = error.errors.map((one) => ({ ...one, field: one.field.slice(1) }));
    throw new QueryInvalid(error.message, errors[0]?.field, errors);
  }
}
