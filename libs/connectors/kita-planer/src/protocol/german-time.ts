const zone = 'Europe/Berlin';

const format = new Intl.DateTimeFormat('de-DE', {
  timeZone: zone,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** A moment as the Kita-Planer writes it, on German clocks: `22.11.2026 07:15:03`. */
export const germanTime = (moment: Date): string => format.format(moment).replace(',', '');

/**
 * The moment a text like `22.11.2026 07:15:03` means on German clocks; time and seconds may be missing.
 * Undefined for any other text. Of an hour that the end of summer time brings twice, the first.
 */
export function momentOf(text: string): Date | undefined {
  const match = /^(\d{2})\.(\d{2})\.(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (!match) return undefined;

  const [, day, month, year, hour = '00', minute = '00', second = '00'] = match;
  const written = `${day}.${month}.${year} ${hour}:${minute}:${second}`;
  // Germany is two hours ahead of UTC in summer and one in winter: the guess that reads the same is right.
  return ['+02:00', '+01:00']
    .map((offset) => new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`))
    .find((guess) => !Number.isNaN(guess.getTime()) && germanTime(guess) === written);
}
