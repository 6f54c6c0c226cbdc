import { X509Certificate, type KeyObject } from 'node:crypto';
import { P12Failure } from './p12-failure';

/**
 * The certificate of this key and those above it, leaf first; a self-signed root is left out, because the other
 * side has it or will not believe it.
 *
 * @throws P12_KEY_MISMATCH, P12_DAMAGED for a certificate nobody can read
 */
export function certificateChain(key: KeyObject, certificates: readonly Buffer[]): Chain {
  const all = certificates.map(parse);
  const leaf = all.find((certificate) => certificate.checkPrivateKey(key));
  if (leaf === undefined) throw new P12Failure('P12_KEY_MISMATCH');
  const chain: Chain = [leaf];
  for (let above = issuerOf(leaf, all); above && !chain.includes(above); above = issuerOf(above, all)) {
    if (!above.checkIssued(above)) chain.push(above);
  }
  return chain;
}

type Chain = [X509Certificate, ...X509Certificate[]];

const issuerOf = (
  certificate: X509Certificate,
  all: readonly X509Certificate[],
): X509Certificate | undefined =>
  certificate.checkIssued(certificate) ? undefined : all.find((other) => certificate.checkIssued(other));

function parse(bytes: Buffer): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new P12Failure('P12_DAMAGED');
  }
}
