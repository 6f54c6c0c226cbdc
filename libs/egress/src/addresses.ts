import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/**
 * The kind of an address we do not connect to (`private`, `loopback`, `linkLocal`, …), or nothing if
 * it is public or within one of the ranges allowed in CIDR notation.
 *
 * Everything not known to be public is refused: also the ways IPv6 has to write an IPv4 address
 * (mapped, NAT64, 6to4, Teredo), because the address behind it may be one of ours.
 */
export function blockedKind(address: string, allowed: readonly string[]): string | undefined {
  const parsed = ipaddr.parse(address);
  if (allowed.some((range) => lies(ipaddr.process(address), range))) return undefined;
  if (parsed.kind() === 'ipv6') return kindOfIPv6(parsed as IPv6);
  return address === AZURE_WIRE_SERVER ? 'metadata' : publicOr(parsed.range());
}

/** Looks public, but reaches the host of a virtual machine. */
const AZURE_WIRE_SERVER = '168.63.129.16';

/** Only 2000::/3 is handed out for use on the public internet. */
function kindOfIPv6(address: IPv6): string | undefined {
  const kind = publicOr(address.range());
  return kind ?? (address.match(ipaddr.IPv6.parseCIDR('2000::/3')) ? undefined : 'unassigned');
}

const publicOr = (range: string): string | undefined => (range === 'unicast' ? undefined : range);

function lies(address: IPv4 | IPv6, range: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(range);
  return address.kind() === network.kind() && address.match(network, bits);
}
