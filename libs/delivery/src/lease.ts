/** A worker's own copy of its claim, on a clock that never jumps (`performance.now()`), milliseconds. */
export interface Lease {
  /** Read before the claim was asked for, so that the copy never ends later than the original. */
  readonly claimedAt: number;
  readonly lasts: number;
}

/**
 * Whether the first byte may leave now: the rest of the lease must outlast the whole attempt.
 *
 * Compare this copy and never the row: the row may have been claimed anew by somebody else.
 */
export const maySend = (lease: Lease, now: number, attemptTimeout: number): boolean =>
  lease.claimedAt + lease.lasts - now > attemptTimeout;
