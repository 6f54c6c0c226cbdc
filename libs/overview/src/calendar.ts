/** Something that ends on a day and must be seen to before. */
export interface Expiry {
  readonly id: string;
  readonly title: string;
  readonly at: Date;
}

/** Days before, on which a calendar reminds. */
const REMIND_DAYS = [30, 14, 3] as const;

/** An iCalendar file (RFC 5545) with one whole-day event per expiry. */
export function calendarOf(expiries: readonly Expiry[], now: Date): string {
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Drehkreuz//Drehkreuz//EN', 'CALSCALE:GREGORIAN'],
    ...expiries.flatMap((expiry) => eventOf(expiry, now)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

const eventOf = ({ id, title, at }: Expiry, now: Date): string[] => [
  'BEGIN:VEVENT',
  `UID:${id}@drehkreuz`,
  `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, '')}`,
  `DTSTART;VALUE=DATE:${at.toISOString().slice(0, 10).replaceAll('-', '')}`,
  `SUMMARY:${escaped(title)}`,
  ...REMIND_DAYS.flatMap((days) => [
    ...[
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `TRIGGER:-P${days}D`,
      `DESCRIPTION:${escaped(title)}`,
      'END:VALARM',
    ],
  ]),
  'END:VEVENT',
];

/** Chapter 3.3.11; a name never becomes a line of its own. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/[\p{Cc}\p{Cs}]+/gu, ' ');

/** Chapter 3.1: at most 75 bytes a line, and no sign is torn apart. */
function folded(line: string): string {
  const parts: string[] = [''];
  for (const sign of line) {
    const last = parts.at(-1) ?? '';
    const limit = parts.length === 1 ? 75 : 74;
    if (Buffer.byteLength(last + sign) > limit) parts.push(sign);
    else parts[parts.length - 1] = last + sign;
  }
  return parts.join('\r\n ');
}
