/** Something sealed by a key-encryption key, and which one. */
export interface WrappedKey {
  readonly keyId: string;
  readonly bytes: Buffer;
}

export interface KeyHealth {
  readonly ready: boolean;
  readonly currentId: string;
  /** All keys that can open something. */
  readonly keyIds: readonly string[];
}

/**
 * Keeps the key-encryption keys, which live outside the database: in a mounted file today, in an HSM or a
 * transit service tomorrow. They never pass through here; only what they wrap does.
 */
export interface KeyProvider {
  /** The key that wraps whatever is new. */
  readonly currentId: string;

  /** Wraps under the current key, bound to the context and to the key's id. */
  wrap(plain: Buffer, context: readonly string[]): Promise<WrappedKey>;

  /** @throws {VaultSealed} naming a key it does not have @throws {SealBroken} */
  unwrap(wrapped: WrappedKey, context: readonly string[]): Promise<Buffer>;

  /** Looks for keys again, without a restart. */
  reload?(): Promise<void>;

  /** From now on, nothing under this key opens. */
  destroy?(keyId: string): Promise<void>;

  health(): Promise<KeyHealth>;
}

/** Injects the one `KeyProvider`. */
export const KEY_PROVIDER = Symbol('KeyProvider');
