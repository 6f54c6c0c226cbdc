/** Whether a text is a day that exists, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A deletion time: UTC, minutes, no seconds (dossier 3, Löschung). */
export const isDeletionTime = (text: string): boolean =>
  /T([01]\d|2[0-3]):[0-5]\dZ$/.test(text) && text.length === 17 && isDate(text.slice(0, 10));

/** As the interface writes deletion times; seconds are cut off. */
export const asDeletionTime = (moment: Date): string => `${moment.toISOString().slice(0, 16)}Z`;

/** First and last day of a Lernperiode: `2025`, `2025-1`, `2025-2` (code list Lernperiode). */
export function periodDays(code: string): { readonly first: string; readonly last: string } | undefined {
  const [, year, half] = /^(\d{4})(?:-([12]))?$/.exec(code) ?? [];
  if (year === undefined) return undefined;
  const next = String(Number(year) + 1);
  const first = half === '2' ? `${next}-02-01` : `${year}-08-01`;
  return { first, last: half === '1' ? `${next}-01-31` : `${next}-07-31` };
}
