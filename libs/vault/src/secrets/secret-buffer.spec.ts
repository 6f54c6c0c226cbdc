import { format, inspect } from 'node:util';
import { SecretBuffer, SecretWiped } from './secret-buffer';

describe('a secret', () => {
  const secret = () => SecretBuffer.taking(Buffer.from('Muster-Kennwort-7'));

  it('can be used', () => {
    expect(secret().text).toBe('Muster-Kennwort-7');
    expect(secret().bytes).toEqual(Buffer.from('Muster-Kennwort-7'));
  });

  it('cannot be shown', () => {
    const shown = secret();

    expect([
      String(shown),
      JSON.stringify({ shown }),
      inspect({ shown }, { depth: 9, showHidden: true }),
      format('%s %o %j', shown, shown, shown),
    ]).toEqual(['[secret]', '{"shown":"[secret]"}', '{ shown: [secret] }', '[secret] [secret] "[secret]"']);
  });

  it('cannot be copied', () => {
    expect(() => structuredClone(secret())).toThrow(/could not be cloned/);
    expect(Object.entries(secret())).toEqual([['toJSON', expect.any(Function)]]);
  });

  it('is gone once it is wiped, from the bytes themselves as well', () => {
    const wiped = secret();
    const { bytes } = wiped;
    wiped.wipe();
    wiped.wipe();

    expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(() => wiped.bytes).toThrow(SecretWiped);
    expect(() => wiped.text).toThrow(SecretWiped);
  });
});
