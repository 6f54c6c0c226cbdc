import type { RecordRow } from '../../api/records';
import { planOf, portionsOf } from './plan';

const row = (id: string, parts: Partial<RecordRow> = {}): RecordRow => ({
  ...{ id, number: id, status: 'FEHLER_IN_KITA_PLANER', code: 'KP-207', childId: `K${id}`, kitaId: 'KITA-1' },
  ...{
    source: {},
    notices: [],
    attempts: 1,
    actions: ['resend', 'resolve'],
    archivedAt: null,
    archiveReason: null,
  },
  ...{ acceptedAt: '2026-11-24T10:00:00Z', updatedAt: '2026-11-24T10:00:00Z' },
  ...parts,
});

describe('what an act would do', () => {
  it('goes oldest first, counts by cause and facility, and names what it leaves out', () => {
    const rows = [
      row('new', { acceptedAt: '2026-11-24T12:00:00Z', kitaId: 'KITA-2' }),
      row('old', { acceptedAt: '2026-11-23T12:00:00Z' }),
      row('middle', { acceptedAt: '2026-11-24T01:00:00Z', code: 'KP-201' }),
      row('gone', { actions: [], status: 'EXPORTIERT' }),
    ];
    expect(planOf(rows, 'resend')).toEqual({
      ids: ['old', 'middle', 'new'],
      byCause: [
        { name: 'KP-207', count: 2 },
        { name: 'KP-201', count: 1 },
      ],
      byFacility: [
        { name: 'KITA-1', count: 2 },
        { name: 'KITA-2', count: 1 },
      ],
      skipped: [{ name: 'EXPORTIERT', count: 1 }],
    });
  });

  it('sends five ahead, and the rest by two hundred', () => {
    const ids = Array.from({ length: 306 }, (_, index) => String(index));
    expect(portionsOf(ids).map(({ length }) => length)).toEqual([5, 200, 101]);
    expect(portionsOf(ids).flat()).toEqual(ids);
    expect(portionsOf(['a'])).toEqual([['a']]);
  });
});
