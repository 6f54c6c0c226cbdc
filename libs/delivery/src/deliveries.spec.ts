import { newId, type Tx } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { balance } from './balance';
import { Deliveries, type CallPhase, type Claim } from './deliveries';
import type { NewRecord } from './delivery-record';
import { DeliveryLists } from './delivery-lists';
import { deliveryStorage } from './delivery.module';
import { aNewRecord } from './testing/a-new-record';
import type { DeliveryEvent } from './transition';

const now = new Date('2026-03-02T08:00:00Z');
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);
const again = { by: 'person-1', deadlineAt: null };

describe('Deliveries', () => {
  const deliveries = new Deliveries();
  const lists = new DeliveryLists();
  let test: TestDatabase;

  beforeAll(async () => {
    test = await TestDatabase.create(deliveryStorage);
  });
  afterAll(() => test.drop());

  /** One tenant with one connection, and everything that can be done to it, each in a transaction. */
  async function aConnection() {
    const tenant = await test.tenant();
    const connectionId = newId();
    const as = <T>(work: (tx: Tx) => Promise<T>) => test.database.tenant(tenant, work);
    return {
      as,
      connectionId,
      accept: (records: NewRecord[], at = now) =>
        as((tx) => deliveries.accept(tx, connectionId, records, at)),
      claim: (given: Partial<Claim> = {}, at = now) =>
        as((tx) =>
          deliveries.claim(
            tx,
            { connectionId, limit: 100, callId: newId(), leaseUntil: minutes(3), ...given },
            at,
          ),
        ),
      apply: (news: { id: string; event: DeliveryEvent }[], at = now) =>
        as((tx) => deliveries.apply(tx, news, at)),
      find: (...ids: string[]) => as((tx) => lists.find(tx, ids)),
      open: () => as((tx) => lists.open(tx, {}, { after: null, limit: 1000 })),
      archived: () => as((tx) => lists.archived(tx, {}, { after: null, limit: 1000 })),
      counts: () => as((tx) => lists.counts(tx, { connectionId, from: '2026-03-01', to: '2026-03-03' })),
    };
  }

  const answered = (
    claimed: { id: string; fence: number },
    outcome: 'delivered' | 'delivered-with-notice' | 'rejected' | 'uncertain',
    code: string | null = null,
  ) => ({ id: claimed.id, event: { type: 'answered' as const, fence: claimed.fence, outcome, code } });

  it('knows how much waits before many claims, whatever the database believed', async () => {
    const { accept, as } = await aConnection();
    await test.admin('truncate delivery');
    await test.admin('vacuum analyze delivery');
    await accept(Array.from({ length: 300 }, () => aNewRecord()));

    await as((tx) => deliveries.beforeManyClaims(tx));

    const [believed] = await test.admin(`select reltuples from pg_class where relname = 'delivery'`);
    expect(believed).toEqual({ reltuples: 300 });
  });

  it('takes a record over, sends it once, and files it with the answer', async () => {
    const { accept, claim, as, find, open } = await aConnection();
    const record = aNewRecord({ number: 'KPP-0000001', refs: { child: 'K-1' } });
    await accept([record]);

    const callId = newId();
    const [claimed] = await claim({ callId });
    expect(claimed).toMatchObject({ id: record.id, callId, fence: 1, payload: record.payload });
    await as((tx) =>
      deliveries.apply(
        tx,
        [
          {
            ...answered(claimed!, 'delivered-with-notice'),
            refs: { partner: 'P-9' },
            notices: [{ code: 'KP-H1' }],
            message: Buffer.from('sealed words'),
          },
        ],
        minutes(1),
      ),
    );

    expect((await open()).items).toEqual([]);
    await expect(find(record.id)).resolves.toEqual([
      expect.objectContaining({
        state: 'delivered',
        businessOutcome: 'delivered-with-notice',
        archiveReason: 'delivered-with-notice',
        archivedAt: minutes(1),
        refs: { child: 'K-1', partner: 'P-9' },
        notices: [{ code: 'KP-H1' }],
        message: Buffer.from('sealed words'),
        payload: record.payload,
        callId,
        number: 'KPP-0000001',
      }),
    ]);
    await expect(claim()).resolves.toEqual([]);
  });

  it('never hands the same record to two workers that claim at once', async () => {
    const { accept, claim } = await aConnection();
    await accept(Array.from({ length: 200 }, (_, index) => aNewRecord({ lane: `child-${index % 90}` })));

    const batches = await Promise.all(Array.from({ length: 8 }, () => claim({ limit: 30 })));

    const ids = batches.flat().map(({ id }) => id);
    const callsOfLane = new Map<string, Set<number>>();
    batches.forEach((batch, call) =>
      batch.forEach(({ lane }) => callsOfLane.set(lane, (callsOfLane.get(lane) ?? new Set()).add(call))),
    );
    expect(ids.length).toBeGreaterThan(180);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...callsOfLane.values()].filter((calls) => calls.size > 1)).toEqual([]);
  });

  it('sends what shares a lane together, in its order, the longest waiting lane first', async () => {
    const { accept, claim } = await aConnection();
    await accept([
      aNewRecord({ recordKey: 'a2', lane: 'a', sortKey: '2026-09' }),
      aNewRecord({ recordKey: 'b1', lane: 'b', sortKey: '2026-01' }),
      aNewRecord({ recordKey: 'a1', lane: 'a', sortKey: '2026-08' }),
      aNewRecord({ recordKey: 'c1', lane: 'c' }),
      aNewRecord({ recordKey: 'c2', lane: 'c' }),
    ]);
    const keys = async (limit: number) => (await claim({ limit })).map(({ recordKey }) => recordKey);

    await expect(keys(4)).resolves.toEqual(['a1', 'a2', 'b1']);
    await expect(keys(1)).resolves.toEqual(['c1']);
    await expect(keys(9)).resolves.toEqual([]);
  });

  it('passes over a lane with an open question, a call in flight or a record that must wait', async () => {
    const { accept, claim, apply } = await aConnection();
    await accept(
      ['doubt', 'flight', 'wait', 'free'].flatMap((lane) => [
        aNewRecord({ recordKey: `${lane}1`, lane }),
        aNewRecord({ recordKey: `${lane}2`, lane }),
      ]),
    );
    const first = async (lane: string) => (await claim({ limit: 1, lanes: [lane] }))[0]!;
    const [doubt, , wait] = [await first('doubt'), await first('flight'), await first('wait')];
    await apply([
      answered(doubt, 'uncertain', 'NO_ANSWER'),
      { id: wait.id, event: { type: 'not-sent', fence: 1, code: 'NOT_REACHABLE', retryAt: minutes(5) } },
    ]);

    expect((await claim()).map(({ recordKey }) => recordKey)).toEqual(['free1', 'free2']);
    const inTime = await claim({ leaseUntil: minutes(9) }, minutes(5));
    expect(inTime.map(({ recordKey }) => recordKey)).toEqual(['wait1', 'wait2']);
  });

  it('gives no place in a call to a lane that must wait', async () => {
    const { accept, claim, apply } = await aConnection();
    await accept(['wait1', 'wait2'].map((recordKey) => aNewRecord({ recordKey, lane: 'wait' })));
    const [first] = await claim({ limit: 1 });
    await apply([
      { id: first!.id, event: { type: 'not-sent', fence: 1, code: 'NOT_REACHABLE', retryAt: minutes(5) } },
    ]);
    await accept([aNewRecord({ recordKey: 'free' })]);

    expect((await claim({ limit: 1 })).map(({ recordKey }) => recordKey)).toEqual(['free']);
  });

  it('believes only the news that carry the fence of the latest claim', async () => {
    const { accept, claim, apply, find } = await aConnection();
    const record = aNewRecord();
    await accept([record]);
    const [stalled] = await claim();
    await apply([
      { id: record.id, event: { type: 'not-sent', fence: 1, code: 'NOT_REACHABLE', retryAt: null } },
    ]);
    const [second] = await claim();

    const late = await apply([answered(stalled!, 'rejected', 'KP-201')]);
    expect(late).toEqual({ changed: [], skipped: [{ id: record.id, because: 'stale-fence' }] });

    await apply([answered(second!, 'delivered')]);
    await expect(find(record.id)).resolves.toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it('balances, and shows a record that was lost', async () => {
    const { accept, claim, apply, counts } = await aConnection();
    await accept(Array.from({ length: 6 }, () => aNewRecord()));
    const [a, b, c] = await claim({ limit: 4 });
    await apply([answered(a!, 'delivered'), answered(b!, 'rejected', 'KP-201'), answered(c!, 'uncertain')]);
    expect(balance(await counts())).toEqual({
      accepted: 6,
      delivered: 1,
      rejected: 1,
      failed: 0,
      resolved: 0,
      superseded: 0,
      open: 4,
      difference: 0,
    });

    await test.admin('delete from delivery where id = $1', [b!.id]);
    expect(balance(await counts()).difference).toBe(1);
  });

  it('tells a call that was being sent from one that was only prepared', async () => {
    const { accept, claim, as, find } = await aConnection();
    const [sent, prepared, stored] = [aNewRecord(), aNewRecord(), aNewRecord()];
    await accept([sent, prepared, stored]);
    const calls = new Map<string, CallPhase>();
    for (const [record, phase] of [
      [sent, 'sending'],
      [prepared, 'prepared'],
      [stored, 'answered'],
    ] as const) {
      const callId = newId();
      await claim({ lanes: [record.lane], callId });
      calls.set(callId, phase);
    }
    const phaseOf = () => Promise.resolve(calls);

    const early = await as((tx) => deliveries.expireLeases(tx, { limit: 9, phaseOf }, minutes(2)));
    expect(early.changed).toEqual([]);
    const expired = await as((tx) => deliveries.expireLeases(tx, { limit: 9, phaseOf }, minutes(3)));

    expect([...expired.answered.values()].flat()).toMatchObject([{ id: stored.id }]);
    await expect(find(sent.id, prepared.id, stored.id)).resolves.toMatchObject([
      { state: 'uncertain', cause: 'LEASE_EXPIRED' },
      { state: 'accepted' },
      { state: 'sending' },
    ]);
  });

  it('says whose claim is still running', async () => {
    const { accept, claim, apply, as } = await aConnection();
    await accept([aNewRecord(), aNewRecord()]);
    const claimed = await claim();
    await apply([
      { id: claimed[0]!.id, event: { type: 'refused-call', fence: 1, code: 'THROTTLED', retryAt: null } },
    ]);
    const still = (at: Date) => as((tx) => deliveries.stillClaimed(tx, claimed, at));

    await expect(still(now)).resolves.toEqual(new Set([claimed[1]!.id]));
    await expect(still(minutes(3))).resolves.toEqual(new Set());
  });

  it('takes many decisions at once and says which it skipped, and why', async () => {
    const { accept, claim, apply, as, find } = await aConnection();
    await accept(Array.from({ length: 3 }, () => aNewRecord()));
    const [yes, no, flying] = await claim();
    await apply([answered(yes!, 'uncertain'), answered(no!, 'rejected', 'KP-201')]);
    const unknown = newId();

    const confirm = { type: 'confirm', by: 'person-1', note: 'seen in the Träger-Ansicht' } as const;
    await expect(
      apply([yes!, no!, flying!, { id: unknown }].map(({ id }) => ({ id, event: confirm }))),
    ).resolves.toMatchObject({
      changed: [{ id: yes!.id, state: 'delivered' }],
      skipped: [
        { id: no!.id, because: 'wrong-state' },
        { id: flying!.id, because: 'wrong-state' },
        { id: unknown, because: 'missing' },
      ],
    });
    await apply([{ id: no!.id, event: { type: 'resolve', by: 'person-1', reason: 'typed by hand' } }]);
    await expect(find(yes!.id, no!.id)).resolves.toMatchObject([
      { archiveReason: 'confirmed', reason: 'seen in the Träger-Ansicht', decidedBy: 'person-1' },
      { archiveReason: 'resolved' },
    ]);

    await expect(as((tx) => deliveries.reopen(tx, [no!.id, yes!.id], again, now))).resolves.toMatchObject({
      changed: [{ id: no!.id, state: 'accepted' }],
      skipped: [{ id: yes!.id, because: 'wrong-state' }],
    });
    expect((await claim()).map(({ id }) => id)).toEqual([no!.id]);
  });

  it('reopens nothing that a later version has overtaken', async () => {
    const { accept, claim, apply, as, archived } = await aConnection();
    const old = aNewRecord();
    await accept([old]);
    await apply([{ id: old.id, event: { type: 'resolve', by: 'person-1', reason: 'not needed' } }]);
    await accept([aNewRecord({ recordKey: old.recordKey })]);
    const reopen = () => as((tx) => deliveries.reopen(tx, [old.id], again, now));

    await expect(reopen()).resolves.toEqual({ changed: [], skipped: [{ id: old.id, because: 'replaced' }] });
    const [newer] = await claim();
    await apply([answered(newer!, 'delivered')]);
    await expect(reopen()).resolves.toEqual({ changed: [], skipped: [{ id: old.id, because: 'replaced' }] });
    expect((await archived()).items).toHaveLength(2);
  });

  describe('a newer version', () => {
    it('takes the place of one that is not on its way', async () => {
      const { accept, claim, find } = await aConnection();
      const old = aNewRecord();
      await accept([old]);
      const newer = aNewRecord({ recordKey: old.recordKey });

      await expect(accept([newer])).resolves.toEqual([
        { id: newer.id, recordKey: old.recordKey, result: 'accepted', replaces: old.id },
      ]);
      await expect(find(old.id)).resolves.toMatchObject([
        { archiveReason: 'superseded', supersededBy: newer.id },
      ]);
      expect((await claim()).map(({ id }) => id)).toEqual([newer.id]);
    });

    it('waits for the result of one that is on its way', async () => {
      const { accept, claim, apply, find } = await aConnection();
      const old = aNewRecord();
      await accept([old]);
      const [flying] = await claim();
      const newer = aNewRecord({ recordKey: old.recordKey, lane: old.lane });
      await accept([newer]);

      await expect(claim()).resolves.toEqual([]);
      await apply([answered(flying!, 'rejected', 'KP-201')]);
      await expect(find(old.id)).resolves.toMatchObject([
        { state: 'superseded', businessOutcome: 'rejected', supersededBy: newer.id },
      ]);
      expect((await claim()).map(({ id }) => id)).toEqual([newer.id]);
    });

    it('is no newer version when its content is the same', async () => {
      const { accept, claim, apply } = await aConnection();
      const same = (given: Partial<NewRecord> = {}) => [
        aNewRecord({ recordKey: 'a', content: 'same', ...given }),
      ];
      const [first] = await accept(same());

      await expect(accept(same())).resolves.toEqual([
        { id: first!.id, recordKey: 'a', result: 'unchanged', replaces: null },
      ]);
      const [claimed] = await claim();
      await apply([answered(claimed!, 'delivered')]);
      await expect(accept(same())).resolves.toEqual([
        { id: null, recordKey: 'a', result: 'unchanged', replaces: null },
      ]);
      await expect(accept(same({ evenIfUnchanged: true }))).resolves.toMatchObject([{ result: 'accepted' }]);
    });

    it('is what the partner has now, also when the content of long ago comes back', async () => {
      const { accept, claim, apply } = await aConnection();
      for (const content of ['A', 'B']) {
        await accept([aNewRecord({ recordKey: 'a', content })]);
        const [claimed] = await claim();
        await apply([answered(claimed!, 'delivered')]);
      }

      await expect(accept([aNewRecord({ recordKey: 'a', content: 'A' })])).resolves.toMatchObject([
        { result: 'accepted' },
      ]);
    });

    it('is one of a kind, however many accept it at once', async () => {
      const { accept, open } = await aConnection();
      await Promise.all(Array.from({ length: 6 }, () => accept([aNewRecord({ recordKey: 'a' })])));

      expect((await open()).items).toHaveLength(1);
    });

    it('cannot be told from the other when both come together', async () => {
      const { accept } = await aConnection();

      await expect(
        accept([aNewRecord({ recordKey: 'a' }), aNewRecord({ recordKey: 'a' })]),
      ).rejects.toMatchObject({
        code: 'DUPLICATE_RECORD_KEY',
      });
    });
  });

  it('gives up at the deadline, and on nothing that may have been sent', async () => {
    const { accept, claim, as, find } = await aConnection();
    const [waiting, flying] = [
      aNewRecord({ deadlineAt: minutes(1) }),
      aNewRecord({ deadlineAt: minutes(1) }),
    ];
    await accept([waiting, flying]);
    await claim({ lanes: [flying.lane] });

    await as((tx) => deliveries.giveUp(tx, { limit: 10 }, minutes(1)));

    await expect(find(waiting.id, flying.id)).resolves.toMatchObject([
      { state: 'failed' },
      { state: 'sending' },
    ]);
  });

  it('holds and releases by reason', async () => {
    const { accept, claim, as, connectionId, open } = await aConnection();
    await accept([
      aNewRecord({ held: { because: 'check-failed', cause: 'FIELD_MISSING' } }),
      aNewRecord({ lane: 'a' }),
      aNewRecord({ lane: 'b' }),
    ]);
    await as((tx) => deliveries.hold(tx, { connectionId, because: 'paused', code: null, limit: 10 }, now));
    await expect(claim()).resolves.toEqual([]);

    const paused = { connectionId, because: 'paused', deadlineAt: null } as const;
    await as((tx) => deliveries.release(tx, { ...paused, lanes: ['a'], limit: 10 }, now));
    expect((await claim()).map(({ lane }) => lane)).toEqual(['a']);
    expect((await open()).items.map(({ heldBecause }) => heldBecause)).toEqual([
      'paused',
      null,
      'check-failed',
    ]);
  });

  it('withdraws what the source no longer has', async () => {
    const { accept, as, connectionId, find } = await aConnection();
    const record = aNewRecord();
    await accept([record]);

    await as((tx) =>
      deliveries.supersede(tx, connectionId, [{ recordKey: record.recordKey, by: null }], now),
    );

    await expect(find(record.id)).resolves.toMatchObject([
      { archiveReason: 'superseded', supersededBy: null },
    ]);
  });
});
