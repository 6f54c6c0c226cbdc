import fc from 'fast-check';
import { NotAList, splitList } from './split-list';

async function* cut(bytes: Buffer, every: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += every)
    yield await Promise.resolve(bytes.subarray(at, at + every));
}

async function split(text: string | Buffer, every = 7): Promise<unknown[]> {
  const elements: unknown[] = [];
  for await (const element of splitList(cut(Buffer.from(text), every))) elements.push(element);
  return elements;
}

describe('splitList', () => {
  it('finds the elements of any list, wherever the bytes are cut', async () => {
    const lists = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(
        lists,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(0, 2),
        async (list, every, indent) => {
          const text = JSON.stringify(list, null, indent);

          expect(await split(text, every)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it.each([
    ['nothing', ''],
    ['a page', '<!doctype html><html></html>'],
    ['an object', '{"a":1}'],
    ['a list of numbers', '[1,2]'],
    ['a list that is cut', '[{"a":1},{"a"'],
    ['a list that is cut between elements', '[{"a":1}'],
    ['a list that is cut behind a comma', '[{"a":1},'],
    ['elements without a comma', '[{"a":1}{"a":2}]'],
    ['a comma too many', '[{"a":1},]'],
    ['something behind the list', '[] []'],
    ['brackets that do not match', '[{"a":[}]}]'],
  ])('takes %s for no list', async (_, text) => {
    await expect(split(text)).rejects.toBeInstanceOf(NotAList);
  });

  it('does not put other characters in the place of broken ones', async () => {
    await expect(split(Buffer.from('5b7b2261223a22ff227d5d', 'hex'))).rejects.toBeInstanceOf(NotAList);
  });
});
