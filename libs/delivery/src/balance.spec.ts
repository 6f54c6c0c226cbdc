import { balance } from './balance';

const states = {
  accepted: 1,
  held: 2,
  sending: 3,
  delivered: 40,
  rejected: 5,
  uncertain: 6,
  failed: 7,
  resolved: 8,
  superseded: 9,
};

describe('balance', () => {
  it('adds up to what was accepted', () => {
    expect(balance({ accepted: 81, states })).toEqual({
      accepted: 81,
      delivered: 40,
      rejected: 5,
      failed: 7,
      resolved: 8,
      superseded: 9,
      open: 12,
      difference: 0,
    });
  });

  it('says how many are missing, and how many too many', () => {
    expect(balance({ accepted: 82, states }).difference).toBe(1);
    expect(balance({ accepted: 80, states }).difference).toBe(-1);
  });
});
