import fc from 'fast-check';
import { aLocalPerson, aRemoteContext, aRemotePerson } from '../testing/people';
import { likenessOf } from './identity';
import { Links, type Link } from './links';
import { matchPeople, type PersonRules } from './match-people';
import { Namespace } from './namespace';
import type { LocalPerson, RemotePerson } from './person';
import type { PersonMatch } from './person-match';

const rules = ({
  links = [],
  ...given
}: Partial<Omit<PersonRules, 'links'>> & { links?: Link[] } = {}): PersonRules => ({
  namespace: new Namespace('svs'),
  links: new Links(links),
  ...given,
});

const link = (key: string, remoteId: string): Link => ({ key, remoteId, createdByUs: true });

const nobodyElse = { familyName: 'Andersen', givenName: 'Tester' };

describe('matchPeople', () => {
  describe('case 1: a key names the person', () => {
    it('P01: updates whom the stored id of the service names, whatever the name', () => {
      const local = aLocalPerson({ givenName: 'Adele' });
      const remote = aRemotePerson();

      const [match, ...others] = matchPeople([local], [remote], rules({ links: [link('S-1', 'uuid1')] }));

      expect(others).toEqual([]);
      expect(match).toMatchObject({ case: 1, action: 'update', because: 'link', local, remote });
      expect(likeness(match)).toEqual({
        agree: ['familyName', 'birthDate', 'birthPlace'],
        differ: ['givenName'],
        missing: [],
      });
    });

    it('P02: updates whom our key in the referrer names', () => {
      const remote = aRemotePerson({ referrer: 'svs:S-1', ...nobodyElse });

      expect(matchPeople([aLocalPerson()], [remote], rules())).toMatchObject([
        { case: 1, action: 'update', because: 'referrer' },
      ]);
    });

    it('updates by the id although our own referrer over there leads nowhere', () => {
      const remote = aRemotePerson({ referrer: 'svs:S-9' });

      expect(matchPeople([aLocalPerson()], [remote], rules({ links: [link('S-1', 'uuid1')] }))).toMatchObject(
        [{ case: 1, because: 'link' }],
      );
    });

    it('does not let a likeness claim somebody whom a key names', () => {
      const double = aRemotePerson({ id: 'double' });
      const keyed = aRemotePerson({ id: 'keyed', referrer: 'svs:S-1', ...nobodyElse });

      expect(shape(matchPeople([aLocalPerson()], [double, keyed], rules()))).toEqual([
        '1 update S-1 keyed',
        '5 confirm-import double',
      ]);
    });

    it('P26: leaves alone whom nobody selected, and does not offer them for import', () => {
      const given = rules({ links: [link('S-1', 'uuid1')], selected: new Set(['S-2']) });

      expect(matchPeople([aLocalPerson()], [aRemotePerson()], given)).toMatchObject([
        { case: 1, action: 'none', selected: false },
      ]);
    });

    it('matches whom the school keeps internal, and does not send them', () => {
      const local = aLocalPerson({ internal: true });

      expect(shape(matchPeople([local], [aRemotePerson({ referrer: 'svs:S-1' })], rules()))).toEqual([
        '1 none S-1 uuid1',
      ]);
      expect(shape(matchPeople([local], [], rules()))).toEqual(['6 none S-1']);
    });
  });

  describe('keys that contradict each other', () => {
    const p16 = {
      locals: [aLocalPerson(), aLocalPerson({ key: 'S-2', ...nobodyElse })],
      remotes: [aRemotePerson({ referrer: 'svs:S-2' })],
      links: [link('S-1', 'uuid1')],
    };
    const p17 = {
      locals: [aLocalPerson()],
      remotes: [aRemotePerson(), aRemotePerson({ id: 'uuid2', referrer: 'svs:S-1' })],
      links: [link('S-1', 'uuid1')],
    };

    it('P16: nothing is done where the two keys name different people', () => {
      expect(matchPeople(p16.locals, p16.remotes, rules({ links: p16.links }))).toEqual([
        {
          case: 'conflict',
          action: 'none',
          because: 'keys contradict',
          locals: p16.locals,
          remotes: p16.remotes,
        },
      ]);
    });

    it('P16: the service’s key wins if the school configured it', () => {
      const given = rules({ links: p16.links, strategy: 'link' });

      expect(shape(matchPeople(p16.locals, p16.remotes, given))).toEqual([
        '1 update S-1 uuid1',
        '6 create S-2',
      ]);
    });

    it('P16: the referrer wins if the school configured it', () => {
      const given = rules({ links: p16.links, strategy: 'referrer' });

      expect(shape(matchPeople(p16.locals, p16.remotes, given))).toEqual([
        '1 update S-2 uuid1',
        '6 confirm-create S-1',
      ]);
    });

    it('P17: nothing is done with two records that are both said to be one person', () => {
      expect(matchPeople(p17.locals, p17.remotes, rules({ links: p17.links }))).toEqual([
        {
          case: 'conflict',
          action: 'none',
          because: 'keys contradict',
          locals: p17.locals,
          remotes: p17.remotes,
        },
      ]);
    });

    it('P17: with a configured winner the other record is still not offered as somebody new', () => {
      expect(
        shape(matchPeople(p17.locals, p17.remotes, rules({ links: p17.links, strategy: 'link' }))),
      ).toEqual(['1 update S-1 uuid1', 'conflict none uuid2']);
    });
  });

  describe('case 2: everything is known and equal', () => {
    it('P04: updates without a key, overlooking case, composition and the country Germany', () => {
      const local = aLocalPerson({
        familyName: 'MU\u0308STERMANN ',
        birthPlace: 'Musterstadt, Deutschland',
      });

      expect(matchPeople([local], [aRemotePerson()], rules())).toMatchObject([
        { case: 2, action: 'update', because: 'same identity' },
      ]);
    });

    it('P14: asks when two of theirs fit, whoever comes first', () => {
      const twice = [aRemotePerson({ id: 'R1' }), aRemotePerson({ id: 'R2' })];

      for (const remotes of [twice, [...twice].reverse()]) {
        expect(shape(matchPeople([aLocalPerson()], remotes, rules()))).toEqual([
          '3 confirm-update R1 ? S-1',
          '3 confirm-update R2 ? S-1',
          '3 wait S-1',
        ]);
      }
    });

    it('P15: asks when two of ours fit', () => {
      const twins = [aLocalPerson({ key: 'S-2' }), aLocalPerson()];

      expect(shape(matchPeople(twins, [aRemotePerson()], rules()))).toEqual([
        '3 confirm-update uuid1 ? S-1 S-2',
        '3 wait S-1',
        '3 wait S-2',
      ]);
    });

    it('P10: asks before a key of ours that leads nowhere is overwritten', () => {
      const local = aLocalPerson({ key: 'S-100' });
      const remote = aRemotePerson({ id: 'uuid9', referrer: 'svs:S-99' });

      expect(matchPeople([local], [remote], rules())).toMatchObject([
        { case: 2, action: 'confirm-update', because: 'lost key', candidates: [local] },
        { case: 3, action: 'wait', local },
      ]);
      expect(shape(matchPeople([local], [remote], rules({ trustLikenessOverReferrer: true })))).toEqual([
        '2 update S-100 uuid9',
      ]);
    });
  });

  describe('case 3: nothing contradicts, something is missing', () => {
    const unborn = aRemotePerson({ birthDate: undefined, birthPlace: undefined });

    it('P05: asks before an update, and says what is missing', () => {
      const [question] = matchPeople([aLocalPerson()], [unborn], rules());

      expect(question).toMatchObject({ case: 3, action: 'confirm-update', because: 'incomplete' });
      expect(likeness(question)).toMatchObject({ missing: ['birthDate', 'birthPlace'] });
    });

    it('P05: updates once somebody has confirmed it', () => {
      const yes = { key: 'S-1', remoteId: 'uuid1', same: true, revision: '1' };

      expect(matchPeople([aLocalPerson()], [unborn], rules({ decisions: [yes] }))).toMatchObject([
        { case: 3, action: 'update', because: 'confirmed' },
      ]);
    });

    it('asks again when the record has changed since it was confirmed', () => {
      const yes = { key: 'S-1', remoteId: 'uuid1', same: true, revision: '0' };

      expect(shape(matchPeople([aLocalPerson()], [unborn], rules({ decisions: [yes] })))).toEqual([
        '3 confirm-update uuid1 ? S-1',
        '3 wait S-1',
      ]);
    });

    it('P06: takes both for different people once somebody has said so, and does not ask again', () => {
      const no = { key: 'S-1', remoteId: 'uuid1', same: false, revision: '0' };

      expect(shape(matchPeople([aLocalPerson()], [unborn], rules({ decisions: [no] })))).toEqual([
        '5 confirm-import uuid1',
        '6 create S-1',
      ]);
    });

    it('P07: neither updates nor creates anybody while the question is open', () => {
      expect(shape(matchPeople([aLocalPerson()], [unborn], rules()))).toEqual([
        '3 confirm-update uuid1 ? S-1',
        '3 wait S-1',
      ]);
    });

    it('names the most alike first: same date, then same place, then the name only', () => {
      const locals = [
        aLocalPerson({ key: 'name', birthDate: undefined, birthPlace: undefined }),
        aLocalPerson({ key: 'place', birthDate: undefined }),
        aLocalPerson({ key: 'date', birthPlace: undefined }),
        aLocalPerson({ key: 'other', birthDate: '2013-01-01' }),
      ];

      expect(shape(matchPeople(locals, [aRemotePerson()], rules()))).toContain(
        '3 confirm-update uuid1 ? date place name',
      );
      expect(shape(matchPeople(locals, [aRemotePerson()], rules()))).toContain('6 create other');
    });

    it('offers whoever is left when a candidate was refused', () => {
      const twins = [aLocalPerson(), aLocalPerson({ key: 'S-2' })];
      const no = { key: 'S-1', remoteId: 'uuid1', same: false, revision: '1' };

      expect(shape(matchPeople(twins, [aRemotePerson()], rules({ decisions: [no] })))).toEqual([
        '3 confirm-update uuid1 ? S-2',
        '3 wait S-2',
        '6 create S-1',
      ]);
    });

    it('does not believe two confirmations that name one person', () => {
      const remotes = [
        aRemotePerson({ id: 'R1', birthDate: '' }),
        aRemotePerson({ id: 'R2', birthDate: '' }),
      ];
      const decisions = ['R1', 'R2'].map((remoteId) => ({ key: 'S-1', remoteId, same: true, revision: '1' }));

      expect(shape(matchPeople([aLocalPerson()], remotes, rules({ decisions })))).toEqual([
        '3 confirm-update R1 ? S-1',
        '3 confirm-update R2 ? S-1',
        '3 wait S-1',
      ]);
    });
  });

  describe('cases 4 and 5: the service knows somebody the school does not', () => {
    it('P09: offers the import of whom a lost key of ours names', () => {
      const remote = aRemotePerson({ id: 'uuid9', referrer: 'svs:S-99' });

      expect(matchPeople([], [remote], rules())).toEqual([
        { case: 4, action: 'confirm-import', because: 'lost key', remote },
      ]);
    });

    it('P11: offers the import of somebody unknown', () => {
      expect(shape(matchPeople([], [aRemotePerson()], rules()))).toEqual(['5 confirm-import uuid1']);
    });

    it('P12: another source’s key is not ours', () => {
      expect(shape(matchPeople([], [aRemotePerson({ referrer: 'untis:7' })], rules()))).toEqual([
        '5 confirm-import uuid1',
      ]);
    });

    it('P08: takes another birth date for another person', () => {
      expect(
        shape(matchPeople([aLocalPerson()], [aRemotePerson({ birthDate: '2013-05-01' })], rules())),
      ).toEqual(['5 confirm-import uuid1', '6 create S-1']);
    });

    it('P25: somebody whom others released to us is not ours to touch', () => {
      const released = aRemotePerson({
        referrer: 'svs:S-1',
        contexts: [aRemoteContext({ released: true })],
      });

      expect(shape(matchPeople([aLocalPerson()], [released], rules()))).toEqual([
        '6 create S-1',
        'foreign none uuid1',
      ]);
    });

    it('leaves people of another controller alone', () => {
      const given = rules({ controller: 'm1' });

      expect(shape(matchPeople([], [aRemotePerson({ controller: 'm2' })], given))).toEqual([
        'foreign none uuid1',
      ]);
    });
  });

  describe('case 6: the school knows somebody the service does not', () => {
    it('P13: creates them', () => {
      expect(shape(matchPeople([aLocalPerson()], [], rules()))).toEqual(['6 create S-1']);
    });

    it('asks before somebody is created again who vanished over there', () => {
      expect(matchPeople([aLocalPerson()], [], rules({ links: [link('S-1', 'uuid1')] }))).toMatchObject([
        { case: 6, action: 'confirm-create', because: 'vanished' },
      ]);
    });
  });

  describe('whatever the lists are', () => {
    it('puts every record into exactly one match', () => {
      fc.assert(
        fc.property(worlds, ({ locals, remotes, given }) => {
          const matches = matchPeople(locals, remotes, given());

          expect(matches.flatMap(remotesIn).sort()).toEqual(remotes.map(({ id }) => id).sort());
          expect(matches.flatMap(localsIn).sort()).toEqual(locals.map(({ key }) => key).sort());
        }),
        { numRuns: 400 },
      );
    });

    it('R12: answers the same whatever the order of either list', () => {
      const shuffled = worlds.chain((world) =>
        fc.record({
          world: fc.constant(world),
          locals: fc.shuffledSubarray(world.locals, { minLength: world.locals.length }),
          remotes: fc.shuffledSubarray(world.remotes, { minLength: world.remotes.length }),
        }),
      );
      fc.assert(
        fc.property(shuffled, ({ world, locals, remotes }) => {
          expect(shape(matchPeople(locals, remotes, world.given()))).toEqual(
            shape(matchPeople(world.locals, world.remotes, world.given())),
          );
        }),
        { numRuns: 400 },
      );
    });

    it('decides about everybody as before when somebody unrelated joins', () => {
      fc.assert(
        fc.property(worlds, fc.boolean(), ({ locals, remotes, given }, here) => {
          const stranger = { familyName: 'Unverwandt', givenName: 'Probe' };
          const more = here
            ? matchPeople([...locals, aLocalPerson({ key: 'X', ...stranger })], remotes, given())
            : matchPeople(locals, [...remotes, aRemotePerson({ id: 'X', ...stranger })], given());
          const theirs = shape(more).filter((line) => line !== '6 create X' && line !== '5 confirm-import X');

          expect(theirs).toEqual(shape(matchPeople(locals, remotes, given())));
        }),
        { numRuns: 400 },
      );
    });

    it('never updates by itself without a key unless everything agrees and nobody else does', () => {
      fc.assert(
        fc.property(worlds, ({ locals, remotes, given }) => {
          const doubles = (people: readonly (LocalPerson | RemotePerson)[], one: LocalPerson): number =>
            people.filter((other) => identityOf(other) === identityOf(one)).length;
          for (const match of matchPeople(locals, remotes, given())) {
            if (match.case !== 2 || match.action !== 'update') continue;
            expect(likeness(match).agree).toHaveLength(4);
            expect(doubles(remotes.filter(isKeyless), match.local)).toBe(1);
          }
        }),
        { numRuns: 400 },
      );
    });
  });

  it('takes twice as long for twice as many people, however alike they are', () => {
    const many = 40_000;
    const locals = Array.from({ length: many }, (_, index) =>
      aLocalPerson({ key: `S-${index}`, birthDate: undefined, birthPlace: `Ort ${index % 7}` }),
    );
    const remotes = Array.from({ length: many }, (_, index) =>
      aRemotePerson({ id: `R-${index}`, birthDate: `20${10 + (index % 9)}-01-01`, birthPlace: undefined }),
    );

    const matches = matchPeople(locals, remotes, rules());

    expect(matches).toHaveLength(2 * many);
    expect(matches[0]).toMatchObject({ case: 3, more: true });
  });
});

/** Small worlds in which names, keys, links and referrers collide all the time. */
const worlds = fc
  .record({
    locals: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        familyName: fc.constantFrom('Muster', 'MUSTER', 'Probe'),
        givenName: fc.constantFrom('Ada', 'Eda'),
        birthDate: fc.constantFrom('2014-05-01', '2013-01-01', undefined),
        birthPlace: fc.constantFrom('Kiel', 'Kiel, Deutschland', undefined),
      }),
      { selector: ({ key }) => key, maxLength: 5 },
    ),
    remotes: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('1', '2', '3', '4', '5'),
        familyName: fc.constantFrom('Muster', 'Probe'),
        givenName: fc.constantFrom('Ada', 'Eda'),
        birthDate: fc.constantFrom('2014-05-01', '2013-01-01', undefined),
        birthPlace: fc.constantFrom('Kiel', 'Bonn', undefined),
        referrer: fc.constantFrom(undefined, 'svs:a', 'svs:b', 'svs:c', 'svs:lost', 'untis:1'),
      }),
      { selector: ({ id }) => id, maxLength: 5 },
    ),
    links: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd'),
        remoteId: fc.constantFrom('1', '2', '3', '9'),
        createdByUs: fc.constant(true),
      }),
      { selector: ({ remoteId }) => remoteId, maxLength: 3 },
    ),
    decisions: fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        remoteId: fc.constantFrom('1', '2', '3', '4', '5'),
        same: fc.boolean(),
        revision: fc.constantFrom('1', '2'),
      }),
      { maxLength: 4 },
    ),
    strategy: fc.constantFrom('ask' as const, 'link' as const, 'referrer' as const),
  })
  .map(({ locals, remotes, links, decisions, strategy }) => ({
    locals: locals.map((given) => aLocalPerson(given)),
    remotes: remotes.map((given) => aRemotePerson(given)),
    given: () => rules({ links, decisions, strategy }),
  }));

/** A match as one line: case, action, whom. */
const shape = (matches: readonly PersonMatch[]): string[] =>
  matches.map((match) => {
    const whom =
      'candidates' in match
        ? [...remotesIn(match), '?', ...match.candidates.map(({ key }) => key)]
        : [...localsIn(match), ...remotesIn(match)];
    const shown = match.case === 'conflict' ? remotesIn(match) : whom;
    return [match.case, match.action, ...shown].join(' ');
  });

const localsIn = (match: PersonMatch): string[] => {
  if (match.case === 'conflict') return match.locals.map(({ key }) => key);
  return 'local' in match ? [match.local.key] : [];
};

const remotesIn = (match: PersonMatch): string[] => {
  if (match.case === 'conflict') return match.remotes.map(({ id }) => id);
  return 'remote' in match ? [match.remote.id] : [];
};

const likeness = (match: PersonMatch | undefined) =>
  likenessOf(match && 'likeness' in match ? match.likeness : 0);

const identityOf = ({ familyName, givenName, birthDate, birthPlace }: LocalPerson | RemotePerson): string =>
  [familyName, givenName, birthDate, birthPlace?.replace(', Deutschland', '')].join('|').toLowerCase();

const isKeyless = ({ referrer }: RemotePerson): boolean => !referrer?.startsWith('svs:');
