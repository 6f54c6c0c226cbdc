import { aLocalGroup, aLocalMembership, aRemoteGroup, aRemoteMembership } from '../../testing/groups';
import { Links, type Link } from '../links';
import { Namespace } from '../namespace';
import { withNewIds } from './new-ids';
import { planGroups, type GroupPlanRules } from './plan-groups';
import type { PlanItem } from './plan-item';
import { defaultContinuation, proposeContinuations } from './school-year';
import { matchGroups } from '../match-groups';
import { inWriteOrder, isSkippedAfter } from './write-order';

type Given = Partial<Omit<GroupPlanRules, 'links' | 'membershipLinks'>> & {
  links?: Link[];
  membershipLinks?: Link[];
};

const contextIds = new Map([
  ['SK-1', 'kt1'],
  ['SK-2', 'kt2'],
]);

const rules = ({ links = [], membershipLinks = [], ...given }: Given = {}): GroupPlanRules => ({
  namespace: new Namespace('svs'),
  contextId: (key) => contextIds.get(key),
  today: '2026-11-24',
  ...given,
  links: new Links(links),
  membershipLinks: new Links(membershipLinks),
});

const changes = (item: PlanItem | undefined): Record<string, unknown> =>
  Object.fromEntries((item?.changes ?? []).map(({ attribute, to }) => [attribute, to]));

const shape = (items: readonly PlanItem[]): string[] =>
  items.map(({ id, operation, standing }) => `${id} ${operation} ${standing}`);

const ours = { referrer: 'svs:KL-7a' };
const ended = { revision: '1', endsOn: '2026-07-31', deleteAfterDays: 0 };

describe('planGroups', () => {
  it('G01: a class keeps its id and gets its new name', () => {
    const plan = planGroups([aLocalGroup({ name: 'Klasse 7b' })], [aRemoteGroup(ours)], rules());

    expect(plan).toMatchObject([{ case: 1, operation: 'update', remoteId: 'g1', because: 'referrer' }]);
    expect(changes(plan[0])).toEqual({ name: 'Klasse 7b' });
  });

  it('G02: a lost key of ours is offered for import and not written', () => {
    expect(planGroups([], [aRemoteGroup({ referrer: 'svs:KL-x' })], rules())).toMatchObject([
      { case: 2, operation: 'import', standing: 'open', because: 'lost key' },
    ]);
  });

  it('G03: another source’s lesson is neither written nor deleted; known groups make it a suggestion', () => {
    const lesson = aRemoteGroup({
      id: 'g2',
      name: 'Mathe 7a',
      type: 'Kurs',
      referrer: 'untis:1',
      references: [{ group: 'g1' }],
    });
    const plan = (given: Given) => planGroups([aLocalGroup()], [aRemoteGroup(ours), lesson], rules(given));

    expect(plan({})[1]).toMatchObject({ case: 3, operation: 'import', standing: 'open', because: 'unknown' });
    expect(plan({ suggestLessonsOfKnownGroups: true })[1]).toMatchObject({
      standing: 'open',
      because: 'lesson of known groups',
    });
  });

  it('G04: a new group is created, then each of its members', () => {
    const memberships = [aLocalMembership(), aLocalMembership({ key: 'KL-7a/S-2', context: 'SK-2' })];
    const plan = planGroups([aLocalGroup({ memberships })], [], rules());

    expect(shape(inWriteOrder(plan))).toEqual([
      'group/KL-7a/ create ready',
      'membership/KL-7a/S-1/ create ready',
      'membership/KL-7a/S-2/ create ready',
    ]);
    expect(changes(plan[1])).toMatchObject({ contextId: 'kt1', referrer: 'svs:KL-7a/S-1' });
  });

  describe('G05: a group made by hand has the same name and type', () => {
    const remote = aRemoteGroup({ name: ' klasse 7A' });
    const answer = (same: boolean) => ({
      decisions: [{ key: 'KL-7a', remoteId: 'g1', same, revision: '1' }],
    });

    it('holds the creation and names the likeness', () => {
      expect(planGroups([aLocalGroup()], [remote], rules())).toMatchObject([
        { case: 3, operation: 'import', standing: 'open', candidates: ['KL-7a'] },
        { case: 4, operation: 'create', standing: 'open', because: 'same name', candidates: ['g1'] },
      ]);
    });

    it('takes the group over when somebody says it is the same', () => {
      expect(planGroups([aLocalGroup()], [remote], rules(answer(true)))).toMatchObject([
        { case: 1, operation: 'update', because: 'confirmed', remoteId: 'g1' },
      ]);
    });

    it('creates it when somebody says it is another', () => {
      expect(shape(planGroups([aLocalGroup()], [remote], rules(answer(false))))).toContain(
        'group/KL-7a/ create ready',
      );
    });
  });

  describe('memberships', () => {
    const plan = (
      locals: Parameters<typeof aLocalMembership>[0][],
      remotes: Parameters<typeof aRemoteMembership>[0][],
      given: Given = {},
    ) =>
      planGroups(
        [aLocalGroup({ memberships: locals.map((one) => aLocalMembership(one)) })],
        [aRemoteGroup({ ...ours, memberships: remotes.map((one) => aRemoteMembership(one)) })],
        rules(given),
      ).filter(({ resource }) => resource === 'membership');

    it('G06: a new pupil is one membership more', () => {
      expect(shape(plan([{}], []))).toEqual(['membership/KL-7a/S-1/ create ready']);
    });

    it('G07: whoever left is removed, after the new ones were added', () => {
      const left = { id: 'z2', contextId: 'kt9', referrer: 'svs:KL-7a/S-9' };

      expect(shape(inWriteOrder(plan([{}], [left])))).toEqual([
        'membership/KL-7a/S-1/ create ready',
        'membership//z2 delete ready',
      ]);
    });

    it('G08: another source’s membership stays', () => {
      const foreign = { id: 'z2', contextId: 'kt9', referrer: 'untis:1' };
      const byHand = { id: 'z3', contextId: 'kt8' };

      expect(shape(plan([], [foreign, byHand]))).toEqual([
        'membership//z2 none left-alone',
        'membership//z3 none left-alone',
      ]);
    });

    it('G08: a membership we only adopted is not ours to delete', () => {
      const adopted = [{ key: 'gone', remoteId: 'z1', createdByUs: false }];

      expect(shape(plan([], [{}], { membershipLinks: adopted }))).toEqual(['membership//z1 none left-alone']);
    });

    it('G09: a membership without its context is not sent, others are', () => {
      const [orphan] = plan([{ context: 'SK-99' }], []);

      expect(withNewIds(orphan!.changes, () => undefined)).toBeUndefined();
      expect(withNewIds(orphan!.changes, () => 'kt99')).toContainEqual(
        expect.objectContaining({ attribute: 'contextId', to: 'kt99' }),
      );
    });

    it('G09: the members of a group that could not be created are not tried', () => {
      const items = planGroups([aLocalGroup({ memberships: [aLocalMembership()] })], [], rules());

      expect(isSkippedAfter(items[1]!, new Set(['group/KL-7a/']))).toBe(true);
    });

    it('G10: roles come in an order services understand, and order alone changes nothing', () => {
      const [update] = plan([{ roles: ['GLeit', 'Lern'] }], [{}]);

      expect(changes(update)).toMatchObject({ roles: ['Lern', 'GLeit'] });
      expect(
        shape(
          plan([{ roles: ['GLeit', 'Lern'] }], [{ roles: ['GLeit', 'LERN'], referrer: 'svs:KL-7a/S-1' }]),
        ),
      ).toEqual(['membership/KL-7a/S-1/z1 none unchanged']);
    });

    it('G23: the same member of the same group is the same membership, and gets our key', () => {
      const [update, ...others] = plan([{}], [{}]);

      expect(others).toEqual([]);
      expect(update).toMatchObject({ because: 'natural key', operation: 'update' });
      expect(changes(update)).toEqual({ referrer: 'svs:KL-7a/S-1' });
    });
  });

  describe('ended groups', () => {
    const member = aRemoteMembership({ referrer: 'svs:KL-7a/S-1' });
    const plan = (given: Given, ...remotes: ReturnType<typeof aRemoteGroup>[]) =>
      planGroups([aLocalGroup({ key: 'KL-8a', name: '8a' })], remotes, rules(given));
    const ends = new Map([['g1', ended]]);
    const ending = (items: PlanItem[]) => items.find(({ because }) => because === 'ended');

    it('G11: goes with its members when all are ours and somebody confirmed it', () => {
      const items = plan({ ends }, aRemoteGroup({ ...ours, memberships: [member] }));

      expect(ending(items)).toMatchObject({ operation: 'delete', standing: 'ready', revision: '1' });
      expect(items.filter(({ resource }) => resource === 'membership')).toEqual([]);
      expect(ending(plan({}, aRemoteGroup({ ...ours, memberships: [member] })))).toBeUndefined();
    });

    it('G12: stays while somebody else’s member is in it', () => {
      const foreign = aRemoteMembership({ id: 'z2', referrer: 'untis:1' });

      expect(ending(plan({ ends }, aRemoteGroup({ ...ours, memberships: [member, foreign] })))).toMatchObject(
        {
          standing: 'blocked',
          obstacles: ['FOREIGN_MEMBERSHIP'],
        },
      );
    });

    it('G13: stays while somebody else’s course refers to it', () => {
      const course = aRemoteGroup({ id: 'g2', referrer: 'untis:1', references: [{ group: 'g1' }] });

      expect(ending(plan({ ends }, aRemoteGroup(ours), course))).toMatchObject({
        standing: 'blocked',
        obstacles: ['FOREIGN_REFERENCE'],
      });
    });

    it('G20: nothing is deleted when the school hands over no group at all', () => {
      expect(ending(planGroups([], [aRemoteGroup(ours)], rules({ ends })))).toMatchObject({
        standing: 'blocked',
        obstacles: ['SOURCE_EMPTY'],
      });
    });

    it('a group that is not ours is not deleted, nor one that has moved on since', () => {
      expect(ending(plan({ ends }, aRemoteGroup({ referrer: 'untis:9' })))).toBeUndefined();
      expect(ending(plan({ ends }, aRemoteGroup({ ...ours, revision: '2' })))).toBeUndefined();
    });

    it('G14: ends now and is deleted in a run after thirty days', () => {
      const later = new Map([['g1', { ...ended, endsOn: '2026-11-20', deleteAfterDays: 30 }]]);
      const remote = aRemoteGroup({ ...ours, term: { untilPeriod: '2026' } });

      expect(changes(ending(plan({ ends: later }, remote)))).toEqual({
        termUntil: '2026-11-20',
        termUntilPeriod: undefined,
      });
      expect(ending(plan({ ends: later, today: '2026-12-20' }, remote))).toMatchObject({
        operation: 'delete',
      });
      expect(ending(plan({ ends: later, today: '2026-12-19' }, remote))).toMatchObject({
        operation: 'update',
      });
    });
  });

  describe('a new school year', () => {
    it('G15: a class goes on under its id with another name, grade and term', () => {
      const local = aLocalGroup({
        name: 'Klasse 8a',
        grades: ['08'],
        term: { fromPeriod: '2025', untilPeriod: '2026' },
      });
      const remote = aRemoteGroup({
        ...ours,
        grades: ['07'],
        term: { fromPeriod: '2025', until: '2026-07-31' },
      });
      const plan = planGroups([local], [remote], rules());

      expect(shape(plan)).toEqual(['group/KL-7a/g1 update ready']);
      expect(changes(plan[0])).toEqual({
        name: 'Klasse 8a',
        grades: ['08'],
        termUntil: undefined,
        termUntilPeriod: '2026',
      });
    });

    const course = { key: 'KU-1', name: 'Deutsch', type: 'Kurs', grades: ['08'] };
    const taughtBy = (context: string) =>
      aLocalGroup({ ...course, memberships: [aLocalMembership({ key: 'm', context, roles: ['Lehr'] })] });
    const remoteCourse = aRemoteGroup({
      ...course,
      referrer: 'svs:KU-1',
      memberships: [aRemoteMembership({ roles: ['Lehr'], referrer: 'svs:old' })],
    });
    const proposals = (local: ReturnType<typeof aLocalGroup>, policy = defaultContinuation) =>
      proposeContinuations(matchGroups([local], [remoteCourse], rules()), policy, (key) =>
        contextIds.get(key),
      );

    it('G16: a course whose teacher changed is proposed to end, and one that kept them to go on', () => {
      expect(proposals(taughtBy('SK-2'))).toMatchObject([{ propose: 'end', because: 'teacher changed' }]);
      expect(proposals(taughtBy('SK-1'))).toMatchObject([{ propose: 'continue', because: 'same teacher' }]);
      expect(proposals(taughtBy('SK-2'), { ...defaultContinuation, lowerCourses: 'always' })).toMatchObject([
        { propose: 'continue', because: 'policy' },
      ]);
    });

    it('G16: a confirmed end deletes the course before a new one takes its key', () => {
      const ends = new Map([['g1', ended]]);

      expect(shape(inWriteOrder(planGroups([taughtBy('SK-2')], [remoteCourse], rules({ ends }))))).toEqual([
        'group//g1 delete ready',
        'group/KU-1/ create ready',
        'membership/m/ create ready',
      ]);
    });

    it('G16: a course that ends later gives its key away at once', () => {
      const ends = new Map([['g1', { ...ended, endsOn: '2026-11-24', deleteAfterDays: 30 }]]);
      const [first, second] = inWriteOrder(planGroups([taughtBy('SK-2')], [remoteCourse], rules({ ends })));

      expect(changes(first)).toMatchObject({ termUntil: '2026-11-24', referrer: 'svs:KU-1~g1' });
      expect(second).toMatchObject({ operation: 'create', after: first?.id });
    });
  });

  it('G19: groups that refer to each other are created first and connected afterwards', () => {
    const referring = aLocalGroup({
      key: 'KU-1',
      type: 'Kurs',
      name: 'Mathe',
      references: [{ group: 'KL-7a' }],
    });
    const plan = inWriteOrder(planGroups([referring, aLocalGroup()], [], rules()));

    expect(shape(plan)).toEqual([
      'group/KL-7a/ create ready',
      'group/KU-1/ create ready',
      'group/KU-1/references update ready',
    ]);
    expect(changes(plan[1])).not.toHaveProperty('references');
    expect(withNewIds(plan[2]!.changes, (_, key) => `id of ${key}`)).toMatchObject([
      { attribute: 'references', to: [{ group: 'id of KL-7a' }] },
    ]);
    expect(isSkippedAfter(plan[2]!, new Set(['group/KU-1/']))).toBe(true);
  });

  it('R12: answers the same whatever the order of either list', () => {
    const locals = ['c', 'a', 'b'].map((key) => aLocalGroup({ key, name: key }));
    const remotes = ['z', 'x', 'y'].map((id) => aRemoteGroup({ id, name: id, referrer: `svs:${id}` }));

    expect(planGroups(locals, remotes, rules())).toEqual(
      planGroups([...locals].reverse(), [...remotes].reverse(), rules()),
    );
  });
});
