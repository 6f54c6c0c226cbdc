import fc from 'fast-check';
import { parseAnswer } from './parse-answer';

const parse = (text: string) => parseAnswer(Buffer.from(text));

describe('parseAnswer', () => {
  it('reads what JSON.parse reads, and knows no duplicates where there are none', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(parse(text)).toEqual({
          readable: true,
          value: JSON.parse(text) as unknown,
          duplicates: new Set(),
          replacedCharacters: false,
        });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', 'u', '0', 'a', ' ') }),
        ),
        (text) => {
          expect(() => parse(text)).not.toThrow();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('names keys that stand twice, where they stand', () => {
    const text = '{"a":1,"b":[{"x":"y","x":"a"},{"x/y":{},"\\u0078/y":[]}],"c":{"a":"a"},"a":2}';
    const answer = parse(text);

    expect(answer.readable && [...answer.duplicates].sort()).toEqual(['/a', '/b/0/x', '/b/1/x~1y']);
  });

  it.each([1, 2, 3, 4])('finds the end of a text with %i backslashes before its quotation mark', (count) => {
    const tricky = '\\'.repeat(count) + '",{"a":1,"a":2}';
    const answer = parse(`{"x":${JSON.stringify(tricky)},"b":1,"b":2}`);

    expect(answer.readable && [...answer.duplicates]).toEqual(['/b']);
    expect(answer).toMatchObject({ value: { x: tricky } });
  });

  it('refuses 65 levels and takes 64', () => {
    expect(parse('['.repeat(64) + ']'.repeat(64)).readable).toBe(true);
    expect(parse('['.repeat(65) + ']'.repeat(65)).readable).toBe(false);
    expect(parse('{"a":'.repeat(100_000)).readable).toBe(false);
  });

  it('refuses more than 10 MB and takes exactly 10', () => {
    expect(parse(`"${'x'.repeat(9_999_998)}"`).readable).toBe(true);
    expect(parse(`"${'x'.repeat(9_999_999)}"`).readable).toBe(false);
  });

  it('keeps __proto__ as a key like any other', () => {
    const answer = parse('{"__proto__":{"status":0}}');

    expect(answer.readable && (answer.value as { status?: number }).status).toBeUndefined();
  });

  it('reads an answer in the wrong character set and says so', () => {
    const latin1 = parseAnswer(Buffer.from('{"nachricht":"f\u00fcr"}', 'latin1'));

    expect(latin1).toMatchObject({
      readable: true,
      value: { nachricht: 'f\ufffdr' },
      replacedCharacters: true,
    });
    expect(parse('{"nachricht":"\ufffd"}')).toMatchObject({ replacedCharacters: false });
    expect(parse('\ufeff{}')).toMatchObject({ readable: true });
  });
});
