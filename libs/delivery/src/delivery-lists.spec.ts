import { newId, type Tx } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { Deliveries } from './deliveries';
import type { DeliveryCursor, DeliveryFilter } from './delivery-lists';
import { DeliveryLists } from './delivery-lists';
import { deliveryStorage } from './delivery.module';
import { aNewRecord } from './testing/a-new-record';

const now = new Date('2026-03-02T08:00:00Z');
const resolve = { type: 'resolve', by: 'person-1', reason: 'not needed' } as const;

describe('DeliveryLists', () => {
  const deliveries = new Deliveries();
  const lists = new DeliveryLists();
  const connectionId = newId();
  let test: TestDatabase;
  let tenant: string;

  beforeAll(async () => {
    test = await TestDatabase.create(deliveryStorage);
  });
  beforeEach(async () => {
    tenant = await test.tenant();
  });
  afterAll(() => test.drop());

  const as = <T>(work: (tx: Tx) => Promise<T>) => test.database.tenant(tenant, work);
  const accept = (records: ReturnType<typeof aNewRecord>[], at = now) =>
    as((tx) => deliveries.accept(tx, connectionId, records, at));

  async function allPages(which: 'open' | 'archived', filter: DeliveryFilter, limit: number) {
    const pages: string[][] = [];
    let after: DeliveryCursor | null = null;
    do {
      const page = await as((tx) => lists[which](tx, filter, { after, limit }));
      pages.push(page.items.map(({ recordKey }) => recordKey));
      after = page.next;
    } while (after);
    return pages;
  }

  it('turns the pages of the open work, newest first', async () => {
    await accept(['a', 'b', 'c', 'd', 'e'].map((recordKey) => aNewRecord({ recordKey })));

    await expect(allPages('open', { connectionId }, 2)).resolves.toEqual([['e', 'd'], ['c', 'b'], ['a']]);
    await expect(allPages('open', { connectionId }, 5)).resolves.toEqual([['e', 'd', 'c', 'b', 'a']]);
    await expect(allPages('open', { connectionId: newId() }, 5)).resolves.toEqual([[]]);
  });

  it('turns the pages of the archive, latest filed first, also where many were filed at once', async () => {
    const records = ['a', 'b', 'c', 'd', 'e'].map((recordKey) => aNewRecord({ recordKey }));
    await accept(records);
    const file = (from: number, to: number, at: Date) =>
      as((tx) =>
        deliveries.apply(
          tx,
          records.slice(from, to).map(({ id }) => ({ id, event: resolve })),
          at,
        ),
      );
    await file(3, 5, now);
    await file(0, 3, new Date('2026-03-02T09:00:00Z'));

    await expect(allPages('archived', {}, 2)).resolves.toEqual([['c', 'b'], ['a', 'e'], ['d']]);
  });

  it('finds by everything that a person may know', async () => {
    const subjectId = newId();
    await accept([
      aNewRecord({ recordKey: 'a', lane: 'child-1', subjectId, number: 'KPP-0000001' }),
      aNewRecord({ recordKey: 'b', held: { because: 'check-failed', cause: 'FIELD_MISSING' } }),
      aNewRecord({ recordKey: 'c' }),
    ]);
    const found = async (filter: DeliveryFilter) => (await allPages('open', filter, 9)).flat();

    await expect(found({ lane: 'child-1' })).resolves.toEqual(['a']);
    await expect(found({ subjectId })).resolves.toEqual(['a']);
    await expect(found({ number: 'KPP-0000001' })).resolves.toEqual(['a']);
    await expect(found({ recordKey: 'c', states: ['accepted'] })).resolves.toEqual(['c']);
    await expect(found({ heldBecause: 'check-failed' })).resolves.toEqual(['b']);
    await expect(found({ states: ['held', 'rejected'], causes: ['FIELD_MISSING'] })).resolves.toEqual(['b']);

    const [b] = await as((tx) =>
      lists.open(tx, { recordKey: 'b' }, { after: null, limit: 1 }).then((p) => p.items),
    );
    await as((tx) => deliveries.apply(tx, [{ id: b!.id, event: resolve }], now));
    await expect(allPages('archived', { archiveReasons: ['resolved'] }, 9)).resolves.toEqual([['b']]);
    await expect(allPages('archived', { archiveReasons: ['delivered'] }, 9)).resolves.toEqual([[]]);
  });

  it('leaves the sealed payload out of lists', async () => {
    await accept([aNewRecord()]);
    const { items } = await as((tx) => lists.open(tx, {}, { after: null, limit: 1 }));

    expect(items[0]).not.toHaveProperty('payload');
  });

  it('counts open work by what it waits for', async () => {
    const held = { because: 'check-failed', cause: 'FIELD_MISSING' } as const;
    await accept([aNewRecord({ held }), aNewRecord({ held }), aNewRecord()]);

    await expect(as((tx) => lists.openCounts(tx, connectionId))).resolves.toEqual([
      { connectionId, state: 'accepted', heldBecause: null, cause: null, count: 1, oldest: now },
      {
        connectionId,
        state: 'held',
        heldBecause: 'check-failed',
        cause: 'FIELD_MISSING',
        count: 2,
        oldest: now,
      },
    ]);
  });

  it('counts by the day (UTC) on which the record came in', async () => {
    await accept([aNewRecord()], new Date('2026-03-01T23:59:59Z'));
    const late = aNewRecord();
    await accept([late, aNewRecord()], new Date('2026-03-02T00:00:00Z'));
    await as((tx) =>
      deliveries.apply(tx, [{ id: late.id, event: resolve }], new Date('2026-03-09T00:00:00Z')),
    );
    const counts = (from: string, to: string) => as((tx) => lists.counts(tx, { connectionId, from, to }));

    await expect(counts('2026-03-01', '2026-03-01')).resolves.toMatchObject({ accepted: 1 });
    await expect(counts('2026-03-02', '2026-03-02')).resolves.toMatchObject({
      accepted: 2,
      states: { accepted: 1, resolved: 1 },
    });
    await expect(counts('2026-03-01', '2026-03-02')).resolves.toMatchObject({ accepted: 3 });
  });
});
