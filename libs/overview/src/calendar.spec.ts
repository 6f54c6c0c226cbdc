import { calendarOf } from './calendar';

const now = new Date('2026-11-24T08:00:00.000Z');
const at = new Date('2027-01-31T23:59:59.000Z');

describe('a calendar of what ends', () => {
  it('is one whole day per certificate, with reminders', () => {
    const lines = calendarOf([{ id: 'a.1', title: 'Kita-Planer: central', at }], now).split('\r\n');
    expect(lines.slice(4, 10)).toEqual([
      'BEGIN:VEVENT',
      'UID:a.1@drehkreuz',
      'DTSTAMP:20261124T080000Z',
      'DTSTART;VALUE=DATE:20270131',
      'SUMMARY:Kita-Planer: central',
      'BEGIN:VALARM',
    ]);
    expect(lines.filter((line) => line.startsWith('TRIGGER'))).toEqual([
      'TRIGGER:-P30D',
      'TRIGGER:-P14D',
      'TRIGGER:-P3D',
    ]);
  });

  it('takes a name as a name, whatever signs it has', () => {
    const title = 'Kita; „Zwerge“, \\Nord\r\nBEGIN:VEVENT';
    expect(calendarOf([{ id: 'a', title, at }], now)).toContain(
      'SUMMARY:Kita\\; „Zwerge“\\, \\\\Nord BEGIN:VEVENT\r\n',
    );
  });

  it('has no line of more than 75 bytes, and tears no sign apart', () => {
    const calendar = calendarOf([{ id: 'a', title: 'ÄÖÜ🧒'.repeat(40), at }], now);
    expect(Math.max(...calendar.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(
      75,
    );
    expect(calendar.replaceAll('\r\n ', '')).toContain(`SUMMARY:${'ÄÖÜ🧒'.repeat(40)}`);
  });
});
