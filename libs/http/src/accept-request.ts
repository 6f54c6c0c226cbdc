import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { requestId } from './problem/correlation';
import { QueryInvalid } from './problem/field-error';

/**
 * Headers of every answer. The policy lets our own pages load our own files and nothing else, without
 * inline scripts or styles.
 */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
});

/** Control characters, percent-encoded: nothing we offer has them in its address, and no database takes NUL. */
const CONTROL = /%(?:[01][0-9a-f]|7f)/i;

/** Numbers the request and forbids storing its answer, which may be personal data. */
export function acceptRequest(request: Request, response: Response, next: NextFunction): void {
  requestId(request, response);
  if (request.originalUrl.startsWith('/api/')) response.setHeader('Cache-Control', 'no-store');
  next(
    CONTROL.test(request.originalUrl) ? new QueryInvalid('The address has a control character') : undefined,
  );
}
