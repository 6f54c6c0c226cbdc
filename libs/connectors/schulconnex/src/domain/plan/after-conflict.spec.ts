import { afterConflict, recoverByReferrer } from './after-conflict';
import type { Change } from './changes';

const change: Change = {
  attribute: 'familyName',
  from: 'Muster',
  to: 'Probe',
  owner: 'source',
  reason: 'differs',
};

describe('afterConflict', () => {
  it('P20: sends once more when others changed what we do not mean to change', () => {
    expect(afterConflict('person', [change], { familyName: 'Muster', title: 'Dr.' })).toEqual({
      do: 'retry',
      changes: [change],
    });
  });

  it('P21: asks when somebody changed the very attribute to something else', () => {
    expect(afterConflict('person', [change], { familyName: 'Tester' })).toEqual({
      do: 'ask',
      attributes: ['familyName'],
    });
  });

  it('sends nothing when somebody made the same change', () => {
    expect(afterConflict('person', [change], { familyName: 'Probe' })).toEqual({ do: 'nothing' });
  });
});

describe('recoverByReferrer', () => {
  it('P18: takes the exact referrer only, whatever else contains it', () => {
    const listed = ['svs:S-125', 'svs:S-12', 'xsvs:S-12'].map((referrer) => ({ referrer }));

    expect(recoverByReferrer(listed, 'svs:S-12')).toEqual({ found: 'one', record: { referrer: 'svs:S-12' } });
  });

  it('P19: says whether it is there not at all, once or more often', () => {
    expect(recoverByReferrer([{}, { referrer: 'svs:S-1' }], 'svs:S-2')).toEqual({ found: 'none' });
    expect(recoverByReferrer([{ referrer: 'a' }, { referrer: 'a' }], 'a')).toEqual({ found: 'several' });
  });
});
