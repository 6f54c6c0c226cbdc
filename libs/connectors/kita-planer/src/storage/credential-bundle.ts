/** What a credential consists of: certificate and key to show who is calling, user and password to be let in. */
export interface CredentialBundle {
  /** PKCS#8 PEM. */
  readonly keyPem: Buffer;
  /** PEM, leaf first. */
  readonly chainPem: Buffer;
  /** Schnittstellenbenutzer, UTF-8. */
  readonly user: Buffer;
  /** Schnittstellenpasswort, UTF-8. */
  readonly password: Buffer;
}

/** The bundle as one secret: four parts, each after its length, so that no part ever becomes a string. */
export function packBundle({ keyPem, chainPem, user, password }: CredentialBundle): Buffer {
  return Buffer.concat(
    [keyPem, chainPem, user, password].flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

/** Views into the packed bytes: wiping those wipes these. */
export function openBundle(packed: Buffer): CredentialBundle {
  const parts: Buffer[] = [];
  for (let at = 0; at < packed.length;) {
    const end = at + 4 + packed.readUInt32BE(at);
    parts.push(packed.subarray(at + 4, end));
    at = end;
  }
  const [keyPem, chainPem, user, password] = parts;
  if (!keyPem || !chainPem || !user || !password) throw new Error('A stored credential is incomplete');
  return { keyPem, chainPem, user, password };
}
