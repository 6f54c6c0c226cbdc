const SHAPE = /^(\d{2})\.(\d{2})\.(\d{4})$/;

/** Is this a day that exists, written TT.MM.JJJJ? */
export function isDay(text: string): boolean {
  const [, day, month, year] = (SHAPE.exec(text) ?? []).map(Number);
  if (day === undefined || month === undefined || year === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 && date.getUTCFullYear() === year;
}

/** JJJJMMTT, which sorts; only for days that exist. */
export const sortable = (day: string): string => day.slice(6) + day.slice(3, 5) + day.slice(0, 2);

/** Is this a moment written TT.MM.JJJJ HH:MM:SS? */
export const isMoment = (text: string): boolean =>
  isDay(text.slice(0, 10)) && /^ ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text.slice(10));

const berlin = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** TT.MM.JJJJ HH:MM:SS, Berlin time. */
export const moment = (time: Date): string => berlin.format(time).replace(',', '');
