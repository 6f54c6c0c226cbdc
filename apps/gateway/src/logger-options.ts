import { requestId } from '@gateway/http';
import type { Params } from 'nestjs-pino';
import type { Writable } from 'node:stream';
import type { ServerConfig } from './server.config';

/** Keys under which secrets or personal data would stand if somebody logged an object by mistake. */
const hidden = [
  ...['authorization', 'cookie', 'passwort', 'password', 'passphrase', 'filePassword', 'key', 'cert', 'pfx'],
  ...['file', 'token', 'body'],
];

/**
 * One JSON line per event. Of a request only method, path without query, status and duration: bodies,
 * headers and queries are where personal data would be.
 */
export const loggerOptions = ({ LOG_LEVEL }: Pick<ServerConfig, 'LOG_LEVEL'>, stream?: Writable): Params => ({
  pinoHttp: {
    ...(stream ? { stream } : {}),
    genReqId: requestId,
    level: LOG_LEVEL,
    redact: { paths: hidden.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[hidden]' },
    quietReqLogger: true,
    autoLogging: { ignore: ({ url = '' }) => url.startsWith('/health/') || url === '/metrics' },
    customProps: (_request, response) => ({ request: response.getHeader('X-Request-Id') }),
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({ method, path: url.split('?')[0] }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
      err: (error: Error) => ({ type: error.name, code: (error as { code?: unknown }).code }),
    },
  },
});
