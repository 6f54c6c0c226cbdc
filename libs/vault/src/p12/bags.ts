import { readEncryption, type Encryption } from './container';
import { bytesOf, octets, oid, parse, part, parts, type DerNode } from './der';
import { P12Failure } from './p12-failure';

/** What the bags of a container hold; other kinds (CRLs, free secrets) are of no use to us and passed over. */
export interface Bags {
  /** Certificates, DER. */
  readonly certificates: Buffer[];
  /** Private keys, PKCS#8 DER, encrypted or not. */
  readonly keys: { readonly bytes: Buffer; readonly encryption?: Encryption }[];
}

const BAG = '1.2.840.113549.1.12.10.1.';
const X509 = '1.2.840.113549.1.9.22.1';
const MAX_BAGS = 64;
const MAX_NESTING = 4;

/** RFC 7292, 4.2. @throws P12_DAMAGED, P12_TOO_COSTLY */
export function readBags(safeContents: Buffer): Bags {
  const bags: Bags = { certificates: [], keys: [] };
  collect(parse(safeContents), bags, 0);
  return bags;
}

function collect(safeContents: DerNode, into: Bags, depth: number): void {
  const found = parts(safeContents);
  if (found.length > MAX_BAGS || depth > MAX_NESTING) throw new P12Failure('P12_TOO_COSTLY');
  for (const bag of found) {
    const kind = oid(part(bag, 0));
    const value = part(part(bag, 1), 0);
    if (kind === `${BAG}1`) into.keys.push({ bytes: bytesOf(value) });
    else if (kind === `${BAG}2`) into.keys.push(shrouded(value));
    else if (kind === `${BAG}3`) into.certificates.push(...certificate(value));
    else if (kind === `${BAG}6`) collect(value, into, depth + 1);
  }
}

const shrouded = (node: DerNode): Bags['keys'][number] => ({
  encryption: readEncryption(part(node, 0)),
  bytes: octets(part(node, 1)),
});

const certificate = (node: DerNode): Buffer[] =>
  oid(part(node, 0)) === X509 ? [octets(part(part(node, 1), 0))] : [];
