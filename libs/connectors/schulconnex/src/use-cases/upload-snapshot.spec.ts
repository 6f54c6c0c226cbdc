import { randomUUID } from 'node:crypto';
import {
  aLocalContext,
  aLocalGroup,
  aLocalMembership,
  aLocalPerson,
  sampleSchool,
  SchulconnexScene,
  type School,
} from '../testing';
import type { UploadItem } from './upload-part';
import type { UploadedSnapshot } from './upload-snapshot';

const ada = aLocalPerson({ key: 'S-1', contexts: [aLocalContext({ key: 'SK-1' })] });
const ben = aLocalPerson({ key: 'S-2', givenName: 'Ben', contexts: [aLocalContext({ key: 'SK-2' })] });
const classWith = (...contexts: string[]) =>
  aLocalGroup({ memberships: contexts.map((context) => aLocalMembership({ key: `M-${context}`, context })) });

const found = ({ findings }: UploadedSnapshot): string[] =>
  findings.map(({ code, path, refuses }) => `${code} ${path} ${refuses}`);

describe('a snapshot of a school', () => {
  let scene: SchulconnexScene;
  let school: School;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });
  beforeEach(async () => {
    school = await scene.school();
  });
  afterAll(() => scene.stop());

  it('counts as it was handed over, and takes the place of the one before', async () => {
    const before = sampleSchool(60);
    await school.upload({ ...before });
    expect(await school.source()).toEqual({
      people: [...before.people],
      groups: expect.arrayContaining([...before.groups]) as unknown,
    });

    const answer = await school.upload({ people: [ada], groups: [classWith('SK-1')] });

    expect(answer).toMatchObject({ state: 'complete', people: 1, groups: 1, refused: 0, findings: [] });
    expect(await school.source()).toEqual({ people: [ada], groups: [classWith('SK-1')] });
    expect(await storedRecords(scene, school)).toBe(2);
  });

  it('keeps content sealed', async () => {
    await school.upload({ people: [aLocalPerson({ familyName: 'Kanarienvogel' })] });
    const rows = await scene.test.admin(
      `select from schulconnex_person
       where position('Kanarienvogel'::bytea in content) > 0 or to_jsonb(schulconnex_person)::text ~ 'Kanarienvogel'`,
    );

    expect(rows).toEqual([]);
  });

  it('is not there before all of it has come', async () => {
    await school.upload({ people: [ada] });
    const looks: unknown[] = [];
    async function* parts(): AsyncGenerator<UploadItem[]> {
      yield [{ person: ben }];
      looks.push(await school.source());
      yield [{ end: { people: 1, groups: 0 } }];
    }
    await school.uploadParts(parts());

    expect(looks).toEqual([{ people: [ada], groups: [] }]);
    expect((await school.source()).people).toEqual([ben]);
  });

  it.each([
    ['the end was not announced', [[{ person: ben }]]],
    ['less has come than was announced', [[{ person: ben }, { end: { people: 2, groups: 0 } }]]],
  ])('is refused as a whole where %s', async (_, parts) => {
    await school.upload({ people: [ada] });
    const answer = await school.uploadParts(parts);

    expect(answer).toMatchObject({ state: 'refused', code: 'SNAPSHOT_INCOMPLETE' });
    expect((await school.source()).people).toEqual([ada]);
  });

  it('leaves nothing behind when it breaks off, and may be sent again under its key', async () => {
    const key = randomUUID();
    function* broken(): Generator<UploadItem[]> {
      yield [{ person: ben }];
      throw new Error('connection lost');
    }
    await expect(school.uploadParts(broken(), { key })).rejects.toThrow('connection lost');
    expect(await storedRecords(scene, school)).toBe(0);

    expect(await school.upload({ people: [ben] }, { key })).toMatchObject({ state: 'complete', people: 1 });
  });

  it('is taken over once under its key; other content under it is refused', async () => {
    const key = randomUUID();
    const first = await school.upload({ people: [ada] }, { key });
    await school.upload({ people: [ben] });

    expect(await school.upload({ people: [ada] }, { key })).toMatchObject({ id: first.id });
    expect((await school.source()).people).toEqual([ben]);
    await expect(school.upload({ people: [ben] }, { key })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('gives way to a newer one that begins meanwhile', async () => {
    async function* slow(): AsyncGenerator<UploadItem[]> {
      yield [{ person: ada }];
      await school.upload({ people: [ben] });
      yield [{ end: { people: 1, groups: 0 } }];
    }
    await expect(school.uploadParts(slow())).rejects.toMatchObject({ code: 'UPLOAD_OVERTAKEN' });
    expect((await school.source()).people).toEqual([ben]);
  });

  it('is refused as a whole where one key names two', async () => {
    const twin = aLocalPerson({ key: 'S-3', contexts: [aLocalContext({ key: 'SK-1' })] });
    const groups = [classWith('SK-1'), { ...classWith('SK-1'), key: 'KL-7b' }];
    const answer = await school.upload({ people: [ada, twin, ben, ben], groups });

    expect(answer.state).toBe('refused');
    expect(found(answer)).toEqual(['KEY_DUPLICATE people[3].key snapshot']);
    const others = await school.upload({ people: [ada, twin], groups });
    expect(found(others)).toEqual([
      'KEY_DUPLICATE people[1].contexts[0].key snapshot',
      'KEY_DUPLICATE groups[1].memberships[0].key snapshot',
    ]);
    expect(await storedRecords(scene, school)).toBe(0);
  });

  it('finds one key in two parts of an upload', async () => {
    const answer = await school.uploadParts([
      [{ person: ada }],
      [{ person: ada }, { end: { people: 2, groups: 0 } }],
    ]);

    expect(found(answer)).toEqual(['KEY_DUPLICATE people[1].key snapshot']);
  });

  it('leaves a record with a mistake as it was, so that it never looks like a departure', async () => {
    await school.upload({ people: [ada, ben], groups: [classWith('SK-1', 'SK-2')] });
    const wrong = { ...ben, birthDate: '31.12.2014' };
    const answer = await school.upload({
      people: [{ ...ada, nickname: 'Adi' }, wrong],
      groups: [{ ...classWith('SK-1', 'SK-2'), name: '8a' }],
    });

    expect(answer).toMatchObject({ state: 'complete', people: 2, groups: 1, refused: 1 });
    expect(found(answer)).toEqual(['DATE_INVALID people[1].birthDate record']);
    expect(await school.source()).toMatchObject({
      people: [{ key: 'S-1', nickname: 'Adi' }, ben],
      groups: [{ name: '8a' }],
    });
  });

  it('is refused as a whole for a mistake in one record where that was asked for', async () => {
    const answer = await school.upload({ people: [ada, { ...ben, gender: 'q' }] }, { refuses: 'snapshot' });

    expect(answer).toMatchObject({ state: 'refused', refused: 1 });
    expect(found(answer)).toEqual(['CODE_UNKNOWN people[1].gender record']);
  });

  it('P28 G17 G18: names every kind of mistake by its place', async () => {
    const refers = (key: string, to: string) => aLocalGroup({ key, references: [{ group: to }] });
    const answer = await school.upload({
      people: [
        ada,
        { ...ben, contexts: [aLocalContext({ key: 'A' }), aLocalContext({ key: 'B' })] },
        { key: 'S-4', familyName: 7, tenant: 'x' },
        'no record at all',
      ],
      groups: [
        { ...classWith('SK-1'), term: { from: '2026-08-01', until: '2027-07-31', untilPeriod: '2026' } },
        refers('A', 'B'),
        refers('B', 'A'),
        refers('C', 'nobody'),
        refers('D', 'C'),
        { ...classWith('SK-2'), key: 'E' },
      ],
    });

    expect(found(answer)).toEqual([
      'CONTEXT_DUPLICATE people[1].contexts[1].role record',
      'TYPE_INVALID people[2].familyName record',
      'FIELD_MISSING people[2].givenName record',
      'FIELD_UNKNOWN people[2].tenant record',
      'TYPE_INVALID people[3] record',
      'TERM_AMBIGUOUS groups[0].term.untilPeriod record',
      'REFERENCE_UNKNOWN groups[5].memberships[0].context record',
      'REFERENCE_UNKNOWN groups[3].references[0].group record',
      'REFERENCE_CYCLE groups[1].references record',
      'REFERENCE_CYCLE groups[2].references record',
      'REFERENCE_UNKNOWN groups[4].references[0].group record',
    ]);
    expect(answer).toMatchObject({ state: 'complete', people: 1, groups: 0, refused: 9 });
  });

  it('may hold anything a text can hold', async () => {
    const odd = 'a\u0000b';
    const answer = await school.upload({
      people: [
        { ...ada, key: odd },
        { ...ada, contexts: [aLocalContext({ key: '\ud800' })] },
      ],
      groups: [classWith(odd), { ...classWith(), key: odd, [odd]: 1 }],
    });

    expect(answer).toMatchObject({ state: 'complete', people: 0, groups: 0, refused: 4 });
  });

  it('is nobody else’s', async () => {
    await school.upload({ people: [ada] });
    const other = await scene.school();

    await expect(other.source()).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });

  it('has tables that are described as they are', async () => {
    const { upQueries } = await scene.test.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});

const storedRecords = async (scene: SchulconnexScene, { ids }: School): Promise<number> => {
  const [row] = await scene.test.admin(
    `select (select count(*) from schulconnex_person where tenant_id = $1)
          + (select count(*) from schulconnex_group where tenant_id = $1) as n`,
    [ids.tenant],
  );
  return Number((row as { n: string }).n);
};
