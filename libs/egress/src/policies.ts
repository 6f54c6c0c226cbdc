import { isIP } from 'node:net';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import ipaddr from 'ipaddr.js';
import { parseUrl } from './parse-url';
import { publicPolicy, type Policy } from './policy';

/** What whoever runs the gateway allows beyond public hosts on port 443. */
export class EgressConfig {
  /**
   * Exceptions, separated by spaces, each `host:port=range,range`: this host on this port may lie in these
   * address ranges (CIDR). `kita.intern:8443=10.20.0.0/16 localhost:8443=127.0.0.0/8,::1/128`
   */
  @IsOptional()
  @IsString()
  readonly EGRESS_ALLOW?: string;
}

/** A part of `EGRESS_ALLOW` that cannot be read. */
export class EgressAllowInvalid extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'CONFIG_INVALID';

  constructor(entry: number) {
    super(`Entry ${entry} of EGRESS_ALLOW is not host:port=range,range`, { entry });
  }
}

/** Which policy holds for an address: the public one, unless the operator has made an exception for its host and port. */
@Injectable()
export class EgressPolicies {
  private readonly exceptions: ReadonlyMap<string, Policy>;

  /** @throws {EgressAllowInvalid} */
  constructor({ EGRESS_ALLOW = '' }: EgressConfig) {
    const entries = EGRESS_ALLOW.split(/\s+/).filter(Boolean);
    this.exceptions = new Map(entries.map((entry, index) => exceptionFrom(entry, index + 1)));
  }

  for(url: string): Policy {
    const parsed = parseUrl(url);
    if (!parsed) return publicPolicy;
    const { hostname, port } = parsed;
    return this.exceptions.get(`${bare(hostname)}:${port || '443'}`) ?? publicPolicy;
  }
}

function exceptionFrom(entry: string, position: number): [string, Policy] {
  const match = /^(.+):(\d{1,5})=(.+)$/.exec(entry);
  const [, host = '', port = '', ranges = ''] = match ?? [];
  const addresses = ranges.split(',');
  if (!match || !addresses.every((range) => ipaddr.isValidCIDR(range)))
    throw new EgressAllowInvalid(position);
  const name = bare(host.toLowerCase());
  return [`${name}:${Number(port)}`, { ports: [Number(port)], addresses, ipLiterals: isIP(name) !== 0 }];
}

/** IPv6 addresses stand in brackets in URLs. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '');
