import { jsonPointer } from '../problem/json-pointer';
import { JsonUnreadable, type JsonErrorCode } from './json-errors';
import { MAX_DEPTH, MAX_MEMBERS } from './json-limits';
import { isExact } from './number-text';
import { quickParse } from './quick-json';

/**
 * Reads JSON (RFC 8259) without losing or guessing anything: what `JSON.parse` would silently change is refused.
 *
 * Positions count characters from 0, as `JSON.parse` does. Depth is at most 32, one object or array has at
 * most 10,000 members.
 *
 * @throws {JsonUnreadable} `JSON_INVALID` (also for a byte order mark and anything after the value),
 * `JSON_DUPLICATE_KEY`, `JSON_TOO_COMPLEX`, `FIELD_UNKNOWN` for names with a meaning in JavaScript,
 * `NUMBER_UNSAFE` for a number that changes when read, `TEXT_INVALID` for control characters other than
 * tab and line break and for half a surrogate pair (abuse cases 1 to 3 and 5 to 7)
 */
export function parseJson(text: string): unknown {
  return quickParse(text) ?? parseStrictly(text);
}

/** The same, always by the slow and thorough reading. */
export function parseStrictly(text: string): unknown {
  const reading = new Reading(text);
  const value = reading.value();
  reading.end();
  return value;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Names that reach an object's prototype instead of the object. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/** Control characters but tab, line feed and carriage return, and halves of a pair. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}/u;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** One pass over the text; `path` always names the value at `at`. */
class Reading {
  private at = 0;
  /** The string just read has characters we do not take. */
  private forbidden = false;
  private readonly path: (string | number)[] = [];

  constructor(private readonly text: string) {}

  value(): unknown {
    this.skipSpace();
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b:
        return this.object();
      case 0x5b:
        return this.array();
      case QUOTE:
        return this.checked(this.string());
      case 0x74:
        return this.literal('true', true);
      case 0x66:
        return this.literal('false', false);
      case 0x6e:
        return this.literal('null', null);
      default:
        return this.number();
    }
  }

  end(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw this.invalid();
  }

  private object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    if (this.opens(0x7d)) return object;
    for (let members = 1; ; members += 1) {
      this.enough(members);
      const name = this.memberName(object);
      this.path.push(name);
      object[name] = this.value();
      this.path.pop();
      if (this.closes(0x7d)) return object;
      this.skipSpace();
    }
  }

  private array(): unknown[] {
    const array: unknown[] = [];
    if (this.opens(0x5d)) return array;
    for (;;) {
      this.enough(array.length + 1);
      this.path.push(array.length);
      array.push(this.value());
      this.path.pop();
      if (this.closes(0x5d)) return array;
    }
  }

  /** Enters an object or array; true if it is empty and already left again. */
  private opens(closing: number): boolean {
    if (this.path.length >= MAX_DEPTH) {
      throw this.refused('JSON_TOO_COMPLEX', `Nested deeper than ${MAX_DEPTH} levels`);
    }
    this.at += 1;
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== closing) return false;
    this.at += 1;
    return true;
  }

  private closes(closing: number): boolean {
    this.skipSpace();
    const code = this.text.charCodeAt(this.at);
    if (code !== closing && code !== COMMA) throw this.invalid();
    this.at += 1;
    return code === closing;
  }

  private memberName(object: object): string {
    if (this.text.charCodeAt(this.at) !== QUOTE) throw this.invalid();
    const name = this.string();
    this.path.push(name);
    this.checked(name);
    if (RESERVED.has(name)) throw this.refused('FIELD_UNKNOWN', 'There is no field of this name');
    if (Object.hasOwn(object, name)) throw this.refused('JSON_DUPLICATE_KEY', 'The field is given twice');
    this.path.pop();
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== COLON) throw this.invalid();
    this.at += 1;
    return name;
  }

  /** Reads a string whose opening quote is at `at`. */
  private string(): string {
    const { text } = this;
    const start = this.at + 1;
    for (let at = start; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return text.slice(start, at);
      }
      if (code === BACKSLASH || code >= 0xd800 || (code >= 0x7f && code < 0xa0))
        return this.unusualString(at);
      if (!(code >= 0x20)) throw this.invalid(at);
    }
  }

  /** The rest of a string with an escape or a character that needs a look; `at` is before its end. */
  private unusualString(at: number): string {
    const { text } = this;
    let end = at;
    for (let code = text.charCodeAt(end); code !== QUOTE; code = text.charCodeAt(end)) {
      if (!(code >= 0x20)) throw this.invalid(end);
      end += code === BACKSLASH ? 2 : 1;
    }
    const read = decoded(text.slice(this.at, end + 1));
    if (read === undefined) throw this.invalid(at);
    this.at = end + 1;
    this.forbidden = FORBIDDEN.test(read);
    return read;
  }

  /** Refuses what the string just read may not contain, now that `path` names it. */
  private checked(text: string): string {
    if (this.forbidden) {
      throw this.refused('TEXT_INVALID', 'The text has a control character or half a surrogate pair');
    }
    return text;
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    if (!NUMBER.test(this.text)) throw this.invalid();
    const digits = this.text.slice(this.at, NUMBER.lastIndex);
    if (!isExact(digits)) {
      throw this.refused('NUMBER_UNSAFE', 'The number changes when it is read; send ids as text');
    }
    this.at += digits.length;
    return Number(digits);
  }

  private literal<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.invalid();
    this.at += word.length;
    return value;
  }

  private skipSpace(): void {
    for (; ; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  private enough(members: number): void {
    if (members > MAX_MEMBERS) {
      throw this.refused('JSON_TOO_COMPLEX', `More than ${MAX_MEMBERS} members in one object or array`);
    }
  }

  private invalid(at = this.at): JsonUnreadable {
    return new JsonUnreadable('JSON_INVALID', `Position ${at}: this is not JSON`);
  }

  private refused(code: JsonErrorCode, message: string): JsonUnreadable {
    return new JsonUnreadable(code, message, jsonPointer(this.path));
  }
}

/** What a JSON string with its quotes stands for; undefined for an escape that JSON does not have. */
function decoded(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
