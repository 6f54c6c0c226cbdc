/** JSON of a partner, read without trusting it. */
export type ParsedAnswer =
  | { readonly readable: false }
  | {
      readonly readable: true;
      readonly value: unknown;
      /** RFC 6901 pointers of the keys that stood twice in one object; the last one counted. */
      readonly duplicates: ReadonlySet<string>;
      /** It was not UTF-8; unreadable characters became U+FFFD. */
      readonly replacedCharacters: boolean;
    };

const maxBytes = 10_000_000;
const maxDepth = 64;

/**
 * Parses at most 10 MB and 64 levels. Objects keep a `__proto__` key as an ordinary one. A text that is
 * not UTF-8 is still read: the keys and numbers we act on are ASCII.
 */
export function parseAnswer(body: Buffer): ParsedAnswer {
  if (body.length > maxBytes) return { readable: false };

  const text = new TextDecoder().decode(body);
  const duplicates = scan(text);
  if (!duplicates) return { readable: false };

  try {
    return {
      readable: true,
      value: JSON.parse(text) as unknown,
      duplicates,
      replacedCharacters: text.includes('\ufffd') && !body.includes('\ufffd'),
    };
  } catch {
    return { readable: false };
  }
}

/** An object or list that is still open. */
interface Level {
  readonly parent: Level | undefined;
  /** Of an object; a list has none. */
  readonly keys?: Set<string>;
  /** The key being read. */
  key: string;
  /** The position being read. */
  index: number;
  expectsKey: boolean;
}

const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The pointers of all keys that stand twice, or undefined if the nesting is too deep. Looks at what opens, closes
 * and separates, and at every text; what lies between is no concern here.
 *
 * Everybody else waits meanwhile, so it does as little as it can: megabytes of answers take milliseconds.
 */
function scan(text: string): Set<string> | undefined {
  const duplicates = new Set<string>();
  let level: Level | undefined;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) {
      const end = endOfText(text, at);
      if (level?.expectsKey) take(level, text.slice(at, end), duplicates);
      at = end - 1;
    } else if (opens(sign)) {
      if (++depth > maxDepth) return undefined;
      level = open(sign, level);
    } else if (closes(sign)) {
      depth -= 1;
      level = level?.parent;
    } else if (level) separate(level, sign);
  }
  return duplicates;
}

/** Position after the quotation mark that ends the text which begins at `start`. */
function endOfText(text: string, start: number): number {
  let end = start;
  do {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
  } while (isEscaped(text, end));
  return end + 1;
}

function isEscaped(text: string, position: number): boolean {
  let first = position;
  while (text[first - 1] === '\\') first -= 1;
  return (position - first) % 2 === 1;
}

const open = (sign: number, parent: Level | undefined): Level => ({
  parent,
  ...(sign === OBJECT && { keys: new Set<string>() }),
  key: '',
  index: 0,
  expectsKey: sign === OBJECT,
});

const opens = (sign: number): boolean => sign === OBJECT || sign === LIST;

const closes = (sign: number): boolean => sign === OBJECT_END || sign === LIST_END;

function separate(level: Level, sign: number): void {
  if (sign === COLON) level.expectsKey = false;
  if (sign !== COMMA) return;
  level.index += 1;
  level.expectsKey = level.keys !== undefined;
}

function take(level: Level, token: string, duplicates: Set<string>): void {
  level.key = keyOf(token);
  level.expectsKey = false;
  if (level.keys?.has(level.key)) duplicates.add(pointerTo(level));
  level.keys?.add(level.key);
}

const pointerTo = ({ parent, keys, key, index }: Level): string =>
  `${parent ? pointerTo(parent) : ''}/${keys ? key.replaceAll('~', '~0').replaceAll('/', '~1') : index}`;

function keyOf(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return JSON.parse(token) as string;
  } catch {
    return token;
  }
}
