import { GatewayError, NotFound, type ErrorKind } from '@gateway/errors';
import { HttpException } from '@nestjs/common';
import type { FieldError } from './field-error';

/** The body of every error response, `application/problem+json` after RFC 9457. */
export interface Problem {
  readonly type: string;
  /** The same for every problem of a kind. */
  readonly title: string;
  readonly status: number;
  /** Stable; what clients compare. */
  readonly code: string;
  readonly detail: string;
  /** JSON pointer, or name of a parameter or header. */
  readonly field?: string;
  readonly record?: string;
  readonly errors?: readonly FieldError[];
  /** True if the very same request may succeed later. */
  readonly retryable: boolean;
  /** Correlation id; also in `X-Request-Id` and in our log. */
  readonly request: string;
}

interface KindOfProblem {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
}

export const PROBLEM_OF: Readonly<Record<ErrorKind, KindOfProblem>> = {
  malformed: { status: 400, title: 'The request cannot be read', retryable: false },
  'too-large': { status: 413, title: 'The request is too large', retryable: false },
  invalid: { status: 422, title: 'The request cannot be accepted', retryable: false },
  unauthenticated: { status: 401, title: 'Who is asking is not known', retryable: false },
  forbidden: { status: 403, title: 'The caller may not do this', retryable: false },
  missing: { status: 404, title: 'There is no such thing', retryable: false },
  conflict: { status: 409, title: 'The state does not allow this', retryable: false },
  throttled: { status: 429, title: 'Too many requests', retryable: true },
  refused: { status: 502, title: 'The partner refused', retryable: false },
  garbled: { status: 502, title: "The partner's answer cannot be read", retryable: false },
  unavailable: { status: 503, title: 'Not available at the moment', retryable: true },
  uncertain: { status: 504, title: 'It is not known whether it was done', retryable: false },
  misconfigured: { status: 500, title: 'The gateway is not set up correctly', retryable: false },
};

/** Says what happened without giving away what we did not mean to say. */
export function toProblem(error: unknown, request: string): Problem {
  if (error instanceof GatewayError) return problemOf(error, request);
  if (error instanceof HttpException) return frameworkProblem(error.getStatus(), request);
  return { ...about('INTERNAL'), ...INTERNAL, detail: INTERNAL_DETAIL, request };
}

const about = (code: string): Pick<Problem, 'type' | 'code'> => ({
  type: `urn:drehkreuz:problem:${code}`,
  code,
});

function problemOf(error: GatewayError, request: string): Problem {
  const { code, kind, field, facts } = error;
  const errors = fieldErrorsOf(error);
  return {
    ...about(code),
    ...PROBLEM_OF[kind],
    detail: detailOf(error),
    ...(field === undefined ? {} : { field }),
    ...(typeof facts.record === 'string' ? { record: facts.record } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    request,
  };
}

/** Errors that know more than one thing that is wrong say so in `errors`. */
const fieldErrorsOf = (
  error: GatewayError & { readonly errors?: readonly FieldError[] },
): readonly FieldError[] => error.errors ?? [];

/** A missing object's id is not repeated: nothing in the answer may depend on whose id it was. */
const detailOf = (error: GatewayError): string =>
  error instanceof NotFound ? `There is no such ${String(error.facts.what)}` : error.message;

const INTERNAL: KindOfProblem = {
  status: 500,
  title: 'Something is broken in the gateway',
  retryable: false,
};
const INTERNAL_DETAIL = 'Tell the operator the number of this request';

/** What the framework itself answers: no route, a path that cannot be decoded. Its texts repeat the request. */
function frameworkProblem(status: number, request: string): Problem {
  if (status >= 500) return { ...about('INTERNAL'), ...INTERNAL, detail: INTERNAL_DETAIL, request };
  if (status === 404) {
    return { ...about('ROUTE_UNKNOWN'), ...PROBLEM_OF.missing, detail: 'There is no such route', request };
  }
  return {
    ...about('REQUEST_INVALID'),
    ...PROBLEM_OF.malformed,
    status,
    detail: 'The request line or a header is not valid',
    request,
  };
}
