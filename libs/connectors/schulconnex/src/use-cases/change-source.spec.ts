import { randomUUID } from 'node:crypto';
import {
  aLocalContext,
  aLocalGroup,
  aLocalMembership,
  aLocalPerson,
  SchulconnexScene,
  type School,
} from '../testing';
import type { SentChange } from '../source/read-change';
import { ChangeSource, type ChangedSource } from './change-source';
import type { SourceRefused } from './errors';

const ada = aLocalPerson({ key: 'S-1', contexts: [aLocalContext({ key: 'SK-1' })] });
const ben = aLocalPerson({ key: 'S-2', contexts: [aLocalContext({ key: 'SK-2' })] });
const member = (context: string) => aLocalMembership({ key: `M-${context}`, context });
const class7a = aLocalGroup({ memberships: [member('SK-1'), member('SK-2')] });
const course = aLocalGroup({ key: 'KU-1', type: 'Kurs', references: [{ group: 'KL-7a' }] });

describe('a change at the school', () => {
  let scene: SchulconnexScene;
  let school: School;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });
  beforeEach(async () => {
    school = await scene.school();
    await school.upload({ people: [ada, ben], groups: [class7a, course] });
  });
  afterAll(() => scene.stop());

  const change = (
    {
      upsert = {},
      remove = {},
    }: { upsert?: Partial<SentChange['upsert']>; remove?: Partial<SentChange['remove']> },
    key: string = randomUUID(),
  ): Promise<ChangedSource> =>
    scene.get(ChangeSource).run({
      ...{ ...school.ids, key },
      sent: {
        upsert: { people: [], groups: [], contexts: [], memberships: [], ...upsert },
        remove: { people: [], groups: [], contexts: [], memberships: [], ...remove },
      },
    });

  const refused = async (...given: Parameters<typeof change>): Promise<string[]> => {
    const error: unknown = await change(...given).catch((thrown: unknown) => thrown);
    return (error as SourceRefused).errors.map(({ code, field }) => `${code} ${field}`);
  };

  it('adds, replaces and removes records', async () => {
    const carl = aLocalPerson({ key: 'S-3', givenName: 'Carl' });
    const answer = await change({
      upsert: { people: [carl, { ...ada, nickname: 'Adi' }] },
      remove: { groups: ['KU-1'] },
    });

    expect(answer).toEqual({ version: 2, people: 3, groups: 1 });
    expect(await school.source()).toEqual({
      people: [{ ...ada, nickname: 'Adi' }, ben, carl],
      groups: [class7a],
    });
  });

  it('takes memberships and references along with what they name', async () => {
    await change({ remove: { people: ['S-2'], groups: [] } });
    expect(await school.source()).toMatchObject({
      people: [ada],
      groups: [{ key: 'KL-7a', memberships: [member('SK-1')] }, course],
    });

    await change({ remove: { groups: ['KL-7a'] } });
    expect((await school.source()).groups).toEqual([{ ...course, references: [] }]);
  });

  it('adds, replaces and removes contexts and memberships on their own', async () => {
    const teacher = { ...aLocalContext({ key: 'SK-1L', role: 'Lehr' }), person: 'S-1' };
    await change({
      upsert: {
        contexts: [teacher],
        memberships: [{ ...member('SK-1L'), roles: ['Lehr'], group: 'KL-7a' }],
      },
      remove: { contexts: [{ person: 'S-2', key: 'SK-2' }] },
    });

    expect(await school.source()).toMatchObject({
      people: [{ contexts: [{ key: 'SK-1' }, { key: 'SK-1L', role: 'Lehr' }] }, { contexts: [] }],
      groups: [{ memberships: [{ context: 'SK-1' }, { context: 'SK-1L', roles: ['Lehr'] }] }, course],
    });
    await change({ remove: { memberships: [{ group: 'KL-7a', key: 'M-SK-1' }] } });
    expect((await school.source()).groups[0]?.memberships).toHaveLength(1);
  });

  it('is refused as a whole, naming everything that is wrong', async () => {
    const wrong = { ...ada, key: 'S-9', birthDate: '1.1.2000', contexts: [] };
    expect(await refused({ upsert: { people: [ben, wrong] } })).toEqual([
      'DATE_INVALID people["S-9"].birthDate',
    ]);
    expect(await refused({ upsert: { contexts: [{ key: 'X', role: 'Lern' }, 7] } })).toEqual([
      'FIELD_MISSING upsert.contexts[0].person',
      'FIELD_MISSING upsert.contexts[1].key',
      'FIELD_MISSING upsert.contexts[1].role',
    ]);
    expect(await refused({ upsert: { memberships: [{ ...member('SK-9'), group: 'KL-7a' }] } })).toEqual([
      'REFERENCE_UNKNOWN groups["KL-7a"].memberships[2].context',
    ]);
    expect(await refused({ upsert: { memberships: [{ ...member('SK-1'), group: 'KL-9' }] } })).toEqual([
      'REFERENCE_UNKNOWN upsert.memberships',
    ]);
    expect(await refused({ upsert: { people: [{ ...ben, key: 'S-4' }] } })).toEqual([
      'KEY_DUPLICATE people["S-4"].contexts[0].key',
    ]);
    expect(await refused({ upsert: { groups: [{ ...class7a, references: [{ group: 'KU-1' }] }] } })).toEqual([
      'REFERENCE_CYCLE groups["KL-7a"].references',
    ]);
    expect(await school.source()).toEqual({ people: [ada, ben], groups: [class7a, course] });
  });

  it('is done once under its key', async () => {
    const key = randomUUID();
    const first = await change({ remove: { people: ['S-2'] } }, key);
    await change({ upsert: { people: [ben] } });

    expect(await change({ remove: { people: ['S-2'] } }, key)).toEqual(first);
    expect((await school.source()).people).toHaveLength(2);
  });

  it('needs a snapshot to change', async () => {
    school = await scene.school();

    await expect(change({ upsert: { people: [ada] } })).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });
});
