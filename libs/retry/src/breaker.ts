import {
  circuitBreaker,
  ConsecutiveBreaker,
  CountBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy,
  type CircuitState,
  type IBreaker,
} from 'cockatiel';
import type { Exchange } from '@gateway/egress';
import type { BreakerPolicy } from './retry-policy';

/** Opens for as long as the policy says and then lets one probe through. */
export const breakerFor = (policy: BreakerPolicy, onOpen: (forMs: number) => void): CircuitBreakerPolicy =>
  circuitBreaker(
    handleWhenResult((exchange) => counts(exchange as Exchange, policy)),
    { breaker: breakerOf(policy), halfOpenAfter: { next: () => doubling(policy.openMs, policy, onOpen) } },
  );

/** What is wrong on our side says nothing about the partner. */
const counts = ({ reached, configuration, reason }: Exchange, policy: BreakerPolicy): boolean =>
  policy.counts.includes(reached) && !configuration && reason !== 'ABORTED' && reason !== 'WITHHELD';

interface Opening {
  readonly duration: number;
  next(): Opening;
}

function doubling(duration: number, policy: BreakerPolicy, onOpen: (forMs: number) => void): Opening {
  onOpen(duration);
  return { duration, next: () => doubling(Math.min(policy.maxOpenMs, duration * 2), policy, onOpen) };
}

function breakerOf({ consecutive, share }: BreakerPolicy): IBreaker {
  const inARow = new ConsecutiveBreaker(consecutive);
  return share ? either(inARow, new CountBreaker({ threshold: share.part, size: share.of })) : inARow;
}

const either = (...breakers: readonly IBreaker[]): IBreaker => ({
  state: undefined,
  success: (state: CircuitState) => breakers.forEach((breaker) => breaker.success(state)),
  failure: (state: CircuitState) => breakers.map((breaker) => breaker.failure(state)).includes(true),
});
