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
  /** Of an object; a list has none. */
  readonly keys?: Set<string>;
  readonly pointer: string;
  /** The key or position being read. */
  at: string;
  index: number;
  expectsKey: boolean;
}

/** The pointers of all keys that stand twice, or undefined if the nesting is too deep. */
function scan(text: string): Set<string> | undefined {
  const duplicates = new Set<string>();
  const levels: Level[] = [];
  for (const token of tokens(text)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      if (levels.length === maxDepth) return undefined;
      levels.push(open(token, level));
    } else if (token === '}' || token === ']') levels.pop();
    else if (level) advance(level, token, duplicates);
  }
  return duplicates;
}

/** Everything that opens, closes or separates, and every text; what lies between is no concern here. */
function* tokens(text: string): Generator<string> {
  const next = /["{}[\],:]/g;
  for (let match = next.exec(text); match; match = next.exec(text)) {
    if (match[0] === '"') next.lastIndex = endOfText(text, match.index);
    yield text.slice(match.index, next.lastIndex);
  }
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

const open = (token: '{' | '[', parent: Level | undefined): Level => ({
  ...(token === '{' && { keys: new Set<string>() }),
  pointer: parent ? `${parent.pointer}/${parent.at}` : '',
  at: token === '{' ? '' : '0',
  index: 0,
  expectsKey: token === '{',
});

function advance(level: Level, token: string, duplicates: Set<string>): void {
  if (token === ',') {
    level.index += 1;
    level.expectsKey = level.keys !== undefined;
    if (!level.keys) level.at = String(level.index);
  } else if (token === ':') level.expectsKey = false;
  else if (level.expectsKey && level.keys) {
    level.at = keyOf(token);
    if (level.keys.has(level.at)) duplicates.add(`${level.pointer}/${level.at}`);
    level.keys.add(level.at);
    level.expectsKey = false;
  }
}

function keyOf(token: string): string {
  try {
    return (JSON.parse(token) as string).replaceAll('~', '~0').replaceAll('/', '~1');
  } catch {
    return token;
  }
}
