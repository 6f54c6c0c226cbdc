import { GatewayError } from '@gateway/errors';
import { checkUrl, type UrlFault } from './check-url';
import type { Policy } from './policy';

/** Somebody entered a URL we would never send to. The fact `reason` is a {@link UrlFault}. */
export class UrlNotAllowed extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'URL_NOT_ALLOWED';

  constructor(fault: UrlFault, field?: string) {
    super(`This URL is not allowed: ${fault}`, { reason: fault }, { field });
  }
}

/**
 * The URL a person entered, as it will be used.
 *
 * @param field where it was entered
 * @throws UrlNotAllowed
 */
export function allowedUrl(text: string, policy: Policy, field?: string): URL {
  const { url, fault } = checkUrl(text, policy);
  if (fault) throw new UrlNotAllowed(fault, field);
  return url;
}
