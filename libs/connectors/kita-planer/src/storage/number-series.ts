import { kept, type Tx } from '@gateway/database';

/** Reserves `count` numbers of a connection's series and answers the first; a number is never given out twice. */
export async function reserveNumbers(
  tx: Tx,
  {
    tenant,
    connection,
    series,
    count,
  }: { tenant: string; connection: string; series: 'calls' | 'records'; count: number },
): Promise<number> {
  const [row] = await tx.query<{ first: string }[]>(
    kept(`insert into kita_planer_series as s (tenant_id, connection_id, name, used) values ($1, $2, $3, $4)
     on conflict (tenant_id, connection_id, name) do update set used = s.used + excluded.used
     returning used - $4::bigint + 1 as first`),
    [tenant, connection, series, count],
  );
  return Number(row?.first);
}

/** `KPD-000001`, `KPP-0000001`. */
export const numbered = (prefix: string, number: number, digits: number): string =>
  `${prefix}${String(number).padStart(digits, '0')}`;
