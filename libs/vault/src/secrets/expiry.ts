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

/** Secrets that have reached an alarm nobody has been told of. From now on they count as told. */
export async function newExpiryAlarms(tx: Tx, now: Date): Promise<ExpiringSecret[]> {
  const reached = await expiringSecrets(tx, EXPIRY_ALARMS[0], now);
  if (reached.length === 0) return [];
  const [rows] = await tx.query<[{ index: number }[], number]>(
    `update vault_secret s set expiry_told = reached.alarm
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[])
       with ordinality as reached(connection, endpoint, purpose, name, version, alarm, index)
     where s.tenant_id = current_tenant() and s.connection = reached.connection
       and s.endpoint = reached.endpoint and s.purpose = reached.purpose and s.name = reached.name
       and s.version = reached.version and (s.expiry_told is null or s.expiry_told > reached.alarm)
     returning reached.index::int as index`,
    [
      ...(['connection', 'endpoint', 'purpose', 'name'] as const).map((part) =>
        reached.map(({ ref }) => ref[part]),
      ),
      reached.map(({ version }) => version),
      reached.map(({ alarm }) => alarm ?? EXPIRY_ALARMS[0]),
    ],
  );
  const told = new Set(rows.map(({ index }) => index));
  return reached.filter((_, index) => told.has(index + 1));
}
