import { checkPassword, hashPassword, isPasswordOf, PasswordWeak } from './password';

describe('a password', () => {
  it('is kept as argon2id of 19 MiB and two passes, each time with another salt', async () => {
    const [one, other] = [
      await hashPassword('Apfelbaum-und-Regen'),
      await hashPassword('Apfelbaum-und-Regen'),
    ];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/);
    expect(other).not.toBe(one);
  });

  it('is its owner’s, however the keyboard composes its signs, and nobody else’s', async () => {
    const hash = await hashPassword('Bäume-und-Regen'.normalize('NFC'));
    await expect(isPasswordOf('Bäume-und-Regen'.normalize('NFD'), hash)).resolves.toBe(true);
    await expect(isPasswordOf('Baume-und-Regen', hash)).resolves.toBe(false);
    await expect(isPasswordOf('', hash)).resolves.toBe(false);
    await expect(isPasswordOf('Bäume-und-Regen', null)).resolves.toBe(false);
  });

  it.each([
    'kurz',
    'x'.repeat(201),
    'aaaaaaaaaaaaaaa',
    'abababababab',
    'mustermann-2026',
    'erika@example.org!!',
  ])('is not %j', (password) => {
    expect(() => checkPassword(password, ['Mustermann', 'erika@example.org'])).toThrow(PasswordWeak);
  });

  it('may be anything long enough', () => {
    expect(() => checkPassword('vier Wörter sind gut', ['Mustermann', null])).not.toThrow();
  });
});
