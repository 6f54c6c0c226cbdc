import { inspect } from 'node:util';

/**
 * Secret bytes that can be used but not shown: logs, JSON and error messages say `[secret]`, and copying it to
 * another thread or into a store fails.
 *
 * `wipe` clears the bytes themselves. It cannot clear what was made of them: strings, copies inside V8, OpenSSL
 * or the kernel.
 */
export class SecretBuffer {
  #bytes: Buffer | undefined;

  /** A function is the one thing `structuredClone` refuses to copy. */
  readonly toJSON = (): string => SHOWN;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The bytes change hands: the caller must neither use nor keep them. */
  static taking(bytes: Buffer): SecretBuffer {
    return new SecretBuffer(bytes);
  }

  /** The bytes themselves, not a copy: whoever keeps them sees zeros after the wipe. @throws {SecretWiped} */
  get bytes(): Buffer {
    if (this.#bytes === undefined) throw new SecretWiped();
    return this.#bytes;
  }

  /** As UTF-8. Nobody can wipe a string, so make it late and drop it soon. @throws {SecretWiped} */
  get text(): string {
    return this.bytes.toString('utf8');
  }

  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  toString(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}

const SHOWN = '[secret]';

/** A bug: a secret outlived the work it was opened for. */
export class SecretWiped extends Error {
  constructor() {
    super('This secret was wiped; it may only be used inside the work it was opened for');
    this.name = 'SecretWiped';
  }
}
