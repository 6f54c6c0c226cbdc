import { GatewayError } from '@gateway/errors';
import type { Request, Response } from 'express';

/** Passwords and sessions do not travel in clear, this machine aside. */
class InsecureTransport extends GatewayError {
  readonly kind = 'forbidden';
  readonly code = 'INSECURE_TRANSPORT';

  constructor() {
    super('Signing in needs https; only on this machine itself it works without');
  }
}

const NAMES = { session: 'drehkreuz', oidc: 'drehkreuz-oidc' } as const;

type CookieName = keyof typeof NAMES;

/** What a request brings under this name; only names that its transport allows are looked at. */
export function readCookie(request: Request, cookie: CookieName): string | undefined {
  const name = nameOf(request, cookie);
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  return found !== undefined && /^[\w-]{43}$/.test(found) ? found : undefined;
}

/**
 * Lax, so that a link from elsewhere finds somebody signed in; nothing that changes anything trusts that alone.
 *
 * @throws {InsecureTransport}
 */
export function setCookie(
  { request, response }: { readonly request: Request; readonly response: Response },
  cookie: CookieName,
  value: string,
): void {
  if (!request.secure && !isThisMachine(request)) throw new InsecureTransport();
  response.cookie(nameOf(request, cookie), value, attributesOf(request));
}

export function clearCookie(
  { request, response }: { readonly request: Request; readonly response: Response },
  cookie: CookieName,
): void {
  response.clearCookie(nameOf(request, cookie), attributesOf(request));
}

const attributesOf = ({ secure }: Request): object => ({
  ...{ httpOnly: true, sameSite: 'lax', path: '/' },
  secure,
});

/** Browsers take a name with this prefix only with Secure, from this host, for every path. */
const nameOf = ({ secure }: Request, cookie: CookieName): string =>
  secure ? `__Host-${NAMES[cookie]}` : NAMES[cookie];

const isThisMachine = ({ hostname }: Request): boolean =>
  ['127.0.0.1', 'localhost', '[::1]', '::1'].includes(hostname);
