/**
 * Where an endpoint may lie. Everything that is not public, port 443 and named is allowed only here,
 * per endpoint, by whoever runs the gateway – never by a switch for the whole house.
 */
export interface Policy {
  readonly ports: readonly number[];
  /** Ranges in CIDR notation that are allowed although they are not public. */
  readonly addresses: readonly string[];
  /** Whether the URL may name an IP address instead of a host. */
  readonly ipLiterals: boolean;
}

/** Public addresses by name, port 443. What holds where nothing else is said. */
export const publicPolicy: Policy = { ports: [443], addresses: [], ipLiterals: false };

/** This machine, on the ports named: for simulators and tests. */
export const loopbackPolicy = (...ports: readonly number[]): Policy => ({
  ports,
  addresses: ['127.0.0.0/8', '::1/128'],
  ipLiterals: true,
});
