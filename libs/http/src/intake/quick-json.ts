import { EXACT_DIGITS } from './number-text';
import { MAX_DEPTH, MAX_MEMBERS } from './json-limits';

/**
 * Reads the JSON nearly everybody sends at the speed of `JSON.parse`; undefined if it needs a closer look.
 *
 * It never accepts what the strict reading refuses: whatever could be refused makes it give up, and the
 * strict reading, some three times slower, finds out and says where.
 */
export function quickParse(text: string): unknown {
  const names = ordinaryNames(text);
  if (names === undefined || RESERVED.some((name) => text.includes(name))) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return namesIn(value) === names ? value : undefined;
  } catch {
    return undefined;
  }
}

const RESERVED = ['"__proto__"', '"constructor"', '"prototype"'];

/** How many members all objects of the text have; undefined for anything out of the ordinary. */
function ordinaryNames(text: string): number | undefined {
  let names = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = endOfString(text, at);
        break;
      case 0x3a:
        names += 1;
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        if (depth > MAX_DEPTH) return undefined;
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
      default:
        at = endOfNumber(text, at);
    }
    if (at < 0) return undefined;
  }
  return names;
}

/** Position of the closing quote; -1 for an escape of four digits, a control character or a surrogate. */
function endOfString(text: string, opening: number): number {
  for (let at = opening + 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c) {
      at += 1;
      if (!PLAIN_ESCAPES.includes(text.charAt(at))) return -1;
    } else if (!(code >= 0x20 && code < 0xd800) || (code >= 0x7f && code < 0xa0)) {
      return -1;
    }
  }
}

/** Escapes that stand for a character we take. */
const PLAIN_ESCAPES = '"\\/nrt';

/** Position of the last character of the number at `start`, `start` if there is none, -1 if it may change when read. */
function endOfNumber(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); isNumeric(code); code = text.charCodeAt(at)) at += 1;
  if (at === start) return start;
  const follows = text.charCodeAt(at) | 0x20;
  return at - start > EXACT_DIGITS || follows === 0x65 ? -1 : at - 1;
}

const isNumeric = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e;

/** How many members all objects of the value have; NaN if one object or array has too many. */
function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.length > MAX_MEMBERS ? Number.NaN : namesInAll(value);
  const members = Object.values(value);
  return members.length > MAX_MEMBERS ? Number.NaN : members.length + namesInAll(members);
}

function namesInAll(values: readonly unknown[]): number {
  let names = 0;
  for (const value of values) {
    if (typeof value === 'object') names += namesIn(value);
  }
  return names;
}
