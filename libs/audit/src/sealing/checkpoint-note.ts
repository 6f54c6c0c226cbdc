import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import { merkleRoot, streamKey, streamLeaf } from './merkle';

/** Stream, number of its entries, hash of the last one in hex. */
export type HeadTuple = readonly [stream: string, size: number, head: string];

/** Somebody else's stream in a copy for one tenant: its key and its leaf, which reveal nothing. */
export type HiddenHead = readonly [key: string, leaf: string];

export interface Checkpoint {
  /** Name of the installation; the signature is bound to it. */
  readonly origin: string;
  /** From 1, without gaps. */
  readonly number: number;
  /** {@link noteHash} of the checkpoint before, or {@link FIRST}. */
  readonly previous: string;
  readonly time: Date;
  /** All streams, changed or not. */
  readonly heads: Iterable<HeadTuple>;
  /** Streams whose entries up to here are dropped with this checkpoint. */
  readonly pruned: readonly HeadTuple[];
}

/** What is handed out: one line each in a file of checkpoints. */
export interface PublishedCheckpoint {
  readonly number: number;
  /** The signed note. */
  readonly note: string;
  /** Heads that are new or have moved since the checkpoint before. */
  readonly heads: readonly (HeadTuple | HiddenHead)[];
  readonly pruned: readonly HeadTuple[];
}

/** What stands for the checkpoint before the first one. */
export const FIRST = Buffer.alloc(32).toString('base64');

/**
 * The text that is signed, in the form of a C2SP tlog checkpoint: origin, number of leaves, root, and
 * lines of our own. Format: docs/audit-format.md.
 */
export function checkpointText(checkpoint: Checkpoint): string {
  const { origin, number, previous, time, heads, pruned } = checkpoint;
  const all = Array.from(heads, (head) => ({ key: streamKey(head[0]), head })).sort(byKey);
  const root = merkleRoot(all.map(({ head }) => streamLeaf(...head)));
  const entries = all.reduce((sum, { head }) => sum + head[1], 0);
  const dropped = pruned.map((head) => `pruned ${streamKey(head[0])} ${streamLeaf(...head).toString('hex')}`);
  return [
    origin,
    all.length,
    root.toString('base64'),
    `number ${number}`,
    `previous ${previous}`,
    `time ${time.toISOString()}`,
    `entries ${entries}`,
    ...dropped.sort(),
    '',
  ].join('\n');
}

/** Puts an Ed25519 signature below the text, in the form of a C2SP signed note. */
export function signNote(text: string, origin: string, key: KeyObject, publicKey: KeyObject): string {
  const signature = sign(null, Buffer.from(text), key);
  return `${text}\n— ${origin} ${Buffer.concat([keyId(origin, publicKey), signature]).toString('base64')}\n`;
}

/** The number of a note, if one of these keys has signed exactly this note for this installation. */
export function numberOfGenuine(
  note: string,
  origin: string,
  keys: readonly KeyObject[],
): number | undefined {
  const [text = '', line = ''] = note.split('\n\n');
  const signed = Buffer.from(/^— \S+ (\S+)\n$/.exec(line)?.[1] ?? '', 'base64');
  const genuine = keys.some(
    (key) =>
      keyId(origin, key).equals(signed.subarray(0, 4)) &&
      verify(null, Buffer.from(`${text}\n`), key, signed.subarray(4)),
  );
  const number = /^number (\d+)$/m.exec(text)?.[1];
  return genuine && number !== undefined ? Number(number) : undefined;
}

/** What the next checkpoint says about this one. */
export const noteHash = (note: string): string => createHash('sha256').update(note).digest('base64');

/** The root a note is about, as it is written there. */
export const rootOf = (note: string): string | undefined => note.split('\n')[2];

/** First four bytes of a hash of name and key; 0x01 says Ed25519, other algorithms get other numbers. */
function keyId(origin: string, publicKey: KeyObject): Buffer {
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return createHash('sha256').update(`${origin}\n\u0001`).update(raw).digest().subarray(0, 4);
}

const byKey = (one: { key: string }, other: { key: string }): number =>
  one.key < other.key ? -1 : Number(one.key > other.key);
