import { canaryVerdict, planOf } from './plan';

type Planned = Parameters<typeof planOf>[0][number];

const refused = (id: string, parts: Partial<Planned> = {}): Planned => ({
  ...{ id, state: 'rejected', heldBecause: null, replacedSince: null, cause: 'KP-207' },
  ...{ refs: { kitaId: 'KITA-471' } },
  ...parts,
});

const facility = ({ kitaId }: Planned['refs']): string => String(kitaId);

describe('the plan of an act on many records', () => {
  it('goes from the oldest to the newest, and counts by cause and destination, most first', () => {
    const records = [
      refused('3', { cause: null }),
      refused('1', { refs: { kitaId: 'KITA-846' } }),
      refused('2'),
    ];
    expect(planOf(records, 'resend', facility)).toEqual({
      ids: ['1', '2', '3'],
      byCause: [
        { name: 'KP-207', count: 2 },
        { name: '', count: 1 },
      ],
      byDestination: [
        { name: 'KITA-471', count: 2 },
        { name: 'KITA-846', count: 1 },
      ],
      skipped: [],
    });
  });

  it('passes over what the state does not allow, and says why', () => {
    const records = [
      refused('1', { state: 'sending' }),
      refused('2', { state: 'held', heldBecause: 'check-failed' }),
      refused('3', { state: 'resolved', replacedSince: new Date() }),
      refused('4'),
    ];
    expect(planOf(records, 'reopen', facility)).toMatchObject({
      ids: [],
      skipped: [
        { name: 'held:check-failed', count: 1 },
        { name: 'rejected', count: 1 },
        { name: 'sending', count: 1 },
        { name: 'superseded', count: 1 },
      ],
    });
  });

  it.each([
    [['delivered', 'rejected', 'accepted'], 'go-on'],
    [['rejected', 'sending'], 'wait'],
    [['accepted', 'uncertain'], 'wait'],
    [['rejected', 'rejected', 'uncertain', 'failed', 'held'], 'stop'],
  ] as const)('reads the answers to the first few: %j means %s', (states, verdict) => {
    expect(canaryVerdict(states)).toBe(verdict);
  });
});
