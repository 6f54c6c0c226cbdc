import { Database } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';

/** Too many wrong passwords or codes. */
class TooManySignIns extends GatewayError {
  readonly kind = 'throttled';
  readonly code = 'TOO_MANY_ATTEMPTS';

  constructor(retryAfterSeconds: number) {
    super('Too many attempts to sign in; wait a little', {}, { retryAfterSeconds });
  }
}

/** Whose attempts are counted, each with its own patience. */
interface Source {
  readonly hash: Buffer;
  readonly free: number;
}

const FREE = { together: 5, address: 40, account: 100 } as const;

/** Doubles with every further failure from here on. */
const FIRST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 900;

/** Hours without an attempt after which failures are forgotten. */
const FORGET_HOURS = 1;

/**
 * Slows down guessing, in the database, so that neither a restart nor a second process forgets.
 *
 * Counted are account and address together, strictly, and each alone, generously: who guesses from one
 * place locks out himself and not the owner of the account.
 */
@Injectable()
export class SignInThrottle {
  constructor(private readonly database: Database) {}

  /**
   * Counts an attempt as failed until {@link succeeded}, before it is checked, so that many at once gain nothing.
   *
   * @throws {TooManySignIns}
   */
  async attempt(account: string, address: string): Promise<void> {
    const sources = sourcesOf(account, address);
    const wait = await this.database.global(async (tx) => {
      const hashes = sources.map(({ hash }) => hash);
      await tx.query(
        `insert into sign_in_attempt (source_hash, failures) select hash, 0 from unnest($1::bytea[]) as t(hash)
         on conflict do nothing`,
        [hashes],
      );
      // In one order, so that no two attempts wait for each other.
      const blocked = await tx.query<{ wait: number }[]>(
        `select ceil(extract(epoch from blocked_until - now()))::int as wait from sign_in_attempt
         where source_hash = any ($1) order by source_hash for update`,
        [hashes],
      );
      const longest = Math.max(0, ...blocked.map(({ wait }) => wait));
      if (longest > 0) return longest;
      await tx.query(COUNT, [hashes, sources.map(({ free }) => free)]);
      return 0;
    });
    if (wait > 0) throw new TooManySignIns(wait);
  }

  /** It was right: the attempts of this account from this address are forgotten. */
  async succeeded(account: string, address: string): Promise<void> {
    const [together, ...others] = sourcesOf(account, address).map(({ hash }) => hash);
    await this.database.global(async (tx) => {
      await tx.query('delete from sign_in_attempt where source_hash = $1', [together]);
      await tx.query(
        `update sign_in_attempt set failures = greatest(failures - 1, 0), blocked_until = null
         where source_hash = any ($1)`,
        [others],
      );
    });
  }
}

const COUNT = `
  update sign_in_attempt a set last_at = now(), failures = counted.failures,
    blocked_until = case when counted.failures >= counted.free then now() + make_interval(secs =>
      least(${FIRST_WAIT_SECONDS} * power(2, least(counted.failures - counted.free, 10)), ${LONGEST_WAIT_SECONDS})) end
  from (select s.hash, s.free, case when b.last_at < now() - interval '${FORGET_HOURS} hours' then 1
               else b.failures + 1 end as failures
        from unnest($1::bytea[], $2::int[]) as s(hash, free) join sign_in_attempt b on b.source_hash = s.hash) counted
  where a.source_hash = counted.hash`;

const sourcesOf = (account: string, address: string): Source[] => [
  { hash: hashOf('together', account, address), free: FREE.together },
  { hash: hashOf('address', address), free: FREE.address },
  { hash: hashOf('account', account), free: FREE.account },
];

const hashOf = (...parts: readonly string[]): Buffer =>
  createHash('sha256').update(JSON.stringify(parts)).digest();
