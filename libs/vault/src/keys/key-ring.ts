import type { KeyObject } from 'node:crypto';
import { contextOf, seal, unseal } from './envelope';
import type { KeyHealth, KeyProvider, WrappedKey } from './key-provider';
import { VaultSealed } from './vault-errors';

/** Key-encryption keys held in memory; the first one wraps. */
export class KeyRing implements KeyProvider {
  readonly currentId: string;
  readonly #keys: Map<string, KeyObject>;

  /** @param keys at least one */
  constructor(keys: ReadonlyMap<string, KeyObject>) {
    this.#keys = new Map(keys);
    this.currentId = [...keys.keys()][0] ?? '';
  }

  has(keyId: string): boolean {
    return this.#keys.has(keyId);
  }

  wrap(plain: Buffer, context: readonly string[]): Promise<WrappedKey> {
    const keyId = this.currentId;
    const bytes = seal(this.key(keyId), contextOf(...context, keyId), plain);
    return Promise.resolve({ keyId, bytes });
  }

  async unwrap({ keyId, bytes }: WrappedKey, context: readonly string[]): Promise<Buffer> {
    return Promise.resolve(unseal(this.key(keyId), contextOf(...context, keyId), bytes));
  }

  destroy(keyId: string): Promise<void> {
    this.#keys.delete(keyId);
    return Promise.resolve();
  }

  health(): Promise<KeyHealth> {
    const keyIds = [...this.#keys.keys()];
    return Promise.resolve({ ready: this.#keys.has(this.currentId), currentId: this.currentId, keyIds });
  }

  private key(keyId: string): KeyObject {
    const key = this.#keys.get(keyId);
    if (key === undefined) throw new VaultSealed(keyId);
    return key;
  }
}
