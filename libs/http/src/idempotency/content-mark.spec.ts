import { createHmac } from 'node:crypto';
import { contentMark } from './content-mark';

const hmac = (bytes: Buffer) => createHmac('sha256', 'key').update(bytes).digest();
const mark = (content: unknown) => Buffer.from(contentMark(content, hmac)).toString('hex');

describe('contentMark', () => {
  it('is the same however members are ordered', () => {
    expect(mark({ a: 1, b: { c: [1, 'x'], d: null } })).toBe(mark({ b: { d: null, c: [1, 'x'] }, a: 1 }));
  });

  it.each([[{ a: '1' }], [{ a: 1, b: null }], [[{ a: 1 }]], [{ a: 2 }], [undefined]])(
    'tells %j from other content',
    (content) => {
      expect(mark(content)).not.toBe(mark({ a: 1 }));
    },
  );

  it('depends on the order of a list', () => {
    expect(mark([1, 2])).not.toBe(mark([2, 1]));
  });
});
