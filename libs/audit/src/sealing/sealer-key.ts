import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { SealerKeyUnusable } from '../errors';

/** The key that signs checkpoints. Only the sealer's process may read it: never the application, never the database. */
export interface SealerKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** True for a key that dies with the process: development and demo. */
  readonly ephemeral: boolean;
}

/**
 * Reads an Ed25519 key (PKCS#8, PEM) that nobody but its owner can read.
 *
 * @throws {SealerKeyUnusable} if it is missing, readable for others, or another kind of key
 */
export async function readSealerKey(path: string): Promise<SealerKey> {
  const { mode } = await stat(path).catch(() => {
    throw new SealerKeyUnusable('unreadable');
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new SealerKeyUnusable('readable-for-others');
  const pem = await readFile(path).catch(() => {
    throw new SealerKeyUnusable('unreadable');
  });
  return fromPem(pem);
}

/**
 * A key for this process alone; what it has signed cannot be continued by the next one.
 *
 * @throws {SealerKeyUnusable} in production
 */
export function ephemeralSealerKey(environment: string | undefined): SealerKey {
  if (environment === 'production') throw new SealerKeyUnusable('missing-in-production');
  return { ...generateKeyPairSync('ed25519'), ephemeral: true };
}

/** Makes a new key at `path` (mode 0600) and its public half at `path.pub`; refuses to replace a file. */
export async function createSealerKey(path: string): Promise<SealerKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeNew(path, 0o600, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeNew(`${path}.pub`, 0o644, publicKey.export({ type: 'spki', format: 'pem' }));
  return { privateKey, publicKey, ephemeral: false };
}

function fromPem(pem: Buffer): SealerKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    throw new SealerKeyUnusable('not-ed25519');
  } finally {
    pem.fill(0);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new SealerKeyUnusable('not-ed25519');
  return { privateKey, publicKey: createPublicKey(privateKey), ephemeral: false };
}

async function writeNew(path: string, mode: number, text: string | Buffer): Promise<void> {
  const file: FileHandle = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
