import { GatewayError } from '@gateway/errors';
import type { Request } from 'express';

/** A request that changes something and does not come from our own pages. */
class CrossSiteRefused extends GatewayError {
  readonly kind = 'forbidden';
  readonly code = 'CROSS_SITE_REFUSED';

  constructor() {
    super('Requests with a session must come from the pages of this gateway');
  }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Browsers say where a request comes from (Fetch Metadata, else Origin), and no page can change what they
 * say. A cookie alone proves nothing: another port of the same host is the same site.
 *
 * @throws {CrossSiteRefused} for an unsafe method from elsewhere, or of unknown origin where a cookie counts
 */
export function requireSameOrigin(
  request: Pick<Request, 'method' | 'headers' | 'protocol'>,
  { cookieCounts }: { readonly cookieCounts: boolean },
): void {
  if (SAFE.has(request.method)) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin') throw new CrossSiteRefused();
  } else if (origin !== undefined) {
    if (origin !== `${request.protocol}://${host ?? ''}`) throw new CrossSiteRefused();
  } else if (cookieCounts) throw new CrossSiteRefused();
}
