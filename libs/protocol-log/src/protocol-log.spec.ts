import { newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { ProtocolLog, type NewCall, type NewEntry } from './protocol-log';
import { protocolLogStorage } from './protocol-log.module';
import { ProtocolReader, type EntryFilter } from './protocol-reader';
import { SubjectNames } from './subject-names';

describe('the protocol', () => {
  const [log, reader, names] = [new ProtocolLog(), new ProtocolReader(), new SubjectNames()];
  let test: TestDatabase;
  let tenant: string;
  let connection: string;

  beforeAll(async () => {
    test = await TestDatabase.create(protocolLogStorage);
    tenant = await test.tenant();
  });

  afterAll(() => test.drop());

  beforeEach(() => {
    connection = newId();
  });

  const aCall = () => ({ tenant, id: newId(), startedAt: new Date() });
  const anEntry = (given: Partial<NewEntry> = {}): NewEntry => ({
    id: newId(),
    record: newId(),
    recordNumber: 'KPP-0000001',
    subject: newId(),
    lane: 'K22760',
    outcome: 'EXPORTIERT',
    notices: [],
    ...given,
  });

  const begin = (
    call: ReturnType<typeof aCall>,
    how: Pick<NewCall, 'phase' | 'credential' | 'requestHash'>,
  ) =>
    test.database.tenant(tenant, (tx) =>
      log.begin(tx, {
        ...{ ...call, ...how, connection, number: 'KPD-000001', trigger: 'person', sent: 2 },
        actor: { type: 'user', id: newId() },
        endpoint: 'https://kita-planer.example/import',
      }),
    );

  const begun = async () => {
    const call = aCall();
    await begin(call, { phase: 'prepared' });
    return call;
  };

  const closed = async (entries: readonly NewEntry[]) => {
    const call = await begun();
    const result = { outcomeClass: 'BEANTWORTET', succeeded: 1, refused: 1, unclear: 0, warnings: [] };
    await test.database.tenant(tenant, (tx) =>
      log.close(tx, { ...call, connection }, { ...result, followUp: 'open', partnerRef: '90002' }, entries),
    );
    return call;
  };

  const search = (filter: Omit<EntryFilter, 'connection'>, limit = 50) =>
    test.database.tenant(tenant, (tx) => reader.entries(tx, { connection, ...filter }, { limit }));

  it('tells of an unfinished call how far it came', async () => {
    const call = await begun();
    const phase = () => test.database.tenant(tenant, (tx) => log.unfinished(tx, connection));

    await expect(phase()).resolves.toMatchObject([{ id: call.id, phase: 'prepared' }]);

    const credential = { name: 'central', version: 1, fingerprint256: 'AA' };
    await begin(call, { phase: 'sending', credential, requestHash: Buffer.from('00', 'hex') });
    await expect(phase()).resolves.toMatchObject([{ phase: 'sending', credential }]);

    await test.database.tenant(tenant, (tx) => log.answered(tx, call, { httpStatus: 200, durationMs: 12 }));
    await expect(phase()).resolves.toMatchObject([{ phase: 'answered', httpStatus: 200 }]);
  });

  it('keeps an entry for every record, found by any filter', async () => {
    const [good, bad] = [
      anEntry(),
      anEntry({ outcome: 'FEHLER_IN_KITA_PLANER', code: 'KP-204', lane: 'K9', place: 'KITA-471' }),
    ];
    const call = await closed([good, bad]);

    await expect(
      search({ outcome: 'FEHLER_IN_KITA_PLANER', code: 'KP-204', place: 'KITA-471' }),
    ).resolves.toMatchObject([{ id: bad.id, callId: call.id }]);
    await expect(search({ lane: 'K22760' })).resolves.toMatchObject([{ id: good.id }]);
    await expect(search({ call: call.id })).resolves.toHaveLength(2);
    await expect(test.database.tenant(tenant, (tx) => reader.outcomes(tx, connection, {}))).resolves.toEqual({
      EXPORTIERT: 1,
      FEHLER_IN_KITA_PLANER: 1,
    });
  });

  it('pages through entries of one moment without losing or repeating any', async () => {
    const entries = Array.from({ length: 25 }, () => anEntry());
    await closed(entries);

    const seen: string[] = [];
    let after: { at: Date; id: string } | undefined;
    do {
      const page = await test.database.tenant(tenant, (tx) =>
        reader.entries(tx, { connection }, { limit: 10, after }),
      );
      seen.push(...page.map(({ id }) => id));
      after = page.at(-1);
    } while (after);

    expect(seen).toEqual(entries.map(({ id }) => id).reverse());
  });

  it('finds a record by every part of a name, and by no other', async () => {
    const [lena, muster, other] = ['01', '02', '03'].map((hex) => Buffer.from(hex, 'hex'));
    const entry = anEntry();
    await closed([entry, anEntry()]);
    await test.database.tenant(tenant, (tx) =>
      names.remember(tx, tenant, [{ subject: entry.subject, tokens: [lena!, muster!] }]),
    );

    await expect(search({ nameTokens: [lena!, muster!] })).resolves.toMatchObject([{ id: entry.id }]);
    await expect(search({ nameTokens: [lena!, other!] })).resolves.toEqual([]);

    await test.database.tenant(tenant, (tx) => names.forget(tx, entry.subject));
    await expect(search({ nameTokens: [lena!] })).resolves.toEqual([]);
  });

  it('lets a follow-up be ticked off once', async () => {
    const call = await closed([anEntry()]);
    const tick = () =>
      test.database.tenant(tenant, (tx) => reader.followUpDone(tx, call.id, { type: 'user', id: newId() }));

    await expect(tick()).resolves.toBe(true);
    await expect(tick()).resolves.toBe(false);
  });

  it('has nothing to show to another tenant', async () => {
    const call = await closed([anEntry()]);
    const stranger = await test.tenant();

    const seen = test.database.tenant(stranger, (tx) => reader.call(tx, call.id));

    await expect(seen).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
