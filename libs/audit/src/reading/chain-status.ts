import type { Tx } from '@gateway/database';

/** What the application itself can say about the chains of the transaction's tenant. */
export interface ChainStatus {
  /** Entries ever written. */
  readonly entries: number;
  readonly lastAt: Date | null;
  /** Newest entries that were compared with each other, at most {@link CHECKED}. */
  readonly checked: number;
  /** Each of them follows the one before it, and the last ones are the heads. */
  readonly unbroken: boolean;
}

const CHECKED = 10_000;

/**
 * A look at the newest entries, for people. Proof is what the verifier says, which needs neither this program nor
 * its database: docs/audit-format.md.
 */
export async function chainStatus(tx: Tx): Promise<ChainStatus> {
  const [row] = await tx.query<ChainStatus[]>(STATUS, [CHECKED]);
  return row ?? { entries: 0, lastAt: null, checked: 0, unbroken: true };
}

const STATUS = `
  with newest as (
    select stream, seq, prev, hash from audit_entry
    where tenant_id = current_tenant() order by stored_at desc limit $1
  ), linked as (
    select stream, seq, prev, hash, lag(hash) over chain as before, lag(seq) over chain as seq_before,
      lead(seq) over chain is null as last
    from newest window chain as (partition by stream order by seq)
  ), heads as (select stream, size, head, stored_at from audit_head where tenant_id = current_tenant())
  select coalesce((select sum(size) from heads), 0)::int as entries,
    (select max(stored_at) from heads) as "lastAt",
    (select count(*) from newest)::int as checked,
    not exists (select from linked where before is not null and (before <> prev or seq_before <> seq - 1))
      and not exists (select from linked l join heads h using (stream)
                      where l.last and (l.hash <> h.head or l.seq <> h.size)) as unbroken`;
