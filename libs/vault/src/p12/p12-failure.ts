import type { P12Reason } from './p12-refused';

/** What goes wrong inside the worker; it crosses the thread as reason and detail and arrives as `P12Refused`. */
export class P12Failure extends Error {
  constructor(
    readonly reason: P12Reason,
    readonly detail?: string,
  ) {
    super(reason);
  }
}
