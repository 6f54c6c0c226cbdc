import type { Aanleverpunt } from '../domain/aanleverpunt';
import type { Profile } from '../domain/profile';
import type { Operation } from '../protocol/messages';
import type { Values } from '../protocol/match-message';

/** A request as a service understands it. */
export interface SimulatedRequest {
  readonly operation: Operation;
  readonly values: Values;
  readonly bron: Aanleverpunt;
  readonly doel: Aanleverpunt;
  readonly koppelsleutel: string;
  /** Organisation number of the caller's certificate. */
  readonly caller: string;
}

export function requestOf(
  operation: Operation,
  values: Values,
  { addressedBy }: Profile,
  caller: string,
): SimulatedRequest {
  const value = (name: string): string => values.get(name) ?? '';
  const point = (who: 'bron' | 'doel'): Aanleverpunt => ({
    brin: value(`${who}Brin`),
    point: value(`${who}${addressedBy}`),
  });
  return {
    operation,
    values,
    bron: point('bron'),
    doel: point('doel'),
    koppelsleutel: value('koppelsleutel'),
    caller,
  };
}
