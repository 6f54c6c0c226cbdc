import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { KEY_LENGTH } from './envelope';
import type { KeyHealth, KeyProvider, WrappedKey } from './key-provider';
import { KeyRing } from './key-ring';
import { KeyFileRefused, VaultSealed } from './vault-errors';

/**
 * Key-encryption keys from a file that is not ours: a systemd credential, a Docker or Kubernetes secret, or a
 * descriptor (`/dev/fd/3`) an operator's passphrase tool writes to.
 *
 * One key a line, `id:base64` of 32 bytes, the current one first; blank lines and lines beginning with `#` do
 * not count. Nobody but its owner may write the file and strangers may not read it. A key that is asked for and
 * not known is looked for in the file once more, so keys can be added while all processes run.
 */
export class KeyFile implements KeyProvider {
  readonly #destroyed = new Set<string>();

  private constructor(
    private readonly path: string,
    private ring: KeyRing,
    private readonly canBeReadAgain: boolean,
  ) {}

  /** @throws {KeyFileRefused} */
  static async open(path: string): Promise<KeyFile> {
    const { keys, regular } = await read(path);
    return new KeyFile(path, new KeyRing(keys), regular);
  }

  get currentId(): string {
    return this.ring.currentId;
  }

  wrap(plain: Buffer, context: readonly string[]): Promise<WrappedKey> {
    return this.ring.wrap(plain, context);
  }

  async unwrap(wrapped: WrappedKey, context: readonly string[]): Promise<Buffer> {
    if (this.#destroyed.has(wrapped.keyId)) throw new VaultSealed(wrapped.keyId);
    if (!this.ring.has(wrapped.keyId)) await this.reload();
    return this.ring.unwrap(wrapped, context);
  }

  /** What was read from a descriptor stays as it is: it can be read only once. @throws {KeyFileRefused} */
  async reload(): Promise<void> {
    if (!this.canBeReadAgain) return;
    const { keys } = await read(this.path);
    for (const keyId of this.#destroyed) keys.delete(keyId);
    if (keys.size === 0) throw new KeyFileRefused('all its keys are destroyed');
    this.ring = new KeyRing(keys);
  }

  /** The line itself must be removed by whoever wrote it; until then it is passed over. */
  destroy(keyId: string): Promise<void> {
    this.#destroyed.add(keyId);
    return this.ring.destroy(keyId);
  }

  health(): Promise<KeyHealth> {
    return this.ring.health();
  }
}

/** A line for the key file with a new random key. */
export const newKeyLine = (id: string): string => `${id}:${randomBytes(KEY_LENGTH).toString('base64')}`;

interface FileContent {
  readonly keys: Map<string, KeyObject>;
  readonly regular: boolean;
}

async function read(path: string): Promise<FileContent> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new KeyFileRefused((error as NodeJS.ErrnoException).code ?? 'cannot be opened');
  });
  try {
    const regular = await checkPermissions(handle);
    const bytes = await handle.readFile();
    const keys = parseKeys(bytes.toString('utf8'));
    bytes.fill(0);
    return { keys, regular };
  } finally {
    await handle.close();
  }
}

/** The group may read, because that is how Kubernetes mounts secrets for a service's own group. */
async function checkPermissions(handle: FileHandle): Promise<boolean> {
  const stat = await handle.stat();
  if (stat.isFIFO() || stat.isSocket()) return false;
  if (!stat.isFile()) throw new KeyFileRefused('not a file');
  if ((stat.mode & 0o027) !== 0) {
    throw new KeyFileRefused(`permissions ${(stat.mode & 0o777).toString(8)} are too wide, use 400`);
  }
  if (![0, process.getuid?.()].includes(stat.uid)) throw new KeyFileRefused('belongs to somebody else');
  return true;
}

/** @throws {KeyFileRefused} naming the line, never quoting it */
export function parseKeys(text: string): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, id, base64] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63}):([A-Za-z0-9+/]{43}=)\s*$/.exec(line) ?? [];
    if (id === undefined || base64 === undefined) {
      throw new KeyFileRefused(`line ${(index + 1).toString()} is not id:base64 of 32 bytes`);
    }
    if (keys.has(id)) throw new KeyFileRefused(`line ${(index + 1).toString()} repeats an id`);
    keys.set(id, createSecretKey(Buffer.from(base64, 'base64')));
  }
  if (keys.size === 0) throw new KeyFileRefused('it holds no key');
  return keys;
}
