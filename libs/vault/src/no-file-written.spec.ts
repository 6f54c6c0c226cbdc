import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestDatabase } from '@gateway/testing';
import { newKeyLine } from './keys/key-file';
import { vaultStorage } from './storage/vault.storage';

const run = promisify(execFile);
const permission = ['--permission', '--experimental-permission'].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

describe('a secret from upload to retirement', () => {
  it('is never written to a file: all of it works where no file may be written', async () => {
    const test = await TestDatabase.create(vaultStorage);
    const folder = await mkdtemp(join(tmpdir(), 'no-file-'));
    const keyFile = join(folder, 'vault.keys');
    await writeFile(keyFile, newKeyLine('k1'), { mode: 0o400 });

    const { stdout } = await run(process.execPath, [
      permission!,
      '--allow-fs-read=*',
      require.resolve('#dist/libs/vault/src/testing/whole-life.js'),
      test.url,
      await test.tenant(),
      keyFile,
      join(__dirname, 'testing/p12/rc2-40.p12'),
      'Muster-Kennwort-7',
    ]);
    await rm(folder, { recursive: true });
    await test.drop();

    expect(stdout).toMatch(/^opened \d+ bytes\na planted write fails with ERR_ACCESS_DENIED\n$/);
  });
});
