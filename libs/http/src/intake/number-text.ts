/** Up to so many digits a number always survives being read and written. */
export const EXACT_DIGITS = 15;

/**
 * True if JavaScript reads this JSON number without changing it.
 *
 * Whole numbers end at 2^53 - 1. Others must come back with the digits they were sent with, so
 * `0.1` and `0.30000000000000004` pass, and `0.1000000000000000055` and `1e400` do not.
 */
export function isExact(text: string): boolean {
  if (text.length <= EXACT_DIGITS && !/e/i.test(text)) return true;
  const read = Number(text);
  if (!Number.isFinite(read)) return false;
  if (Number.isInteger(read) && !Number.isSafeInteger(read)) return false;
  return normal(text) === normal(String(read));
}

/** Digits without zeros at either end, and the power of ten they are worth: one spelling per number. */
function normal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
