import { asn1, util } from 'node-forge';
import { P12Failure } from './p12-failure';

export type DerNode = asn1.Asn1;

/** Reads one DER or BER value; what follows it is ignored, as OpenSSL does. @throws P12_DAMAGED */
export function parse(bytes: Buffer): DerNode {
  try {
    const options = { strict: true, parseAllBytes: false, decodeBitStrings: false };
    return asn1.fromDer(util.createBuffer(bytes.toString('latin1')), options as never);
  } catch {
    throw new P12Failure('P12_DAMAGED');
  }
}

/** The parts of a SEQUENCE or SET (or of an explicit tag). */
export function parts(node: DerNode | undefined): DerNode[] {
  return Array.isArray(node?.value) ? node.value : damaged();
}

/** One part that must be there. */
export const part = (node: DerNode | undefined, index: number): DerNode => parts(node)[index] ?? damaged();

/** The content of `[number]`, if the part is there and has that context tag. */
export const tagged = (node: DerNode | undefined, number: number): DerNode | undefined =>
  node?.tagClass === asn1.Class.CONTEXT_SPECIFIC && (node.type as number) === number ? node : undefined;

export function oid(node: DerNode): string {
  if (node.type !== asn1.Type.OID || typeof node.value !== 'string') return damaged();
  return asn1.derToOid(util.createBuffer(node.value));
}

export const isInteger = (node: DerNode | undefined): boolean =>
  node?.tagClass === asn1.Class.UNIVERSAL && node.type === asn1.Type.INTEGER;

/** A non-negative number; anything beyond 32 bits counts as more than any limit. */
export function integer(node: DerNode): number {
  if (!isInteger(node) || typeof node.value !== 'string') return damaged();
  return node.value.length > 5 ? Number.MAX_SAFE_INTEGER : Number(`0x0${hex(node.value)}`);
}

/** An OCTET STRING, also in pieces: Windows and old Java write it constructed (BER). */
export function octets(node: DerNode): Buffer {
  if (typeof node.value === 'string') return Buffer.from(node.value, 'latin1');
  return Buffer.concat(node.value.map(octets));
}

/** The value as DER again. */
export const bytesOf = (node: DerNode): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'latin1');

const hex = (binary: string): string => Buffer.from(binary, 'latin1').toString('hex');

function damaged(): never {
  throw new P12Failure('P12_DAMAGED');
}
