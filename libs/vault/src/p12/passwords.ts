/** A password as big-endian UTF-16 with a NUL pair at its end, as PKCS#12 wants it. */
function bmpString(password: string): Buffer {
  return Buffer.from(`${password}\0`, 'utf16le').swap16();
}

/** PKCS#12 leaves open what an empty password is: nothing, or the NUL pair alone. Both exist. */
export const bmpEncodings = (password: string): readonly Buffer[] =>
  password === '' ? [bmpString(''), Buffer.alloc(0)] : [bmpString(password)];

/** PBES2 does not say how letters become bytes: OpenSSL takes UTF-8, others Latin-1 or UTF-16. */
export function pbes2Encodings(password: string): readonly Buffer[] {
  const candidates = [
    Buffer.from(password, 'utf8'),
    ...(isLatin1(password) ? [Buffer.from(password, 'latin1')] : []),
    bmpString(password),
    bmpString(password).subarray(0, -2),
  ];
  return candidates.filter((one, index) => candidates.findIndex((other) => other.equals(one)) === index);
}

const isLatin1 = (text: string): boolean => Buffer.from(text, 'latin1').toString('latin1') === text;
