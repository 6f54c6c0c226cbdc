import type { AxiosRequestConfig } from 'axios';
import type { Attempt } from './attempt';
import { checkUrl } from './check-url';
import { defaultLimits, type EgressRequest, type Endpoint } from './endpoint';
import type { GuardedAgent } from './guarded-agent';
import { publicPolicy } from './policy';
import { misconfigured, NotConnected } from './verdict';

/**
 * Where a request goes.
 *
 * @throws NotConnected when it must not go there, or is too large
 */
export function destination(
  { url: base, policy = publicPolicy, limits }: Endpoint,
  { path = '', body }: EgressRequest,
): URL {
  const endpoint = checkUrl(base, policy);
  const { url } = checkUrl(base + path, policy);
  const stays = /^([/?]|$)/.test(path) && endpoint.url?.origin === url?.origin;
  if (!url || !stays) throw new NotConnected(misconfigured('URL_NOT_ALLOWED'));
  const { requestBytes } = { ...defaultLimits, ...limits };
  if (body && body.length > requestBytes) throw new NotConnected(misconfigured('REQUEST_TOO_LARGE'));
  return url;
}

/** What the HTTP client is told. Everything it would do of its own accord is switched off. */
export const requestConfig = (
  url: URL,
  { method, headers, body }: EgressRequest,
  agent: GuardedAgent,
  attempt: Attempt,
): AxiosRequestConfig => ({
  url: url.href,
  method,
  headers: {
    Accept: '*/*',
    'Accept-Encoding': 'identity',
    'Content-Type': false,
    'User-Agent': 'Drehkreuz',
    ...headers,
  },
  data: body,
  httpsAgent: agent,
  transport: { request: attempt.open },
  maxRedirects: 0,
  proxy: false,
  decompress: false,
  responseType: 'stream',
  transformRequest: [],
  transformResponse: [],
  validateStatus: null,
  maxContentLength: -1,
  maxBodyLength: -1,
});
