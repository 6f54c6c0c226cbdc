export { RetryModule } from './retry.module';
export { defaultRetryPolicy, realTimePolicy } from './retry-policy';
export type { BreakerPolicy, RetryPolicy, Schedule } from './retry-policy';
export { Retrying, SURROUNDINGS } from './retrying';
export type { Surroundings } from './retrying';
export { mayRepeat, waitBefore } from './schedule';
