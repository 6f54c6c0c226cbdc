const MAX_STEP = 64;

/**
 * A JSON pointer (RFC 6901) to a value of the request.
 *
 * Names the caller made up are part of it, so each is cut at 64 characters and control characters and
 * halves of surrogate pairs become `?`: a pointer can be logged and shown as it is.
 */
export const jsonPointer = (steps: readonly (string | number)[]): string =>
  steps.map((step) => `/${typeof step === 'number' ? step : escaped(step)}`).join('');

const escaped = (step: string): string =>
  step
    .slice(0, MAX_STEP)
    .replace(/[\p{Cc}\p{Cs}]/gu, '?')
    .replaceAll('~', '~0')
    .replaceAll('/', '~1');
