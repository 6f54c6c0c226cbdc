import fc from 'fast-check';
import { aCareRecord, sampleSettings } from '../testing';
import type { AgreementLine } from './care-record';
import { changesFor, type ArchivedRecord, type Changes, type OpenRecord } from './changes-for';
import { fill } from './fill';
import type { FilledRecord } from './filled-record';
import { transferRules } from './transfer-rules';

const rules = transferRules(sampleSettings());
const record = (line: Partial<AgreementLine> = {}): FilledRecord =>
  fill(aCareRecord({ lines: [line] }), rules, '2026-11-24').records[0]!;

const old = record();
const corrected = record({ groupName: 'Leuchtturm' });
const row = (from: FilledRecord, parts: Partial<OpenRecord> = {}): OpenRecord => ({
  id: 'R1',
  recordKey: from.recordKey,
  hash: from.hash,
  problems: from.problems,
  progress: 'waiting',
  replaced: false,
  ...parts,
});
const exported = (of: FilledRecord): ArchivedRecord => ({
  recordKey: of.recordKey,
  hash: of.hash,
  everExported: true,
});
const changes = (parts: Partial<Changes> = {}): Changes => ({
  create: [],
  supersede: [],
  supersedeLater: [],
  keep: [],
  drop: [],
  checkContracts: [],
  ...parts,
});

describe('changesFor', () => {
  it('creates what is new', () => {
    expect(changesFor({ open: [], archived: [] }, [old])).toEqual(changes({ create: [old] }));
  });

  it('replaces what waits and has changed', () => {
    expect(changesFor({ open: [row(old)], archived: [] }, [corrected])).toEqual(
      changes({ create: [corrected], supersede: ['R1'] }),
    );
  });

  it('leaves what waits and says the same', () => {
    expect(changesFor({ open: [row(old)], archived: [] }, [old])).toEqual(changes({ keep: ['R1'] }));
  });

  it('Kita 3: a corrected source takes the place of a record that was turned down', () => {
    const open = [row(old, { progress: 'closed' })];

    expect(changesFor({ open, archived: [] }, [corrected])).toEqual(
      changes({ create: [corrected], supersede: ['R1'] }),
    );
  });

  it('Kita 2: an unchanged record that was turned down is not sent again by itself', () => {
    const open = [row(old, { progress: 'closed' })];

    expect(changesFor({ open, archived: [] }, [old])).toEqual(changes({ keep: ['R1'] }));
  });

  it('Kita 34: a refill with the hash of the newest export creates nothing', () => {
    expect(changesFor({ open: [], archived: [exported(old)] }, [old])).toEqual(changes());
  });

  it('drops a change that was taken back before it was sent', () => {
    const open = [row(corrected)];

    expect(changesFor({ open, archived: [exported(old)] }, [old])).toEqual(changes({ supersede: ['R1'] }));
  });

  it('sends a change that was taken back while it was on its way', () => {
    const open = [row(corrected, { progress: 'in-flight' })];

    expect(changesFor({ open, archived: [exported(old)] }, [old])).toEqual(
      changes({ create: [old], supersedeLater: ['R1'] }),
    );
  });

  it('Kita 46: a change while the record is on its way waits behind it', () => {
    const open = [row(old, { progress: 'in-flight' })];

    expect(changesFor({ open, archived: [] }, [corrected])).toEqual(
      changes({ create: [corrected], supersedeLater: ['R1'] }),
    );
  });

  it('Kita 47: a record with an unknown outcome stays until somebody has cleared it', () => {
    const open = [row(old, { progress: 'in-flight', replaced: true }), row(corrected, { id: 'R2' })];
    const again = record({ groupName: 'Muscheln' });

    expect(changesFor({ open, archived: [] }, [again])).toEqual(
      changes({ keep: ['R1'], create: [again], supersede: ['R2'] }),
    );
  });

  it('checks again when only the problems have changed', () => {
    const faulty = { ...old, problems: [{ code: 'KP-P08', field: 'contractFrom' } as const] };

    expect(changesFor({ open: [row(faulty)], archived: [] }, [old])).toEqual(
      changes({ create: [old], supersede: ['R1'] }),
    );
  });

  it('drops a deleted line that was never sent', () => {
    expect(changesFor({ open: [row(old)], archived: [] }, [])).toEqual(changes({ drop: ['R1'] }));
  });

  it('has the contract checked when a deleted line was exported', () => {
    expect(changesFor({ open: [row(corrected)], archived: [exported(old)] }, [])).toEqual(
      changes({ drop: ['R1'], checkContracts: [old.recordKey] }),
    );
  });

  it('has the contract checked when a deleted line may have been exported', () => {
    const open = [row(old, { progress: 'in-flight' })];

    expect(changesFor({ open, archived: [] }, [])).toEqual(
      changes({ supersedeLater: ['R1'], checkContracts: [old.recordKey] }),
    );
  });

  it('needs no check of a contract that a person closed and nobody exported', () => {
    const archived = [{ ...exported(old), everExported: false }];

    expect(changesFor({ open: [], archived }, [])).toEqual(changes());
  });

  it('is done after one application, loses no change and touches nothing on its way', () => {
    fc.assert(
      fc.property(stories, ({ open, archived, filled }) => {
        const first = changesFor({ open, archived }, filled);
        const after = apply(open, first);
        const second = changesFor({ open: after, archived }, filled);

        expect({ ...second, keep: [], checkContracts: [] }).toEqual(changes());
        expect(new Set([...first.supersede, ...first.drop, ...first.supersedeLater, ...first.keep])).toEqual(
          new Set(open.map(({ id }) => id)),
        );
        const inFlight = open.filter(({ progress }) => progress === 'in-flight').map(({ id }) => id);
        expect([...first.supersede, ...first.drop].filter((id) => inFlight.includes(id))).toEqual([]);
        for (const wanted of filled) expect(isTold(wanted, after, archived)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The store as it is after the changes. */
function apply(
  open: readonly OpenRecord[],
  { supersede, drop, supersedeLater, create }: Changes,
): OpenRecord[] {
  return [
    ...open
      .filter(({ id }) => !supersede.includes(id) && !drop.includes(id))
      .map((each) => ({ ...each, replaced: each.replaced || supersedeLater.includes(each.id) })),
    ...create.map((each, index) => row(each, { id: `new ${index}` })),
  ];
}

/** What the source says is open, or the newest thing that was exported with nothing newer under way. */
const isTold = (wanted: FilledRecord, open: OpenRecord[], archived: readonly ArchivedRecord[]): boolean => {
  const rows = open.filter(({ recordKey }) => recordKey === wanted.recordKey);
  return rows.some(({ replaced, hash }) => !replaced && hash === wanted.hash)
    ? rows.filter(({ replaced }) => !replaced).length === 1
    : rows.length === 0 && archived.some((entry) => entry.hash === wanted.hash);
};

const lines = [1, 2, 3];
const versions = ['a', 'b', 'c'].map((groupName) => lines.map((line) => record({ line, groupName })));
const version = fc.tuple(fc.nat(2), fc.nat(2)).map(([v, l]) => versions[v]![l]!);

const stories = fc.record({
  open: fc
    .uniqueArray(fc.tuple(version, fc.constantFrom('waiting', 'in-flight', 'closed'), fc.boolean()), {
      selector: ([each, , replaced]) => `${each.recordKey} ${String(replaced)}`,
    })
    .map((all) =>
      all.map(([each, progress, replaced], index) =>
        row(each, { id: `R${index}`, progress: replaced ? 'in-flight' : progress, replaced }),
      ),
    ),
  archived: fc
    .uniqueArray(version, { selector: ({ recordKey }) => recordKey })
    .map((all) => all.map(exported)),
  filled: fc.uniqueArray(version, { selector: ({ recordKey }) => recordKey }),
});
