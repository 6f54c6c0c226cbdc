import type { Tx } from '@gateway/database';

/** Days an ended session is remembered, for whoever asks where somebody was signed in. */
const KEPT_DAYS = 30;

/** Clears away what nobody can use any more: ended sessions, counted attempts, invitations, half-done sign-ins. */
export async function forgetEndedSessions(tx: Tx): Promise<void> {
  await tx.query(
    `delete from user_session where least(coalesce(ended_at, ends_at), ends_at) < now() - make_interval(days => $1)`,
    [KEPT_DAYS],
  );
  await tx.query(`delete from sign_in_attempt where last_at < now() - interval '1 day'`);
  await tx.query(`delete from invitation where ends_at < now() - interval '1 day'`);
  await tx.query(`delete from account_request where asked_at < now() - interval '30 days'`);
  await tx.query('delete from oidc_request where ends_at < now()');
  await tx.query('delete from oidc_logout where ends_at < now()');
}
