import { createHash, hash } from 'node:crypto';

export type KeyPurpose = 'key' | 'iv' | 'mac';

const IDS: Readonly<Record<KeyPurpose, number>> = { key: 1, iv: 2, mac: 3 };

/** The key derivation of PKCS#12 itself (RFC 7292, appendix B.2). `password` is a BMPString with its NUL pair. */
export function pkcs12Kdf(
  digest: string,
  password: Buffer,
  { salt, iterations }: { readonly salt: Buffer; readonly iterations: number },
  purpose: KeyPurpose,
  length: number,
): Buffer {
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64;
  const diversifier = Buffer.alloc(block, IDS[purpose]);
  const input = Buffer.concat([fill(salt, block), fill(password, block)]);
  const derived: Buffer[] = [];
  let size = 0;
  while (size < length) {
    let a = createHash(digest).update(diversifier).update(input).digest();
    for (let round = 1; round < iterations; round++) a = hash(digest, a, 'buffer');
    derived.push(a);
    size += a.length;
    if (size < length) addToBlocks(input, fill(a, block));
  }
  return Buffer.concat(derived).subarray(0, length);
}

/** The bytes, repeated to the next full block. */
const fill = (bytes: Buffer, block: number): Buffer =>
  bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);

/** I_j = (I_j + B + 1) mod 2^(8·block), for every block I_j of the input. */
function addToBlocks(input: Buffer, b: Buffer): void {
  for (let start = 0; start < input.length; start += b.length) {
    let carry = 1;
    for (let index = b.length - 1; index >= 0; index--) {
      carry += input.readUInt8(start + index) + b.readUInt8(index);
      input.writeUInt8(carry & 0xff, start + index);
      carry >>= 8;
    }
  }
}
