import { kept, type Tx } from '@gateway/database';
import { GatewayError } from '@gateway/errors';

/** What makes two requests the same. */
export interface RequestIdentity {
  readonly tenant: string;
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** Method and pattern of the path, e.g. `POST /connections/:id/records`. */
  readonly route: string;
  /** HMAC of the content under a key of ours, 16 to 64 bytes; see {@link contentMark}. */
  readonly mark: Uint8Array;
}

/** An answer that can be given again: keys, codes and counts, since it is stored as it is. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface GivenAnswer<T> extends Answer<T> {
  /** True if the work was done before and this is its stored answer. */
  readonly replayed: boolean;
}

/** The same key came with other content or on another route (abuse case 11). */
export class IdempotencyMismatch extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'IDEMPOTENCY_MISMATCH';

  constructor() {
    super(
      'This Idempotency-Key was used for another request; use a new one',
      {},
      { field: 'Idempotency-Key' },
    );
  }
}

/**
 * Does the work once per key, in the caller's transaction; every repetition gets the stored answer (promise D5).
 *
 * Of two requests at the same moment the second waits for the first to commit and gets its answer, or
 * does the work itself if the first is undone. What is thrown by the work undoes the key with the rest.
 *
 * @throws {IdempotencyMismatch} if the key was used for other content
 */
export async function idempotent<T>(
  tx: Tx,
  request: RequestIdentity,
  work: () => Promise<Answer<T>>,
): Promise<GivenAnswer<T>> {
  const { tenant, key, route, mark } = request;
  const taken = await tx.query<unknown[]>(
    kept(`insert into idempotency_key (tenant_id, key, route, request_mark) values ($1, $2, $3, $4)
     on conflict (tenant_id, key) do nothing returning key`),
    [tenant, key, route, Buffer.from(mark)],
  );
  if (taken.length === 0) return { ...(await storedAnswer<T>(tx, request)), replayed: true };

  const answer = await work();
  await tx.query(
    kept(`update idempotency_key set status = $3, answer = $4 where tenant_id = $1 and key = $2`),
    [tenant, key, answer.status, JSON.stringify(answer.body)],
  );
  return { ...answer, replayed: false };
}

/** Forgets the tenant's keys that are older than this; at least a day, which is what callers are promised. */
export async function forgetIdempotencyKeys(tx: Tx, olderThanHours = 48): Promise<void> {
  await tx.query(
    `delete from idempotency_key
     where tenant_id = current_tenant() and created_at < now() - make_interval(hours => greatest($1::int, 24))`,
    [olderThanHours],
  );
}

async function storedAnswer<T>(tx: Tx, { tenant, key, route, mark }: RequestIdentity): Promise<Answer<T>> {
  const [stored] = await tx.query<{ same: boolean; status: number; body: T }[]>(
    `select route = $3 and request_mark = $4 as same, status, answer as body
     from idempotency_key where tenant_id = $1 and key = $2`,
    [tenant, key, route, Buffer.from(mark)],
  );
  if (!stored?.same) throw new IdempotencyMismatch();
  return { status: stored.status, body: stored.body };
}
