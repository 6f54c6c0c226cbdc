import { createHash } from 'node:crypto';

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Where a stream's leaf stands among the others; tells nobody which stream it is who does not know it. */
export const streamKey = (stream: string): string => sha256(stream).toString('hex');

/** What a checkpoint says about one stream. The prefix keeps leaves and nodes apart (RFC 6962, 2.1). */
export const streamLeaf = (stream: string, size: number, head: string): Buffer =>
  sha256('\0', `${stream}|${size}|${head}`);

/**
 * The root over leaves in this order, as RFC 6962, 2.1 builds it: neighbours are paired, a last one
 * without a neighbour moves up.
 */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  let level = leaves;
  while (level.length > 1) level = parentsOf(level);
  return level[0] ?? sha256();
}

const parentsOf = (level: readonly Buffer[]): Buffer[] =>
  level.flatMap((left, i) => {
    if (i % 2 === 1) return [];
    const right = level[i + 1];
    return right ? sha256('\u0001', left, right) : left;
  });
