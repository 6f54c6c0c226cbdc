import { integer, isInteger, octets, oid, parse, part, parts, tagged, type DerNode } from './der';
import { P12Failure } from './p12-failure';

/** How one part of a container is encrypted, before any key is derived. */
export interface Encryption {
  readonly algorithm: string;
  readonly parameters: DerNode;
}

export interface Mac {
  readonly digest: string;
  readonly value: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
}

export interface SafeContent {
  readonly bytes: Buffer;
  readonly encryption?: Encryption;
}

/** A PKCS#12 file taken apart as far as is possible without a password (RFC 7292, 4). */
export interface Container {
  /** What the MAC covers. */
  readonly authenticated: Buffer;
  readonly mac?: Mac;
  readonly contents: readonly SafeContent[];
}

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const MAX_CONTENTS = 16;
const DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** @throws P12_DAMAGED, P12_UNSUPPORTED (signed or enveloped containers, unknown MAC) */
export function readContainer(file: Buffer): Container {
  const pfx = parse(file);
  if (!isInteger(parts(pfx)[0])) throw new P12Failure('P12_DAMAGED');
  const safe = part(pfx, 1);
  if (oid(part(safe, 0)) !== DATA) throw new P12Failure('P12_UNSUPPORTED', 'signed container');
  const authenticated = octets(part(part(safe, 1), 0));
  const contents = parts(parse(authenticated));
  if (contents.length > MAX_CONTENTS) throw new P12Failure('P12_TOO_COSTLY');
  const mac = parts(pfx)[2];
  return {
    authenticated,
    ...(mac === undefined ? {} : { mac: readMac(mac) }),
    contents: contents.map(readContent),
  };
}

function readMac(node: DerNode): Mac {
  const info = part(node, 0);
  const algorithm = oid(part(part(info, 0), 0));
  const digest = DIGESTS[algorithm];
  if (digest === undefined) throw new P12Failure('P12_UNSUPPORTED', `MAC ${algorithm}`);
  const iterations = parts(node)[2];
  return {
    digest,
    value: octets(part(info, 1)),
    salt: octets(part(node, 1)),
    iterations: iterations === undefined ? 1 : integer(iterations),
  };
}

function readContent(node: DerNode): SafeContent {
  const type = oid(part(node, 0));
  const content = part(part(node, 1), 0);
  if (type === DATA) return { bytes: octets(content) };
  if (type !== ENCRYPTED_DATA) throw new P12Failure('P12_UNSUPPORTED', `content ${type}`);
  const info = part(content, 1);
  const bytes = tagged(parts(info)[2], 0);
  if (bytes === undefined) throw new P12Failure('P12_DAMAGED');
  return { bytes: octets(bytes), encryption: readEncryption(part(info, 1)) };
}

/** An AlgorithmIdentifier that encrypts. */
export const readEncryption = (node: DerNode): Encryption => ({
  algorithm: oid(part(node, 0)),
  parameters: part(node, 1),
});
