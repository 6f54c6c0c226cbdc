import { aLocalContext, aLocalPerson, aRemoteContext, aRemotePerson } from '../../testing/people';
import { Links, type Link } from '../links';
import { Namespace } from '../namespace';
import { inWriteOrder, isSkippedAfter } from './write-order';
import { planLeaver, deletionTimeInstead } from './leavers';
import type { PlanItem } from './plan-item';
import { planPeople, type PeoplePlanRules } from './plan-people';

const link = (key: string, remoteId: string): Link => ({ key, remoteId, createdByUs: true });

const rules = ({
  links = [],
  contextLinks = [],
  ...given
}: Partial<Omit<PeoplePlanRules, 'links' | 'contextLinks'>> & {
  links?: Link[];
  contextLinks?: Link[];
} = {}): PeoplePlanRules => ({
  namespace: new Namespace('svs'),
  organisation: 'org1',
  ...given,
  links: new Links(links),
  contextLinks: new Links(contextLinks),
});

const changes = (item: PlanItem | undefined): Record<string, unknown> =>
  Object.fromEntries((item?.changes ?? []).map(({ attribute, to }) => [attribute, to]));

const shape = (items: readonly PlanItem[]): string[] =>
  items.map(({ id, operation, standing }) => `${id} ${operation} ${standing}`);

describe('planPeople', () => {
  it('P01: an update names what changes, from what to what, why, and the revision it is meant for', () => {
    const local = aLocalPerson({ givenName: 'Adele' });
    const remote = aRemotePerson({ revision: '7' });

    expect(planPeople([local], [remote], rules({ links: [link('S-1', 'uuid1')] }))).toMatchObject([
      {
        id: 'person/S-1/uuid1',
        operation: 'update',
        standing: 'ready',
        case: 1,
        because: 'link',
        revision: '7',
        changes: [
          { attribute: 'referrer', from: undefined, to: 'svs:S-1', owner: 'gateway', reason: 'key' },
          { attribute: 'givenName', from: 'Ada', to: 'Adele', owner: 'source', reason: 'differs' },
        ],
      },
    ]);
  });

  it('P03: nothing is sent where nothing differs', () => {
    const remote = aRemotePerson({ referrer: 'svs:S-1', birthPlace: 'Musterstadt, Deutschland' });

    expect(shape(planPeople([aLocalPerson()], [remote], rules()))).toEqual([
      'person/S-1/uuid1 none unchanged',
    ]);
  });

  it('P02: an update by referrer happens only where something differs', () => {
    const remote = aRemotePerson({ referrer: 'svs:S-1', title: 'Dr.' });

    expect(shape(planPeople([aLocalPerson({ title: 'Dr.' })], [remote], rules()))).toEqual([
      'person/S-1/uuid1 none unchanged',
    ]);
    expect(changes(planPeople([aLocalPerson({ title: 'Prof.' })], [remote], rules())[0])).toEqual({
      title: 'Prof.',
    });
  });

  it('P04: a likeness leaves our key behind and overlooks spelling of the place', () => {
    const local = aLocalPerson({ birthPlace: 'Musterstadt, Deutschland' });

    expect(changes(planPeople([local], [aRemotePerson()], rules())[0])).toEqual({ referrer: 'svs:S-1' });
  });

  it('P11: an import waits for a person, and is refused if the record says too little', () => {
    const nameless = aRemotePerson({ id: 'uuid2', givenName: '' });
    const yes = { take: true, revision: '1' };
    const imports = new Map([
      ['uuid1', yes],
      ['uuid2', yes],
    ]);

    expect(shape(planPeople([], [aRemotePerson()], rules()))).toEqual(['person//uuid1 import open']);
    expect(planPeople([], [aRemotePerson(), nameless], rules({ imports }))).toMatchObject([
      { remoteId: 'uuid2', standing: 'blocked', obstacles: ['ATTRIBUTES_INSUFFICIENT'] },
      { remoteId: 'uuid1', standing: 'ready' },
    ]);
  });

  it('P09: an import that was confirmed for an older revision is asked again', () => {
    const imports = new Map([['uuid1', { take: true, revision: '0' }]]);

    expect(shape(planPeople([], [aRemotePerson({ referrer: 'svs:S-99' })], rules({ imports })))).toEqual([
      'person//uuid1 import open',
    ]);
  });

  it('P12: another source’s referrer is never overwritten', () => {
    const remote = aRemotePerson({ referrer: 'untis:7' });

    expect(planPeople([aLocalPerson()], [remote], rules())).toMatchObject([
      { standing: 'unchanged', kept: [{ attribute: 'referrer', reason: 'FOREIGN_REFERRER' }] },
    ]);
  });

  it('P13: a new person comes with everything the interface demands, and then with their contexts', () => {
    const items = planPeople([aLocalPerson({ contexts: [aLocalContext()] })], [], rules());

    expect(shape(items)).toEqual(['person/S-1/ create ready', 'context/SK-1/ create ready']);
    expect(changes(items[0])).toMatchObject({
      referrer: 'svs:S-1',
      trustLevel: 'Teil',
      disclosureBlocked: false,
    });
    expect(items[1]).toMatchObject({ parent: { key: 'S-1' } });
  });

  it('P24: an empty field is kept over there, unless it is marked to be emptied as well', () => {
    const local = aLocalPerson({ birthPlace: '' });
    const remote = aRemotePerson({ referrer: 'svs:S-1' });
    const marked = rules({ personLeadership: { empties: new Set(['birthPlace', 'familyName']) } });

    expect(planPeople([local], [remote], rules())).toMatchObject([
      { standing: 'unchanged', kept: [{ attribute: 'birthPlace', reason: 'WOULD_DELETE_FIELD' }] },
    ]);
    expect(planPeople([local], [remote], marked)[0]?.changes).toEqual([
      { attribute: 'birthPlace', from: 'Musterstadt', to: undefined, owner: 'source', reason: 'emptied' },
    ]);
  });

  it('lowers the Auskunftssperre only if two people approved it, and raises it at once', () => {
    const blocked = aRemotePerson({ referrer: 'svs:S-1', disclosureBlocked: true });
    const open = aRemotePerson({ referrer: 'svs:S-1', disclosureBlocked: false });
    const lowers = aLocalPerson({ disclosureBlocked: false });
    const approved = rules({ protectionMayFall: new Set(['S-1']) });

    expect(planPeople([lowers], [blocked], rules())).toMatchObject([
      {
        standing: 'unchanged',
        kept: [{ attribute: 'disclosureBlocked', reason: 'PROTECTION_CHANGE_REFUSED' }],
      },
    ]);
    expect(changes(planPeople([lowers], [blocked], approved)[0])).toEqual({ disclosureBlocked: false });
    expect(changes(planPeople([aLocalPerson({ disclosureBlocked: true })], [open], rules())[0])).toEqual({
      disclosureBlocked: true,
    });
  });

  it('changes only what the school leads', () => {
    const local = aLocalPerson({ nickname: 'Adi', title: 'Dr.' });
    const given = rules({ personLeadership: { leads: new Set(['title']) } });

    expect(changes(planPeople([local], [aRemotePerson({ referrer: 'svs:S-1' })], given)[0])).toEqual({
      title: 'Dr.',
    });
  });

  describe('contexts', () => {
    const couple = (
      locals: Parameters<typeof aLocalContext>[0][],
      remotes: Parameters<typeof aRemoteContext>[0][],
    ) =>
      [
        [aLocalPerson({ contexts: locals.map((given) => aLocalContext(given)) })],
        [
          aRemotePerson({
            referrer: 'svs:S-1',
            contexts: remotes.map((given) => aRemoteContext(given)),
          }),
        ],
      ] as const;

    it('P29: another grade changes the grade and leaves deletion time and addresses alone', () => {
      const plan = planPeople(
        ...couple(
          [{ grade: '08' }],
          [{ referrer: 'svs:SK-1', grade: '07', deletionTime: '2026-12-31T23:00Z' }],
        ),
        rules(),
      );

      expect(plan[1]).toMatchObject({ operation: 'update', parent: { remoteId: 'uuid1' } });
      expect(changes(plan[1])).toEqual({ grade: '08' });
    });

    it('finds a context by organisation and role where no key does', () => {
      expect(planPeople(...couple([{}], [{ role: 'LERN' }]), rules())[1]).toMatchObject({
        because: 'natural key',
        changes: [{ attribute: 'referrer', to: 'svs:SK-1' }],
      });
    });

    it('P27: another role is a new context first, and the old one goes after it', () => {
      const plan = planPeople(
        ...couple([{ role: 'Leit' }], [{ role: 'Lehr', referrer: 'svs:SK-1' }]),
        rules(),
      );

      expect(shape(inWriteOrder(plan))).toEqual(['context/SK-1/ create ready', 'context//kt1 delete ready']);
      expect(plan.find(({ operation }) => operation === 'delete')).toMatchObject({ after: 'context/SK-1/' });
    });

    it('P25: contexts of others, released or not ours, are left alone', () => {
      const plan = planPeople(
        ...couple(
          [{}],
          [{ referrer: 'svs:SK-1' }, { id: 'kt2', released: true }, { id: 'kt3', organisation: 'o2' }],
        ),
        rules(),
      );

      expect(shape(plan).filter((line) => line.includes('left-alone'))).toHaveLength(2);
    });

    it('an ended context is not deleted by a synchronisation', () => {
      const plan = planPeople(...couple([], [{ referrer: 'svs:SK-1' }]), rules());

      expect(plan[1]).toMatchObject({ operation: 'none', standing: 'left-alone', because: 'ended' });
    });

    it('does not move a context from one person to another', () => {
      const remotes = [
        aRemotePerson({ referrer: 'svs:S-1' }),
        aRemotePerson({
          id: 'uuid2',
          referrer: 'svs:S-2',
          contexts: [aRemoteContext({ referrer: 'svs:SK-1' })],
        }),
      ];
      const locals = [
        aLocalPerson({ contexts: [aLocalContext()] }),
        aLocalPerson({ key: 'S-2', givenName: 'Eda' }),
      ];

      expect(shape(planPeople(locals, remotes, rules()))).toContain('context//kt1 none conflict');
    });
  });

  it('P30: the contexts of a person whose creation failed are not tried', () => {
    const [person, context] = planPeople([aLocalPerson({ contexts: [aLocalContext()] })], [], rules());

    expect(isSkippedAfter(context!, new Set([person!.id]))).toBe(true);
    expect(isSkippedAfter(context!, new Set())).toBe(false);
  });

  describe('leavers', () => {
    const leaver = aRemotePerson({ contexts: [aRemoteContext({ revision: '3' })] });

    it('P32: contexts go first, the person afterwards, and nobody without confirmation', () => {
      const plan = planLeaver(leaver, { organisation: 'org1', confirmed: true });

      expect(shape(inWriteOrder(plan))).toEqual(['context//kt1 delete ready', 'person//uuid1 delete ready']);
      expect(plan[1]).toMatchObject({ after: 'context//kt1' });
      expect(inWriteOrder(planLeaver(leaver, { organisation: 'org1', confirmed: false }))).toEqual([]);
    });

    it('P31: a context others know gets a time of deletion in the form the interface writes it', () => {
      const now = new Date('2026-07-01T10:00:30Z');

      expect(deletionTimeInstead(new Date('2026-07-31T22:00:00Z'), now)).toBe('2026-07-31T22:00Z');
      expect(deletionTimeInstead(new Date('2020-01-01T00:00:00Z'), now)).toBe('2026-07-01T10:01Z');
    });

    it('a person with contexts elsewhere is not deleted', () => {
      const elsewhere = aRemotePerson({
        contexts: [aRemoteContext(), aRemoteContext({ id: 'kt2', organisation: 'o2' })],
      });

      expect(shape(planLeaver(elsewhere, { organisation: 'org1', confirmed: true }))).toEqual([
        'context//kt1 delete ready',
      ]);
    });
  });
});
