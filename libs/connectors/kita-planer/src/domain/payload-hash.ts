import { createHash } from 'node:crypto';
import { fieldNames, type TransferRecord } from './fields';

/**
 * SHA-256 over the fields that have a value, in catalogue order, hexadecimal. An empty field and one
 * that is switched off look alike, so that switching on a field nobody fills sends nothing again.
 */
export function payloadHash(record: TransferRecord): string {
  const hash = createHash('sha256');
  const filled = fieldNames.filter((name) => record[name]).map((name) => [name, record[name]]);
  return hash.update(JSON.stringify(filled)).digest('hex');
}
