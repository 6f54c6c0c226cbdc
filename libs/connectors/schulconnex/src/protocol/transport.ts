import type { Consume, EgressRequest, Exchange, SendOptions, Streamed } from '@gateway/egress';

/**
 * The way to one endpoint of a service. What stands behind it sends once per call, or repeats reading
 * requests by its own rules; the client itself repeats nothing but a request whose token had expired.
 */
export interface Transport {
  send(request: EgressRequest, options?: SendOptions): Promise<Exchange>;
  /** As `Egress.stream`: hands over the body of a successful answer while it arrives. */
  stream<T>(request: EgressRequest, consume: Consume<T>, options?: SendOptions): Promise<Streamed<T>>;
}
