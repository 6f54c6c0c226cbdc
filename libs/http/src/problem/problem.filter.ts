import { GatewayError } from '@gateway/errors';
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { requestId } from './correlation';
import { toProblem, type Problem } from './problem';

/** What a caller waits before asking again, unless the failure knows better. */
const RETRY_AFTER_SECONDS = 30;

/** The one place where an error becomes an HTTP response. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = toProblem(error, requestId(request, response));
    if (problem.status >= 500) this.logger.error(toLog(error, problem));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.setHeaders(headersOf(error, problem));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

function headersOf(error: unknown, { status, retryable }: Problem): Map<string, string> {
  const headers = new Map([['Cache-Control', 'no-store']]);
  if (status === 401) headers.set('WWW-Authenticate', 'Bearer realm="drehkreuz"');
  if (retryable) {
    const given = error instanceof GatewayError ? error.retryAfterSeconds : undefined;
    headers.set('Retry-After', String(Math.ceil(given ?? RETRY_AFTER_SECONDS)));
  }
  return headers;
}

/**
 * What goes to the log about a failure of ours or of a partner.
 *
 * The message of an unexpected error may quote a value (`Cannot read "Lena" …`), so only its class and
 * where it was thrown are kept.
 */
function toLog(error: unknown, { code, request }: Problem): object {
  if (error instanceof GatewayError) return { msg: error.message, code, request, facts: error.facts };
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter(isFrame) : [];
  return { msg: `Unexpected ${name}`, code, request, frames: frames.map((frame) => frame.trim()) };
}

const isFrame = (line: string): boolean => /^\s+at /.test(line);
