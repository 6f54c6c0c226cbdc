import { newId } from '@gateway/database';
import { hashOf, isSecretOf, newSecret, readToken, writeToken } from './key-token';

describe('a token', () => {
  it('names its key and carries 256 bits', () => {
    const key = { id: newId(), secret: newSecret() };
    const token = writeToken(key);

    expect(token).toMatch(/^dk_[\w-]{22}_[\w-]{43}$/);
    expect(readToken(token)).toEqual(key);
    expect(Buffer.from(key.secret, 'base64url')).toHaveLength(32);
  });

  it.each([
    '',
    'dk_',
    'dk_a_b',
    `dk_${'a'.repeat(22)}_${'b'.repeat(42)}`,
    `xk_${'a'.repeat(22)}_${'b'.repeat(43)}`,
  ])('is not %j', (text) => {
    expect(readToken(text)).toBeUndefined();
  });

  it('is known by the hash of its secret alone', () => {
    const secret = newSecret();

    expect(isSecretOf(secret, hashOf(secret))).toBe(true);
    expect(isSecretOf(newSecret(), hashOf(secret))).toBe(false);
  });
});
