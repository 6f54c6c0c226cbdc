import { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import { OPERATOR } from '../entry/entry-body';
import { checkpointLine } from '../sealing/checkpoint-sink';
import type { HeadTuple, HiddenHead } from '../sealing/checkpoint-note';
import { streamKey, streamLeaf } from '../sealing/merkle';
import { readPublished } from './published-checkpoints';

const BATCH = 1_000;

export interface ExportScope {
  /** One tenant's part, or `operator`; the whole trail if absent. */
  readonly tenant?: string;
}

/**
 * Every entry, one JSON line each, stream by stream in order; what the verifier takes as `--export`.
 *
 * Holds some hundred entries in memory however long the trail is. Needs a `sealerDataSource`.
 */
export const exportEntries = (source: DataSource, scope: ExportScope = {}): Readable =>
  Readable.from(entryLines(source, scope), { objectMode: false });

/**
 * Every checkpoint, one JSON line each; what the verifier takes as `--checkpoints`.
 *
 * For one tenant, the names and sizes of all other streams are hidden behind their hashes, which
 * still lead to the signed root.
 */
export const exportCheckpoints = (source: DataSource, scope: ExportScope = {}): Readable =>
  Readable.from(checkpointLines(source, scope), { objectMode: false });

async function* entryLines(source: DataSource, scope: ExportScope): AsyncGenerator<string> {
  const tenant = scope.tenant === OPERATOR ? NO_TENANT : (scope.tenant ?? null);
  let after: [tenant: string, stream: string, seq: string] = [NO_TENANT, '', '0'];
  for (;;) {
    const rows = await source.query<EntryRow[]>(NEXT_ENTRIES, [...after, tenant, BATCH]);
    if (rows.length > 0) yield rows.map(entryLine).join('');
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = [last.tenant, last.stream, last.seq];
  }
}

async function* checkpointLines(source: DataSource, { tenant }: ExportScope): AsyncGenerator<string> {
  for await (const batch of readPublished(source.manager, 0)) {
    yield batch.map((one) => checkpointLine(tenant ? { ...one, ...partOf(tenant, one) } : one)).join('');
  }
}

function partOf(
  tenant: string,
  { heads, pruned }: { heads: readonly (HeadTuple | HiddenHead)[]; pruned: readonly HeadTuple[] },
): { heads: (HeadTuple | HiddenHead)[]; pruned: HeadTuple[] } {
  const own = ([stream]: readonly [string, ...unknown[]]): boolean => stream.startsWith(`${tenant}/`);
  return {
    heads: heads.map((head) => (own(head) || head.length === 2 ? head : hidden(head))),
    pruned: pruned.filter(own),
  };
}

const hidden = ([stream, size, head]: HeadTuple): HiddenHead => [
  streamKey(stream),
  streamLeaf(stream, size, head).toString('hex'),
];

const NO_TENANT = '00000000-0000-0000-0000-000000000000';

const NEXT_ENTRIES = `
  select tenant_id as tenant, stream, seq, body, encode(prev, 'hex') as prev, encode(hash, 'hex') as hash
  from audit_entry
  where (tenant_id, stream, seq) > ($1, $2, $3) and ($4::uuid is null or tenant_id = $4)
  order by tenant_id, stream, seq limit $5`;

interface EntryRow {
  readonly tenant: string;
  readonly stream: string;
  readonly seq: string;
  readonly body: string;
  readonly prev: string;
  readonly hash: string;
}

const entryLine = ({ stream, seq, body, prev, hash }: EntryRow): string =>
  `${JSON.stringify({ stream, seq: Number(seq), body, prev, hash })}\n`;
