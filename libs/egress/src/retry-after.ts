const LONGEST_SECONDS = 3_600;

/**
 * How long the partner asks us to wait, in seconds: given as such or as an HTTP date (RFC 9110, 10.2.3).
 * What is negative, past, longer than an hour or unreadable counts as not said.
 */
export function retryAfterSeconds(value: string | undefined, now: Date): number | undefined {
  const seconds = secondsOf(value?.trim() ?? '', now);
  return seconds >= 0 && seconds <= LONGEST_SECONDS ? seconds : undefined;
}

function secondsOf(value: string, now: Date): number {
  if (/^\d{1,10}$/.test(value)) return Number(value);
  return HTTP_DATE.test(value) ? Math.ceil((Date.parse(value) - now.getTime()) / 1_000) : NaN;
}

const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
