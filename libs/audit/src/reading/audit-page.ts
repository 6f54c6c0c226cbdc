import type { Tx } from '@gateway/database';
import type { AuditReceipt } from '../audit-trail';
import type { AuditLog } from '../entry/audit-event';
import { AuditCursorInvalid } from '../errors';

export interface AuditQuery {
  readonly log?: AuditLog;
  /** Everything about one data subject: who saw or received it, when and why (promise A3). */
  readonly subject?: string;
  /** Cursor of the page before. */
  readonly before?: string;
  readonly limit: number;
}

export interface AuditRow extends AuditReceipt {
  /** The entry as it is hashed: canonical JSON. */
  readonly body: string;
}

export interface AuditPage {
  readonly entries: readonly AuditRow[];
  /** Cursor for older entries, if there are any. */
  readonly next?: string;
}

/**
 * Entries of the transaction's tenant, newest first; of the operator in a transaction without one.
 *
 * @throws {AuditCursorInvalid}
 */
export async function auditPage(tx: Tx, { log, subject, before, limit }: AuditQuery): Promise<AuditPage> {
  const cursor = before === undefined ? ['infinity', '', '0'] : readCursor(before);
  const rows = await tx.query<Row[]>(PAGE, [...cursor, log ?? null, subject ?? null, limit + 1]);
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  return {
    entries: entries.map(({ stream, seq, hash, body }) => ({ stream, seq: Number(seq), hash, body })),
    ...(last && rows.length > limit ? { next: cursorOf(last) } : {}),
  };
}

const PAGE = `
  select stream, seq, encode(hash, 'hex') as hash, body, stored_at::text as "storedAt" from audit_entry
  where (stored_at, stream, seq) < ($1::timestamptz, $2::text, $3::bigint)
    and ($4::text is null or log = $4) and ($5::text is null or subject = $5)
  order by stored_at desc, stream desc, seq desc limit $6`;

interface Row {
  readonly stream: string;
  readonly seq: string;
  readonly hash: string;
  readonly body: string;
  readonly storedAt: string;
}

const cursorOf = ({ storedAt, stream, seq }: Row): string =>
  Buffer.from([storedAt, stream, seq].join('|')).toString('base64url');

function readCursor(cursor: string): string[] {
  const parts = Buffer.from(cursor, 'base64url').toString().split('|');
  const [storedAt = '', stream = '', seq = ''] = parts;
  const ours =
    parts.length === 3 &&
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/.test(storedAt) &&
    /^[0-9a-z/-]{1,60}$/.test(stream) &&
    /^\d{1,18}$/.test(seq);
  if (!ours) throw new AuditCursorInvalid();
  return parts;
}
