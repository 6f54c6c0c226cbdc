import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { developmentKeys } from './development-keys';
import { KeyFile, newKeyLine, parseKeys } from './key-file';
import { DevelopmentKeyRefused, KeyFileRefused, SealBroken, VaultSealed } from './vault-errors';

const plain = Buffer.from('a tenant key of thirty-two bytes');

describe('a key file', () => {
  let folder: string;
  let path: string;
  const write = async (...lines: string[]) => {
    await rm(path, { force: true });
    await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o400 });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    path = join(folder, 'vault.keys');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('wraps under its first key and unwraps under all', async () => {
    const old = newKeyLine('2025');
    await write(old);
    const wrapped = await (await KeyFile.open(path)).wrap(plain, ['here']);
    await write('# rotated in November', newKeyLine('2026'), '', old);
    const keys = await KeyFile.open(path);

    expect(await keys.unwrap(wrapped, ['here'])).toEqual(plain);
    expect((await keys.wrap(plain, ['here'])).keyId).toBe('2026');
    expect(await keys.health()).toEqual({ ready: true, currentId: '2026', keyIds: ['2026', '2025'] });
  });

  it('unwraps nothing in another place or under another key id', async () => {
    const [a, b] = [newKeyLine('a'), newKeyLine('b')];
    await write(a, b);
    const keys = await KeyFile.open(path);
    const wrapped = await keys.wrap(plain, ['here']);

    await expect(keys.unwrap(wrapped, ['there'])).rejects.toThrow(SealBroken);
    await expect(keys.unwrap({ ...wrapped, keyId: 'b' }, ['here'])).rejects.toThrow(SealBroken);
  });

  it('says which key is missing', async () => {
    await write(newKeyLine('a'));
    const keys = await KeyFile.open(path);

    const opening = keys.unwrap({ keyId: 'lost', bytes: plain }, []);

    await expect(opening).rejects.toThrow(VaultSealed);
    await expect(opening).rejects.toMatchObject({
      code: 'VAULT_SEALED',
      kind: 'misconfigured',
      facts: { keyId: 'lost' },
    });
  });

  it('is looked into once more for a key it did not hold at the start', async () => {
    const [old, added] = [newKeyLine('old'), newKeyLine('new')];
    await write(old);
    const early = await KeyFile.open(path);
    await write(added, old);
    const wrapped = await (await KeyFile.open(path)).wrap(plain, []);

    expect(await early.unwrap(wrapped, [])).toEqual(plain);
    expect(early.currentId).toBe('new');
  });

  it('never gives back a destroyed key, even if its line is still there', async () => {
    const old = newKeyLine('old');
    await write(old);
    const wrapped = await (await KeyFile.open(path)).wrap(plain, []);
    await write(newKeyLine('new'), old);
    const keys = await KeyFile.open(path);
    await keys.destroy('old');
    await keys.reload();

    await expect(keys.unwrap(wrapped, [])).rejects.toThrow(VaultSealed);
    expect((await keys.health()).keyIds).toEqual(['new']);
  });

  it.each([0o404, 0o444, 0o420, 0o402, 0o644, 0o666])('is refused with permissions %o', async (mode) => {
    await write(newKeyLine('a'));
    await chmod(path, mode);

    await expect(KeyFile.open(path)).rejects.toThrow(KeyFileRefused);
  });

  it.each([0o400, 0o600, 0o440])('is taken with permissions %o', async (mode) => {
    await write(newKeyLine('a'));
    await chmod(path, mode);

    await expect(KeyFile.open(path)).resolves.toMatchObject({ currentId: 'a' });
  });

  it('may be a pipe that is read once', async () => {
    execFileSync('mkfifo', [path]);
    const [keys] = await Promise.all([KeyFile.open(path), writeFile(path, newKeyLine('a'))]);
    await keys.reload();

    expect(keys.currentId).toBe('a');
    await expect(keys.unwrap({ keyId: 'b', bytes: plain }, [])).rejects.toThrow(VaultSealed);
  });

  it('is refused if it is not there or not a file', async () => {
    await expect(KeyFile.open(path)).rejects.toMatchObject({ facts: { reason: 'ENOENT' } });
    await expect(KeyFile.open(folder)).rejects.toThrow(KeyFileRefused);
  });

  it.each([
    ['no key', '# nothing'],
    ['a short key', `a:${Buffer.alloc(16, 'CANARY').toString('base64')}`],
    ['a long key', `a:${Buffer.alloc(64, 'CANARY').toString('base64')}`],
    ['a key without an id', Buffer.alloc(32, 'CANARY').toString('base64')],
    ['the same id twice', `${newKeyLine('a')}\n${newKeyLine('a')}`],
  ])('is refused if it holds %s, and quotes nothing', (_, text) => {
    expect(() => parseKeys(text)).toThrow(KeyFileRefused);
    expect(() => parseKeys(text)).not.toThrow(/Q0FOQVJZ/);
  });

  it('shows no key when it is printed', async () => {
    const line = newKeyLine('a');
    const [, base64 = ''] = line.split(':');
    await write(line);
    const shown = inspect(await KeyFile.open(path), { depth: 9, showHidden: true });

    expect(shown).not.toContain(base64);
    expect(shown).not.toContain(Buffer.from(base64, 'base64').toString('hex').slice(0, 16));
    expect(shown).not.toContain(inspect(Buffer.from(base64, 'base64')).slice(8, 40));
  });
});

describe('the development key', () => {
  it('opens tomorrow what it wrapped today', async () => {
    const wrapped = await developmentKeys(undefined).wrap(plain, ['here']);

    expect(await developmentKeys('development').unwrap(wrapped, ['here'])).toEqual(plain);
  });

  it('refuses to work in production', () => {
    expect(() => developmentKeys('production')).toThrow(DevelopmentKeyRefused);
  });
});
