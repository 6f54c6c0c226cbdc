export { defaultLimits } from './endpoint';
export type { ClientCertificate, EgressRequest, Endpoint, Limits, SendOptions } from './endpoint';
export { asExchange } from './exchange';
export type { AnswerHeaders, Exchange, Reached, Reason, ServerCertificate, Timings } from './exchange';
export { loopbackPolicy, publicPolicy } from './policy';
export type { Policy } from './policy';
