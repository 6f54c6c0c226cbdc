import { aLocalGroup, aLocalMembership } from '../testing/groups';
import { aLocalContext, aLocalPerson } from '../testing/people';
import { checkSnapshot, type Snapshot } from './check-snapshot';
import { Codes } from './code-lists';

const check = (given: Partial<Snapshot>) =>
  checkSnapshot({ people: [], groups: [], ...given }, { codes: new Codes(), today: '2026-11-24' }).map(
    ({ code, path, refuses }) => `${code} ${path} ${refuses}`,
  );

describe('checkSnapshot', () => {
  it('finds nothing wrong with a school in order', () => {
    const people = [aLocalPerson({ contexts: [aLocalContext({ grade: '07' })] })];

    expect(check({ people, groups: [aLocalGroup({ memberships: [aLocalMembership()] })] })).toEqual([]);
  });

  it('P28: refuses a second context with the same role', () => {
    const contexts = [aLocalContext(), aLocalContext({ key: 'SK-2', role: 'lern' })];

    expect(check({ people: [aLocalPerson({ contexts })] })).toEqual([
      'CONTEXT_DUPLICATE people[0].contexts[1].role record',
    ]);
  });

  it('G17: refuses a term with two ends', () => {
    const term = { from: '2026-08-01', until: '2027-07-31', untilPeriod: '2026' };

    expect(check({ groups: [aLocalGroup({ term })] })).toEqual([
      'TERM_AMBIGUOUS groups[0].term.untilPeriod record',
    ]);
  });

  it('G18: refuses groups that refer to each other in a circle, and only those', () => {
    const refers = (key: string, ...to: string[]) =>
      aLocalGroup({ key, references: to.map((group) => ({ group })) });

    expect(check({ groups: [refers('A', 'B'), refers('B', 'A'), refers('C'), refers('D', 'C')] })).toEqual([
      'REFERENCE_CYCLE groups[0].references record',
      'REFERENCE_CYCLE groups[1].references record',
    ]);
  });

  it('refuses the snapshot as a whole where one key names two records', () => {
    const twice = [
      aLocalPerson({ contexts: [aLocalContext()] }),
      aLocalPerson({ contexts: [aLocalContext()] }),
    ];

    expect(check({ people: twice })).toEqual([
      'KEY_DUPLICATE people[1].key snapshot',
      'KEY_DUPLICATE people[1].contexts[0].key snapshot',
    ]);
  });

  it.each([
    ['a day that does not exist', { birthDate: '2020-02-31' }, 'DATE_INVALID people[0].birthDate record'],
    ['a birth in the future', { birthDate: '2026-11-25' }, 'DATE_INVALID people[0].birthDate record'],
    ['a German date', { birthDate: '31.12.2019' }, 'DATE_INVALID people[0].birthDate record'],
    ['a code no list knows', { gender: 'q' }, 'CODE_UNKNOWN people[0].gender record'],
    ['no name', { familyName: ' ' }, 'TEXT_MISSING people[0].familyName record'],
    ['half a character', { familyName: '\ud800' }, 'TEXT_INVALID people[0].familyName record'],
    ['too long a name', { familyName: 'x'.repeat(257) }, 'TEXT_TOO_LONG people[0].familyName record'],
  ])('refuses a person with %s', (_, given, finding) => {
    expect(check({ people: [aLocalPerson(given)] })).toEqual([finding]);
  });

  it('refuses members and references nobody knows, and memberships without a role', () => {
    const group = aLocalGroup({
      references: [{ group: 'KL-9' }],
      memberships: [aLocalMembership({ roles: [] })],
    });

    expect(check({ groups: [group] })).toEqual([
      'ROLES_MISSING groups[0].memberships[0].roles record',
      'REFERENCE_UNKNOWN groups[0].references[0].group record',
      'REFERENCE_UNKNOWN groups[0].memberships[0].context record',
    ]);
  });

  it('refuses a term that ends before it begins, whichever way it is said', () => {
    expect(check({ groups: [aLocalGroup({ term: { from: '2026-08-01', untilPeriod: '2025' } })] })).toEqual([
      'TERM_REVERSED groups[0].term record',
    ]);
  });
});
