import { GatewayError } from '@gateway/errors';
import type { INestApplication } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { securityHeaders } from '../accept-request';
import { requestId } from '../problem/correlation';
import { toProblem } from '../problem/problem';
import { PageFiles, type Coding, type PageFile } from './page-files';

/** The gateway runs without its pages; whoever wants them builds them. */
class PagesNotBuilt extends GatewayError {
  readonly kind = 'missing';
  readonly code = 'PAGES_NOT_BUILT';

  constructor() {
    super('The pages were not built: npm run build');
  }
}

/** What belongs to the API, to health checks and to metrics. */
const NOT_PAGES = /^\/(?:api|health|metrics)(?:\/|$)/;

/** Names of files, which are there or not. */
const NO_PAGES = /^\/assets\/|\.[^/]*$/;

/**
 * Serves the built pages beside the API: files under their names, and index.html for every other path without a dot,
 * because the pages have addresses of their own. Called before the application starts to listen.
 *
 * A file that is not there is not there: a page opened before an update must not be given HTML for a script.
 */
export function servePages(app: INestApplication, folder: string): void {
  const files = new PageFiles(folder);
  app.use((request: Request, response: Response, next: NextFunction): void => {
    const { path, method } = request;
    if ((method !== 'GET' && method !== 'HEAD') || NOT_PAGES.test(path)) return next();
    const file = files.find(path === '/' ? '/index.html' : path);
    const isPage = !NO_PAGES.test(path);
    const found = file ?? (isPage ? files.find('/index.html') : undefined);
    securityHeaders(request, response, () => {
      if (found) void send(request, response, found).catch(next);
      else if (isPage) refuse(request, response);
      else next();
    });
  });
}

async function send(request: Request, response: Response, file: PageFile): Promise<void> {
  const coding: Coding = file.packable ? codingFor(request) : 'identity';
  const content = await file.content(coding);
  response.setHeader('Content-Type', file.type);
  response.setHeader('Cache-Control', cacheControl(request.path, file));
  response.setHeader('Content-Length', content.length);
  if (file.packable) response.setHeader('Vary', 'Accept-Encoding');
  if (coding !== 'identity') response.setHeader('Content-Encoding', coding);
  response.end(request.method === 'HEAD' ? undefined : content);
}

/** What has a hash in its name never changes; the page that names it is always asked for. */
function cacheControl(path: string, { type }: PageFile): string {
  if (type.startsWith('text/html')) return 'no-store';
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
}

function codingFor(request: Request): Coding {
  const accepted = request.acceptsEncodings(['br', 'gzip', 'identity']);
  return accepted === 'br' || accepted === 'gzip' ? accepted : 'identity';
}

function refuse(request: Request, response: Response): void {
  const problem = toProblem(new PagesNotBuilt(), requestId(request, response));
  response.setHeader('Cache-Control', 'no-store');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
