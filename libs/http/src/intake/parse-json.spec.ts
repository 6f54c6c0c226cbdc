import fc from 'fast-check';
import { JsonUnreadable } from './json-errors';
import { isExact } from './number-text';
import { parseJson, parseStrictly } from './parse-json';
import { quickParse } from './quick-json';

/** Code, detail and field of the refusal; undefined if the text is taken. */
function refusal(text: string) {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonUnreadable)) throw error;
    return { code: error.code, message: error.message, field: error.field };
  }
}

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const list = (members: number) => `[${Array.from({ length: members }, () => 1).join()}]`;
const object = (members: number) =>
  `{${Array.from({ length: members }, (_, index) => `"n${index}":1`).join()}}`;

describe('parseJson', () => {
  it.each([
    ['Bad input 1: something that is not JSON', '{"a": nope}', 6],
    ['Bad input 1: a trailing comma', '{"a": 1,}', 8],
    ['Bad input 1: a member without a value', '{"a"}', 4],
    ['Bad input 1: bytes after the value', '{"a": 1}\n{"b": 2}', 9],
    ['Bad input 1: a byte order mark', '\ufeff{"a": 1}', 0],
    ['Bad input 1: nothing at all', '', 0],
    ['Bad input 1: half a body', '{"name": "Len', 13],
    ['Bad input 1: an escape JSON does not have', '"\\x41"', 1],
    ['Bad input 1: a line break inside a text', '"a\nb"', 2],
    ['Bad input 1: a number with a leading zero', '[01]', 2],
    ['Bad input 1: a number without digits behind the point', '[1.]', 2],
    ['Bad input 1: a word JavaScript knows', '[NaN]', 1],
    ['Bad input 1: single quotes', "['a']", 1],
  ])('%s is refused with its position', (_, text, position) => {
    expect(refusal(text)).toEqual({
      code: 'JSON_INVALID',
      message: `Position ${position}: this is not JSON`,
      field: undefined,
    });
  });

  it('Bad input 1: never repeats what stood there', () => {
    expect(JSON.stringify(refusal('{"a": CANARY}'))).not.toContain('CANARY');
  });

  it.each([
    ['at the top', '{"a":1,"a":1}', '/a'],
    ['deep inside', '{"records":[{"id":"1"},{"id":"2","id":"3"}]}', '/records/1/id'],
    ['written with an escape', '{"a":1,"\\u0061":2}', '/a'],
    ['written with space before the colon', '{"a":1,"b" :2,"a" :3}', '/a'],
    ['with a slash in its name', '{"a/b~":1,"a/b~":2}', '/a~1b~0'],
  ])('Bad input 2: a key given twice is refused, %s', (_, text, field) => {
    expect(refusal(text)).toMatchObject({ code: 'JSON_DUPLICATE_KEY', field });
  });

  it('takes the same name in different objects', () => {
    expect(parseJson('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
  });

  it('Bad input 3: takes 32 levels and refuses 33', () => {
    expect(refusal(nested(32))).toBeUndefined();
    expect(refusal(nested(33))).toMatchObject({ code: 'JSON_TOO_COMPLEX' });
  });

  it('Bad input 3: survives five million brackets', () => {
    expect(refusal('['.repeat(5_000_000))).toMatchObject({ code: 'JSON_TOO_COMPLEX' });
    expect(refusal('{"a":'.repeat(1_000_000))).toMatchObject({ code: 'JSON_TOO_COMPLEX' });
  });

  it.each([
    ['array', list],
    ['object', object],
  ])('Bad input 3: takes 10,000 members of one %s and refuses 10,001', (_, text) => {
    expect(refusal(text(10_000))).toBeUndefined();
    expect(refusal(text(10_001))).toMatchObject({ code: 'JSON_TOO_COMPLEX' });
  });

  it.each([
    ['{"__proto__":{"admin":true}}', '/__proto__'],
    ['{"a":[{"constructor":{"prototype":{}}}]}', '/a/0/constructor'],
    ['{"\\u005f_proto__":1}', '/__proto__'],
    ['{"prototype":1}', '/prototype'],
  ])('Bad input 5: %s reaches no prototype', (text, field) => {
    expect(refusal(text)).toMatchObject({ code: 'FIELD_UNKNOWN', field });
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('Bad input 5: takes such a word as a value', () => {
    expect(parseJson('{"a":"__proto__"}')).toEqual({ a: '__proto__' });
  });

  it.each([
    '9007199254740993',
    '9007199254740992',
    '-9007199254740993',
    '1e400',
    '0.1000000000000000055',
    '1e-400',
  ])('Bad input 6: the number %s is refused with the advice to send text', (number) => {
    expect(refusal(`{"id":${number}}`)).toEqual({
      code: 'NUMBER_UNSAFE',
      message: 'The number changes when it is read; send ids as text',
      field: '/id',
    });
  });

  it.each([
    '9007199254740991',
    '0.1',
    '35.50',
    '-0',
    '1e2',
    '0.30000000000000004',
    '1E-7',
    '0.0000001',
    '120000000000000.00',
  ])('Bad input 6: the number %s is taken', (number) => {
    expect(parseJson(number)).toBe(Number(number));
  });

  it.each([
    ['NUL', '"Le\\u0000na"'],
    ['an escaped control character', '"\\u001b[31m"'],
    ['a backspace', '"\\b"'],
    ['DEL as it is', '"\u007f"'],
    ['a C1 control character as it is', '"\u0085"'],
    ['the first half of a pair', '"\\ud83d"'],
    ['the second half of a pair', '"\\ude00x"'],
    ['half a pair as it is', '"\ud83d"'],
  ])('Bad input 7: %s in a name is refused with the field', (_, text) => {
    expect(refusal(`{"persons":[{"name":${text}}]}`)).toMatchObject({
      code: 'TEXT_INVALID',
      field: '/persons/0/name',
    });
    expect(refusal(`{${text}:1}`)).toMatchObject({ code: 'TEXT_INVALID' });
  });

  it('Bad input 7: takes tabs, line breaks, emoji and every script', () => {
    const text = 'a\tb\r\nc 😀 Şükrü Ngũgĩ 王 \\ " / é';

    expect(parseJson(JSON.stringify({ text }))).toEqual({ text });
    expect(parseJson('"\\ud83d\\ude00"')).toBe('😀');
  });

  it('reads what JSON.parse reads, whichever way it is read', () => {
    const names = fc.string({
      unit: fc.constantFrom('a', 'b', '"', '\\', ':', 'ü', '{', '1', 'e', '-'),
      maxLength: 6,
    });
    const texts = fc.string({
      unit: fc.constantFrom('a', '"', '\\', ':', ',', '\n', 'ß', '😀', '9', 'e', '}'),
      maxLength: 20,
    });
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        texts,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(names, tie('value'), { maxKeys: 5 }),
      ),
    }));

    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), (given, indent) => {
        const text = JSON.stringify(given, null, indent);
        expect(parseJson(text)).toEqual(JSON.parse(text));
        expect(parseStrictly(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never takes quickly what the strict reading refuses', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '"a"',
      '"b"',
      '"a":',
      '"a" :1',
      '1',
      '-',
      '.5',
      '01',
      '1e5',
      '\\u0061',
      '\\u0000',
      ' ',
      '\n',
      'true',
      'null',
      '9007199254740993',
      '"__proto__":1',
      '\ud83d',
      '\u0080',
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));
    const wrapped = fc.oneof(
      texts,
      texts.map((text) => `{"x":1,${text}}`),
      texts.map((text) => `[${text}]`),
    );

    fc.assert(
      fc.property(wrapped, (text) => {
        const quick = quickParse(text);
        expect(quick === undefined ? quick : parseStrictly(text)).toEqual(quick);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('isExact', () => {
  it('takes every number JavaScript writes, except whole ones beyond 2^53', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(isExact(JSON.stringify(number))).toBe(
          !Number.isInteger(number) || Number.isSafeInteger(number),
        );
      }),
    );
  });
});
