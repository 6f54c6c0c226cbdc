/** The bytes are not one JSON array of objects, or end before it does. */
export class NotAList extends Error {
  constructor() {
    super('Not a complete JSON array of objects');
    this.name = 'NotAList';
  }
}

/**
 * The elements of a JSON array of objects while its bytes arrive: a list of 200,000 people is never in memory
 * as text, and no single step takes long.
 *
 * @throws NotAList where it is anything else, has bytes after its end, or is cut
 */
export async function* splitList(chunks: AsyncIterable<Uint8Array>): AsyncGenerator {
  const scanner = new Scanner();
  for await (const chunk of chunks) {
    for (const element of scanner.scan(chunk)) yield parse(element);
  }
  if (!scanner.isComplete) throw new NotAList();
}

function parse(element: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(element));
  } catch {
    throw new NotAList();
  }
}

/** Refuses bytes that are no characters instead of putting others in their place. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE, QUOTE, BACKSLASH, COMMA] = Buffer.from('[]{}"\\,');
const WHITESPACE: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n'));

type Place = 'before the list' | 'before the first' | 'after a comma' | 'after an element' | 'after the list';

/** Finds where elements begin and end; what is in them is left to the JSON parser. */
class Scanner {
  private place: Place = 'before the list';
  private depth = 0;
  private quoted = false;
  private escaped = false;
  /** The beginning of an element whose end has not arrived. */
  private held: Uint8Array[] = [];

  get isComplete(): boolean {
    return this.place === 'after the list';
  }

  *scan(chunk: Uint8Array): Generator<Uint8Array> {
    let start = this.depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.depth === 0) {
        if (this.between(byte)) start = at;
      } else if (this.within(byte)) {
        yield this.take(chunk.subarray(start, at + 1));
        start = -1;
      }
    }
    if (start !== -1) this.held.push(chunk.subarray(start));
  }

  /** @returns whether an element begins here. */
  private between(byte: number): boolean {
    if (WHITESPACE.has(byte)) return false;
    switch (this.place) {
      case 'before the list':
        return this.expect(byte === OPEN_LIST, 'before the first');
      case 'after an element':
        return this.expect(
          byte === COMMA || byte === CLOSE_LIST,
          byte === COMMA ? 'after a comma' : 'after the list',
        );
      case 'before the first':
        if (byte === CLOSE_LIST) return this.expect(true, 'after the list');
        break;
      case 'after a comma':
        break;
      case 'after the list':
        throw new NotAList();
    }
    this.expect(byte === OPEN, 'after an element');
    this.depth = 1;
    return true;
  }

  private expect(fulfilled: boolean, next: Place): false {
    if (!fulfilled) throw new NotAList();
    this.place = next;
    return false;
  }

  /** @returns whether the element ends here. */
  private within(byte: number): boolean {
    if (this.quoted) {
      if (this.escaped) this.escaped = false;
      else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) this.quoted = false;
      return false;
    }
    if (byte === QUOTE) this.quoted = true;
    else if (byte === OPEN || byte === OPEN_LIST) this.depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.depth--;
    return this.depth === 0;
  }

  private take(end: Uint8Array): Uint8Array {
    if (this.held.length === 0) return end;
    const element = Buffer.concat([...this.held, end]);
    this.held = [];
    return element;
  }
}
