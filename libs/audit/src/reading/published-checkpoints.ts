import type { Tx } from '@gateway/database';
import type { HeadTuple, PublishedCheckpoint } from '../sealing/checkpoint-note';

const BATCH = 500;

/** The checkpoints after a number, oldest first, some hundred at a time. Needs the role `drehkreuz_sealer`. */
export async function* readPublished(tx: Tx, after: number): AsyncGenerator<PublishedCheckpoint[]> {
  for (let last = after; ;) {
    const rows = await tx.query<Row[]>(
      'select number, note, heads, pruned from audit_checkpoint where number > $1 order by number limit $2',
      [last, BATCH],
    );
    if (rows.length > 0) yield rows.map((row) => ({ ...row, number: Number(row.number) }));
    if (rows.length < BATCH) return;
    last = Number(rows.at(-1)?.number);
  }
}

interface Row {
  readonly number: string;
  readonly note: string;
  readonly heads: HeadTuple[];
  readonly pruned: HeadTuple[];
}
