import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { contextOf, seal, unseal } from './envelope';
import { SealBroken } from './vault-errors';

describe('an envelope', () => {
  const key = randomBytes(32);
  const plain = Buffer.from('Muster-Kennwort-7');
  const bound = ['tenant', 'connection', 'https://kita.example', 'tls-client', 'zentral', 1, 'key'] as const;
  const sealed = seal(key, contextOf(...bound), plain);

  it('gives back whatever was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(fc.string()), (bytes, context) => {
        const content = Buffer.from(bytes);
        const opened = unseal(key, contextOf(...context), seal(key, contextOf(...context), content));
        return opened.equals(content);
      }),
    );
  });

  it('never looks the same twice', () => {
    expect(seal(key, contextOf(...bound), plain).equals(sealed)).toBe(false);
  });

  it('does not open with any single bit flipped', () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => unseal(key, contextOf(...bound), altered)).toThrow(SealBroken);
    }
  });

  it('does not open with any part of what it is bound to changed', () => {
    for (const index of bound.keys()) {
      const moved = bound.map((part, at) => (at === index ? `${part}x` : part));
      expect(() => unseal(key, contextOf(...moved), sealed)).toThrow(SealBroken);
    }
  });

  it('tells where one part ends and the next begins', () => {
    expect(contextOf('ab', 'c').equals(contextOf('a', 'bc'))).toBe(false);
    expect(contextOf('1').equals(contextOf(1))).toBe(false);
  });

  it('does not open with another key, cut short, or empty', () => {
    const context = contextOf(...bound);

    expect(() => unseal(randomBytes(32), context, sealed)).toThrow(SealBroken);
    expect(() => unseal(key, context, sealed.subarray(0, -1))).toThrow(SealBroken);
    expect(() => unseal(key, context, Buffer.alloc(0))).toThrow(SealBroken);
  });
});
