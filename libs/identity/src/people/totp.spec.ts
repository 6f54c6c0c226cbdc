import { base32, codeFor, newTotpSecret, totpCode, totpStep, totpUri } from './totp';

const SECRET = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1_000);

describe('a code from an authenticator app', () => {
  // RFC 6238 appendix B, the last six of its eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is at %i seconds %s', (seconds, code) => {
    expect(totpCode(SECRET, at(seconds))).toBe(code);
  });

  it('holds one step longer and one step before, and no more', () => {
    const code = totpCode(SECRET, at(1_000_000_000));
    const holds = [-61, -30, 0, 30, 61].map(
      (later) => totpStep(SECRET, code, at(1_000_000_000 + later), 0) !== undefined,
    );
    expect(holds).toEqual([false, true, true, true, false]);
  });

  it('counts once', () => {
    const code = totpCode(SECRET, at(1_000_000_000));
    const step = totpStep(SECRET, code, at(1_000_000_000), 0);
    expect(step).toBe(33_333_333);
    expect(totpStep(SECRET, code, at(1_000_000_000), step!)).toBeUndefined();
  });

  it.each(['', '12345', '1234567', 'abcdef'])('is not %j', (code) => {
    expect(totpStep(SECRET, code, at(59), 0)).toBeUndefined();
  });

  it('comes from 160 bits an app can read', () => {
    expect(base32(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(codeFor('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', at(59))).toBe('287082');
    expect(newTotpSecret()).toHaveLength(20);
    expect(totpUri(SECRET, 'a b@example.org')).toBe(
      'otpauth://totp/Drehkreuz:a%20b%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Drehkreuz',
    );
  });
});
