import { createHmac, type KeyObject } from 'node:crypto';
import { fold } from './fold';

/**
 * Digests under a tenant's own key: equal texts give equal digests, and nobody without the key can find out from
 * a list of all first names which one it was (promise A4).
 */
export class TenantDigests {
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    this.#key = key;
  }

  /** For looking up by a field: what people would type alike is alike. 16 bytes. */
  blindIndex(field: string, text: string): Buffer {
    return this.digest('blind-index', field, fold(text)).subarray(0, 16);
  }

  /** For telling whether something changed since the last time. 32 bytes. */
  fingerprint(canonicalText: string): Buffer {
    return this.digest('fingerprint', canonicalText);
  }

  /** What a source system calls a person. 32 bytes. */
  externalKey(key: string): Buffer {
    return this.digest('external-key', key);
  }

  /** Labelled, so that no digest of one kind is one of another. */
  private digest(...labelled: readonly string[]): Buffer {
    return createHmac('sha256', this.#key).update(JSON.stringify(labelled)).digest();
  }
}
