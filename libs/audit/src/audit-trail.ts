import { beforeCommit, kept, newId, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import type { AuditEntryDraft, AuditLog } from './entry/audit-event';
import { entryBody } from './entry/entry-body';
import { AuditEntryInvalid, AuditUnavailable } from './errors';

/** Where an entry stands in the chain. Whoever keeps it can prove later that the entry was there. */
export interface AuditReceipt {
  readonly stream: string;
  readonly seq: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** SQLSTATE of a batch that `audit_append` refuses because it belongs elsewhere. */
const FOREIGN_ENTRY = 'DKA01';

/** Who did what when, in a chain that nobody can change unnoticed. */
@Injectable()
export class AuditTrail {
  readonly #waiting = new WeakMap<Tx, readonly Written[]>();

  /**
   * Writes down what the caller's transaction does, as a part of it: both are stored, or neither is.
   *
   * One statement however many entries. The receipts come in the order of the entries.
   *
   * @throws {AuditEntryInvalid} for anything the format does not allow, or for an entry of another tenant
   * @throws {AuditUnavailable} if it cannot be stored; the transaction is then lost as well
   */
  async record(tx: Tx, entries: AuditEntryDraft | readonly AuditEntryDraft[]): Promise<AuditReceipt[]> {
    const drafts = 'event' in entries ? [entries] : entries;
    if (drafts.length === 0) return [];
    return this.append(tx, writtenDown(drafts));
  }

  /**
   * The same, but stored together with the next entry of the transaction, or else at its end: one statement for all.
   *
   * @throws {AuditEntryInvalid} at once; what `record` throws otherwise comes when they are stored
   */
  recordSoon(tx: Tx, entries: readonly AuditEntryDraft[]): void {
    if (entries.length === 0) return;
    const waiting = this.#waiting.get(tx);
    if (!waiting) {
      beforeCommit(tx, async () => {
        await this.append(tx, []);
      });
    }
    this.#waiting.set(tx, [...(waiting ?? []), ...writtenDown(entries)]);
  }

  /** Those that wait go first; the receipts are of the others. */
  private async append(tx: Tx, entries: readonly Written[]): Promise<AuditReceipt[]> {
    const waiting = this.#waiting.get(tx) ?? [];
    if (waiting.length > 0) this.#waiting.set(tx, []);
    const all = [...waiting, ...entries];
    if (all.length === 0) return [];
    try {
      const rows = await tx.query<Appended[]>(APPEND, [
        all.map(({ log }) => log),
        all.map(({ body }) => body),
      ]);
      return rows.slice(waiting.length).map(({ stream, seq, hash }) => ({ stream, seq: Number(seq), hash }));
    } catch (error) {
      throw refusal(error);
    }
  }
}

/** An entry as it is stored, but for its place in the chain. */
interface Written {
  readonly log: AuditLog;
  readonly body: string;
}

function writtenDown(drafts: readonly AuditEntryDraft[]): Written[] {
  const now = new Date();
  return drafts.map((draft) => ({
    log: draft.event.log,
    body: entryBody(draft, newId(), draft.given.at ?? now),
  }));
}

const APPEND = kept(
  `select stream, seq, encode(hash, 'hex') as hash from audit_append($1, $2) order by position`,
);

interface Appended {
  readonly stream: string;
  readonly seq: string;
  readonly hash: string;
}

/** The database's own message may quote values, so nothing of it goes on but the SQLSTATE. */
function refusal(error: unknown): AuditUnavailable | AuditEntryInvalid {
  const sqlState = (error as { code?: unknown }).code;
  if (sqlState === FOREIGN_ENTRY)
    return new AuditEntryInvalid('a batch', 'tenant', 'the tenant of the transaction');
  return new AuditUnavailable(
    typeof sqlState === 'string' && /^[0-9A-Z]{5}$/.test(sqlState) ? { sqlState } : {},
  );
}
