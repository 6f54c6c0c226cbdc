import type { LookupAddress, LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { blockedKind } from './addresses';
import { misconfigured, NotConnected } from './verdict';

/** Resolves names the way `dns.lookup` does when asked for all addresses. */
export type Resolver = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that hands out public or explicitly allowed addresses only.
 *
 * The socket connects to the addresses handed out, so a name that resolves differently a moment later
 * gains nothing. One blocked address among several blocks them all: a partner has no reason to mix.
 */
export function guardedLookup(resolve: Resolver, allowed: readonly string[]): LookupFunction {
  return (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      // Node hands out no list at all with an error.
      const [first] = error ? [] : addresses;
      if (error || !first) return callback(error ?? noAddress(), []);
      const blocked = addresses.some(({ address }) => blockedKind(address, allowed));
      if (blocked) return callback(new NotConnected(misconfigured('EGRESS_BLOCKED')), []);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
}

const noAddress = (): NodeJS.ErrnoException => Object.assign(new Error('no address'), { code: 'ENODATA' });
