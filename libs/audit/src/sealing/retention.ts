import type { AuditLog } from '../entry/audit-event';

/** Days an entry is kept at least, unless configured otherwise: security 90 days, the rest a year. */
export const RETENTION_DAYS: Readonly<Record<AuditLog, number>> = { security: 90, admin: 365, record: 365 };

/** What {@link Sealer.prune} may drop today: the months that ended at least this many days ago. First day kept, UTC. */
export function firstDayKept(now: Date, days: number): Date {
  const oldest = new Date(now.getTime() - days * 86_400_000);
  return new Date(Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth(), 1));
}
