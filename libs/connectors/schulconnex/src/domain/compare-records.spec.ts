import { compareRecords } from './compare-records';

describe('two records side by side', () => {
  it('agree, differ, or are missing on one side; what nobody knows is left out', () => {
    const theirs = { familyName: 'Müstermann', givenName: 'Ada', birthPlace: 'Musterstadt, Deutschland' };
    const ours = {
      familyName: 'Müstermann',
      givenName: 'Adele',
      birthPlace: 'Musterstadt',
      birthDate: '2014-05-01',
    };

    expect(compareRecords('person', theirs, [ours, {}])).toEqual([
      {
        ...{ attribute: 'familyName', subject: 'Müstermann' },
        candidates: [
          { value: 'Müstermann', agreement: 'agrees' },
          { value: undefined, agreement: 'missing-in-candidate' },
        ],
      },
      {
        ...{ attribute: 'givenName', subject: 'Ada' },
        candidates: [
          { value: 'Adele', agreement: 'differs' },
          { value: undefined, agreement: 'missing-in-candidate' },
        ],
      },
      {
        ...{ attribute: 'birthDate', subject: undefined },
        candidates: [
          { value: '2014-05-01', agreement: 'missing-in-subject' },
          { value: undefined, agreement: 'agrees' },
        ],
      },
      {
        ...{ attribute: 'birthPlace', subject: 'Musterstadt, Deutschland' },
        candidates: [
          { value: 'Musterstadt', agreement: 'agrees' },
          { value: undefined, agreement: 'missing-in-candidate' },
        ],
      },
    ]);
  });
});
