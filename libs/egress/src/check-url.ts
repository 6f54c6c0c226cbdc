import { isIP } from 'node:net';
import { blockedKind } from './addresses';
import { parseUrl } from './parse-url';
import type { Policy } from './policy';

/** Why a URL is not one we send to. Stable; shown with `URL_NOT_ALLOWED`. */
export type UrlFault =
  | 'ADDRESS_NOT_ALLOWED'
  | 'FRAGMENT'
  | 'IP_LITERAL'
  | 'NOT_A_URL'
  | 'NOT_HTTPS'
  | 'ODD_CHARACTERS'
  | 'ODD_NUMBER'
  | 'PORT_NOT_ALLOWED'
  | 'TRAILING_DOT'
  | 'USERINFO';

export type CheckedUrl =
  { readonly url: URL; readonly fault?: undefined } | { readonly url?: undefined; readonly fault: UrlFault };

/**
 * Whether requests may go to this URL under this policy. What a name resolves to is judged when it is
 * resolved, at the moment of connecting.
 *
 * Send to the URL returned, not to the text given: the two may look different and only one was judged.
 */
export function checkUrl(text: string, policy: Policy): CheckedUrl {
  if (ODD.test(text)) return { fault: 'ODD_CHARACTERS' };
  const url = parseUrl(text);
  if (!url) return { fault: 'NOT_A_URL' };
  const fault = faultOfShape(url, policy) ?? faultOfHost(url, text, policy);
  return fault ? { fault } : { url };
}

/** White space, control characters and the backslash, which URL parsers read in different ways. */
const ODD = /[\s\p{Cc}\p{Cf}\\]/u;

function faultOfShape(url: URL, policy: Policy): UrlFault | undefined {
  if (url.protocol !== 'https:') return 'NOT_HTTPS';
  if (url.username || url.password) return 'USERINFO';
  if (url.hash) return 'FRAGMENT';
  return policy.ports.includes(Number(url.port || 443)) ? undefined : 'PORT_NOT_ALLOWED';
}

function faultOfHost({ hostname }: URL, text: string, policy: Policy): UrlFault | undefined {
  if (hostname.endsWith('.')) return 'TRAILING_DOT';
  const address = literalOf(hostname);
  if (!address) return undefined;
  if (hostAsWritten(text) !== hostname) return 'ODD_NUMBER';
  if (!policy.ipLiterals) return 'IP_LITERAL';
  return blockedKind(address, policy.addresses) ? 'ADDRESS_NOT_ALLOWED' : undefined;
}

const hostAsWritten = (text: string): string | undefined =>
  /^https:\/\/(\[[^\]]*\]|[^:/?]*)/i.exec(text)?.[1]?.toLowerCase();

/** The address a URL's host is, if it is one and not a name. */
function literalOf(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) ? bare : undefined;
}
