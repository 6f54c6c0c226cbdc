import type { Tx } from '@gateway/database';
import { SECRET_COLUMNS, toMeta, type SecretMeta, type SecretRow } from './secret';

/** In days. At each of them somebody is told (promise S6). */
export const EXPIRY_ALARMS = [60, 30, 14, 7, 3, 1] as const;

export type ExpiryAlarm = (typeof EXPIRY_ALARMS)[number];

export interface ExpiringSecret extends SecretMeta {
  readonly expiresAt: Date;
  /** Begun days count as whole; zero or less once it has expired. */
  readonly daysLeft: number;
  /** The latest alarm it has reached; absent while there is more than 60 days. */
  readonly alarm?: ExpiryAlarm;
}

const DAY = 86_400_000;

/** How long something lasts, and which alarm that is. Whoever told people about this alarm need not tell again. */
export function expiryAlarm(expiresAt: Date, now: Date): { daysLeft: number; alarm?: ExpiryAlarm } {
  const daysLeft = Math.ceil((expiresAt.getTime() - now.getTime()) / DAY);
  const alarm = EXPIRY_ALARMS.filter((days) => daysLeft <= days).at(-1);
  return alarm === undefined ? { daysLeft } : { daysLeft, alarm };
}

/**
 * Secrets that expire within so many days, or already have, soonest first. A version is not listed if a newer
 * one takes over in time and lasts longer.
 */
export async function expiringSecrets(tx: Tx, withinDays: number, now: Date): Promise<ExpiringSecret[]> {
  const rows = await tx.query<(SecretRow & { readonly expires_at: Date })[]>(
    `select ${SECRET_COLUMNS} from vault_secret s
     where s.tenant_id = current_tenant() and s.retired_at is null and s.expires_at <= $1
       and not exists (
         select from vault_secret newer
         where newer.tenant_id = s.tenant_id and newer.connection = s.connection
           and newer.endpoint = s.endpoint and newer.purpose = s.purpose and newer.name = s.name
           and newer.version > s.version and newer.retired_at is null and newer.valid_from <= s.expires_at
           and (newer.expires_at is null or newer.expires_at > s.expires_at))
     order by s.expires_at, s.id`,
    [new Date(now.getTime() + withinDays * DAY)],
  );
  return rows.map((row) => ({
    ...toMeta(row),
    expiresAt: row.expires_at,
    ...expiryAlarm(row.expires_at, now),
  }));
}
