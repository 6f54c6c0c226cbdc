import fc from 'fast-check';
import type { CallResult } from '../domain/call-result';
import type { SentRecord } from '../domain/record-outcomes';
import { classifyCall, type CallExchange } from './classify-call';
import { kpP1 } from './kp-p1';

const [A, B]: [SentRecord, SentRecord] = [
  { id: 'id-a', kitaId: 'KITA-471', childId: 'K1' },
  { id: 'id-b', kitaId: 'KITA-471', childId: 'K2' },
];
const says = (record: SentRecord, parts: object = {}) => ({
  DATENSATZ_ID: record.id,
  KITA_ID_EXTERN: record.kitaId,
  KIND_ID_EXTERN: record.childId,
  status: 0,
  nachricht: 'importiert',
  fehlermeldung: null,
  fehlercode: null,
  hinweise: [],
  ...parts,
});
const no = { status: 1, fehlermeldung: 'Beim Import des Datensatzes ist ein Fehler aufgetreten' };
const envelope = (records: object[], parts: object = {}) => ({
  status: 0,
  nachricht: 'ok',
  fehlermeldung: null,
  fehlercode: null,
  datenquelleId: 90002,
  erledigtAm: '22.11.2026 07:15:05',
  anzahlDatensaetze: records.length,
  datensaetze: records,
  ...parts,
});

const classify = (
  exchange: Partial<CallExchange>,
  records: readonly SentRecord[] = [A, B],
  masterDataNoticeIsError = false,
): CallResult =>
  classifyCall(
    { reached: 'answered', reason: 'HTTP_200', status: 200, ...exchange },
    { records, profile: kpP1, options: { masterDataNoticeIsError } },
  );
const body = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const answered = (value: unknown, records?: readonly SentRecord[]) =>
  classify({ body: body(value) }, records);
const refusal = (status: number, value?: unknown) =>
  classify({
    reached: 'refused',
    reason: `HTTP_${status}`,
    status,
    ...(value !== undefined && { body: body(value) }),
  });

const exported = ({ id }: SentRecord) => ({ id, result: 'EXPORTIERT' });
const uncertain = ({ id }: SentRecord, reason: string) => ({ id, result: 'UNGEKLAERT', reason });

describe('an answered call', () => {
  it('Kita 1: both imported, the Datenquelle is done', () => {
    expect(answered(envelope([says(A), says(B)]))).toEqual({
      class: 'BEANTWORTET',
      reason: 'HTTP_200',
      httpStatus: 200,
      sourceId: '90002',
      completedAt: '22.11.2026 07:15:05',
      outcomes: [exported(A), exported(B)],
      warnings: [],
      followUp: false,
      advice: { next: 'continue' },
    });
  });

  it('Kita 2: one turned down keeps the words of the Kita-Planer and leaves the Datenquelle open', () => {
    const text = 'Kein Kind mit dieser Kennung';
    const records = [says(A), says(B, { status: 1, fehlermeldung: text, fehlercode: 'KP-204' })];

    expect(answered(envelope(records, { status: 2, erledigtAm: null }))).toMatchObject({
      class: 'BEANTWORTET',
      outcomes: [
        exported(A),
        { id: B.id, result: 'FEHLER_IN_KITA_PLANER', errorCode: 'KP-204', message: text, hints: [] },
      ],
      warnings: [],
      followUp: true,
      advice: { next: 'continue' },
    });
  });

  it('Kita 5: the general sentence without a code is shown as it is', () => {
    expect(answered(envelope([says(A, no)], { status: 1, erledigtAm: null }), [A]).outcomes).toEqual([
      { id: A.id, result: 'FEHLER_IN_KITA_PLANER', message: no.fehlermeldung, hints: [] },
    ]);
  });

  it('Kita 6: a hint is kept with the fields it is about, in our names', () => {
    const hint = { code: 'KP-310', text: 'nicht übernommen', felder: ['KIND_NACHNAME', 'NEUES_FELD', 7] };
    const sent = envelope([says(A, { hinweise: [hint] })]);
    const hints = [{ code: 'KP-310', text: 'nicht übernommen', fields: ['childFamilyName', 'NEUES_FELD'] }];

    expect(answered(sent, [A]).outcomes).toEqual([{ id: A.id, result: 'EXPORTIERT_MIT_HINWEIS', hints }]);
    expect(classify({ body: body(sent) }, [A], true).outcomes).toEqual([
      { id: A.id, result: 'FEHLER_IN_KITA_PLANER', hints },
    ]);
  });

  it('Kita 7: master data turned down are an error of the record', () => {
    const sent = envelope([says(A, { ...no, fehlercode: 'KP-210' })], { status: 1, erledigtAm: null });

    expect(answered(sent, [A]).outcomes).toMatchObject([
      { result: 'FEHLER_IN_KITA_PLANER', errorCode: 'KP-210' },
    ]);
  });

  it('Kita 26: a record the answer does not name is uncertain, though the envelope says all is well', () => {
    const result = answered(envelope([says(A)], { anzahlDatensaetze: 2 }));

    expect(result.outcomes).toEqual([exported(A), uncertain(B, 'ANTWORT_UNVOLLSTAENDIG')]);
    expect(result.warnings).toEqual(['UMSCHLAG_WIDERSPRICHT']);
  });

  it('Kita 27: yes and no to one record is uncertain, in either order', () => {
    for (const records of [
      [says(A), says(A, no)],
      [says(A, no), says(A)],
    ]) {
      expect(answered(envelope([...records, says(B)])).outcomes).toEqual([
        uncertain(A, 'ANTWORT_WIDERSPRUECHLICH'),
        exported(B),
      ]);
    }
  });

  it('takes the same answer twice for that answer, with a warning', () => {
    const result = answered(envelope([says(A), says(A), says(B)], { anzahlDatensaetze: 2 }));

    expect([result.outcomes, result.warnings]).toEqual([[exported(A), exported(B)], ['DATENSATZ_DOPPELT']]);
  });

  it('Kita 28: a record we never sent changes nothing, and somebody has to look', () => {
    const strange = says({ ...A, id: 'id-x' }, no);
    const result = answered(envelope([strange, says(A), says(B)], { anzahlDatensaetze: 2 }));

    expect([result.outcomes, result.warnings]).toEqual([[exported(A), exported(B)], ['FREMDER_DATENSATZ']]);
    expect(result.followUp).toBe(true);
    expect(answered(envelope([says(A), says(B)], { anzahlDatensaetze: 2 })).followUp).toBe(false);
  });

  it('Kita 29: order says nothing', () => {
    const result = answered(envelope([says(B, no), says(A)], { status: 2, erledigtAm: null }));

    expect(result.outcomes.map(({ result: each }) => each)).toEqual(['EXPORTIERT', 'FEHLER_IN_KITA_PLANER']);
  });

  it('Kita 29: without ids, the two keys name a record if they are its own', () => {
    const nameless = (record: SentRecord, parts = {}) => says(record, { DATENSATZ_ID: undefined, ...parts });
    const result = answered(envelope([nameless(B), nameless(A)]));

    expect([result.outcomes, result.warnings]).toEqual([[exported(A), exported(B)], ['DATENSATZ_OHNE_ID']]);
  });

  it('Kita 29: without ids, two lines of one child are both uncertain', () => {
    const second = { ...A, id: 'id-a2' };
    const nameless = says(A, { DATENSATZ_ID: undefined });

    expect(
      answered(envelope([nameless, nameless, says(B, { DATENSATZ_ID: undefined })]), [A, second, B]).outcomes,
    ).toEqual([
      uncertain(A, 'ANTWORT_UNVOLLSTAENDIG'),
      uncertain(second, 'ANTWORT_UNVOLLSTAENDIG'),
      exported(B),
    ]);
  });

  it('does not fall back to keys for one record where others have ids', () => {
    const result = answered(envelope([says(A, { DATENSATZ_ID: undefined }), says(B)]));

    expect(result.outcomes).toEqual([uncertain(A, 'ANTWORT_UNVOLLSTAENDIG'), exported(B)]);
    expect(result.warnings).toContain('DATENSATZ_OHNE_ID');
  });

  it('Kita 30: "0" is 0, with a warning', () => {
    const result = answered(envelope([says(A, { status: '0' })]), [A]);

    expect([result.outcomes, result.warnings]).toEqual([[exported(A)], ['STATUS_ALS_TEXT']]);
  });

  it.each([undefined, null, '', ' 0', '0 ', '00x', 'ok', 0.5, true, [], [0], {}, '-'])(
    'leaves a record with the status %j uncertain',
    (status) => {
      expect(answered(envelope([says(A, { status })]), [A]).outcomes).toEqual([
        uncertain(A, 'ANTWORT_UNLESBAR'),
      ]);
    },
  );

  it('believes an error message beside the status 0', () => {
    expect(answered(envelope([says(A, { fehlermeldung: 'Nein' })]), [A]).outcomes).toMatchObject([
      { result: 'FEHLER_IN_KITA_PLANER', message: 'Nein' },
    ]);
  });

  it.each([
    ['an error message of unknown shape', says(A, { fehlermeldung: { text: 'x' } })],
    ['another child', says(A, { KIND_ID_EXTERN: 'K2' })],
    ['another Kita', says(A, { KITA_ID_EXTERN: 'KITA-1' })],
  ])('leaves a record uncertain whose answer has %s', (_what, record) => {
    expect(answered(envelope([record]), [A]).outcomes).toEqual([uncertain(A, 'ANTWORT_WIDERSPRUECHLICH')]);
  });

  it('leaves a record uncertain whose status stands there twice', () => {
    const text = JSON.stringify(envelope([says(A), says(B)])).replace(
      '"status":0,"nachricht":"importiert"',
      '"status":1,"status":0',
    );

    expect(answered(text).outcomes).toEqual([uncertain(A, 'ANTWORT_WIDERSPRUECHLICH'), exported(B)]);
    expect(answered(text).warnings).toContain('SCHLUESSEL_DOPPELT');
  });

  it('Kita 11: a wrong password turns the call down, locks the credential and leaves a Datenquelle behind', () => {
    const value = envelope([], {
      status: 1,
      erledigtAm: null,
      fehlercode: 'KP-105',
      fehlermeldung: 'falsch',
    });

    expect(answered(value)).toEqual({
      class: 'ABGELEHNT_AUFRUF',
      reason: 'HTTP_200',
      httpStatus: 200,
      errorCode: 'KP-105',
      message: 'falsch',
      sourceId: '90002',
      outcomes: [],
      warnings: [],
      followUp: true,
      advice: { next: 'stop', lockCredential: 'KP-Z10' },
    });
  });

  it.each([
    ['KP-104', { next: 'stop', lockCredential: 'KP-Z09' }],
    ['KP-111', { next: 'stop' }],
    ['KP-113', { next: 'stop' }],
    ['constructor', { next: 'stop' }],
    [null, { next: 'stop', lockCredential: 'KP-Z11' }],
  ])('advises after a refusal with the code %s: %j', (fehlercode, advice) => {
    const result = answered(envelope([], { status: 1, erledigtAm: null, fehlercode }));

    expect([result.class, result.advice]).toEqual(['ABGELEHNT_AUFRUF', advice]);
  });

  it('Kita 51: too many records halve the batch', () => {
    expect(answered(envelope([], { status: 1, erledigtAm: null, fehlercode: 'KP-112' })).advice).toEqual({
      next: 'halve',
    });
    expect(refusal(413)).toMatchObject({
      class: 'ABGELEHNT_AUFRUF',
      outcomes: [],
      advice: { next: 'halve' },
    });
  });

  it.each([
    ['all', { status: 0 }],
    ['some', { status: 2, erledigtAm: null }],
    ['one', { status: 1, erledigtAm: null, anzahlImportiert: 1 }],
    ['a finished Datenquelle', { status: 1 }],
  ])('sends nothing again where the envelope claims %s imported and names no record', (_what, parts) => {
    expect(answered(envelope([], parts))).toMatchObject({
      class: 'UNGEKLAERT',
      reason: 'ANTWORT_UNVOLLSTAENDIG',
      outcomes: [uncertain(A, 'ANTWORT_UNVOLLSTAENDIG'), uncertain(B, 'ANTWORT_UNVOLLSTAENDIG')],
      followUp: true,
      advice: { next: 'stop' },
    });
  });

  it.each([
    ['nothing', ''],
    ['a login page', '<!doctype html><html><body>Anmeldung</body></html>'],
    ['half an answer', JSON.stringify(envelope([says(A)])).slice(0, -9)],
    ['a list', [says(A)]],
    ['another object', { ok: true }],
    ['a list of another kind', { status: 1, datensaetze: { datensatz: [] } }],
    ['a number', 0],
    ['null', null],
  ])('Kita 25: %s instead of our envelope is uncertain', (_what, value) => {
    expect(answered(value)).toMatchObject({
      class: 'UNGEKLAERT',
      reason: 'ANTWORT_UNLESBAR',
      outcomes: [uncertain(A, 'ANTWORT_UNLESBAR'), uncertain(B, 'ANTWORT_UNLESBAR')],
    });
  });

  it('is uncertain where the list of records stands there twice', () => {
    const text = `{"status":0,"datensaetze":[],"datensaetze":[${JSON.stringify(says(A))}]}`;

    expect(answered(text, [A]).outcomes).toEqual([uncertain(A, 'ANTWORT_WIDERSPRUECHLICH')]);
  });
});

describe('a call without a proper answer', () => {
  it('Kita 17: not sent means not sent', () => {
    expect(classify({ reached: 'not-sent', reason: 'CONNECT_REFUSED', status: undefined })).toEqual({
      class: 'NICHT_GESENDET',
      reason: 'CONNECT_REFUSED',
      outcomes: [],
      warnings: [],
      followUp: false,
      advice: { next: 'stop' },
    });
  });

  it('halves a batch that was too large for our own limit', () => {
    expect(classify({ reached: 'not-sent', reason: 'REQUEST_TOO_LARGE' }).advice).toEqual({ next: 'halve' });
  });

  it('Kita 13: a TLS alert about our certificate locks it and is not uncertain', () => {
    expect(
      classify({ reached: 'refused', reason: 'CLIENT_CERTIFICATE_REFUSED', status: undefined }),
    ).toMatchObject({
      class: 'ABGELEHNT_ZERTIFIKAT',
      outcomes: [],
      advice: { next: 'stop', lockCredential: 'KP-Z09' },
    });
  });

  it.each([
    [401, 'ABGELEHNT_ANMELDUNG', 'KP-Z10'],
    [403, 'ABGELEHNT_ZERTIFIKAT', 'KP-Z09'],
    [495, 'ABGELEHNT_ZERTIFIKAT', 'KP-Z09'],
    [496, 'ABGELEHNT_ZERTIFIKAT', 'KP-Z09'],
    [302, 'ABGELEHNT_AUFRUF', undefined],
    [400, 'ABGELEHNT_AUFRUF', undefined],
    [404, 'ABGELEHNT_AUFRUF', undefined],
    [405, 'ABGELEHNT_AUFRUF', undefined],
    [415, 'ABGELEHNT_AUFRUF', undefined],
    [422, 'ABGELEHNT_AUFRUF', undefined],
  ])('HTTP %i is %s', (status, callClass, lockCredential) => {
    expect(refusal(status)).toMatchObject({
      class: callClass,
      httpStatus: status,
      outcomes: [],
      advice: { next: 'stop', ...(lockCredential && { lockCredential }) },
    });
  });

  it('reads the code and the Datenquelle of a refusal', () => {
    const value = envelope([], { status: 1, erledigtAm: null, fehlercode: 'KP-102' });

    expect(refusal(403, value)).toMatchObject({ errorCode: 'KP-102', sourceId: '90002', followUp: true });
    expect(refusal(403, { ...value, fehlercode: 'KP-105' }).class).toBe('ABGELEHNT_ANMELDUNG');
  });

  it('Kita 31: 503 was not processed and waits as long as asked, at most a quarter of an hour', () => {
    const busy = (retryAfterSeconds?: number) =>
      classify({ reached: 'not-processed', reason: 'HTTP_503', status: 503, retryAfterSeconds });

    expect(busy(120)).toMatchObject({
      class: 'NICHT_VERARBEITET',
      outcomes: [],
      followUp: false,
      advice: { next: 'stop', retryAfterSeconds: 120 },
    });
    expect(busy(3_600).advice.retryAfterSeconds).toBe(900);
    expect(busy().advice).toEqual({ next: 'stop' });
  });

  it.each([
    ['Kita 20: no answer', 'ANSWER_TIMEOUT', 'KEINE_ANTWORT'],
    ['Kita 24: a lost connection', 'CONNECTION_LOST', 'KEINE_ANTWORT'],
    ['Kita 25: a cut answer', 'ANSWER_CUT', 'ANTWORT_UNLESBAR'],
    ['Kita 33: HTTP 502', 'HTTP_502', 'KEINE_ANTWORT'],
    ['an answer that is too large', 'ANSWER_TOO_LARGE', 'ANTWORT_UNLESBAR'],
  ] as const)('%s is uncertain', (_title, reason, because) => {
    expect(classify({ reached: 'unknown', reason, status: undefined })).toMatchObject({
      class: 'UNGEKLAERT',
      reason,
      outcomes: [uncertain(A, because), uncertain(B, because)],
      followUp: true,
      advice: { next: 'stop' },
    });
  });
});

describe('whatever comes back', () => {
  const part = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(0, 1, '0', null, A.id, B.id, A.kitaId, A.childId, B.childId),
  );
  const record = fc.dictionary(
    fc.constantFrom(
      'DATENSATZ_ID',
      'KITA_ID_EXTERN',
      'KIND_ID_EXTERN',
      'status',
      'fehlermeldung',
      'fehlercode',
      'hinweise',
      '__proto__',
    ),
    part,
  );
  const answer = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record(
      {
        status: part,
        fehlercode: part,
        erledigtAm: part,
        datenquelleId: part,
        anzahlImportiert: part,
        datensaetze: fc.oneof(fc.array(fc.oneof(record, part), { maxLength: 5 }), part),
      },
      { requiredKeys: [] },
    ),
  );

  it('is never an exception, and never an export without the status 0 for exactly that record', () => {
    fc.assert(
      fc.property(answer, (value) => {
        const result = answered(value);

        const claimed = result.outcomes.filter(({ result: each }) => each.startsWith('EXPORTIERT'));
        expect(claimed.filter(({ id }) => !hasYesFor(id, value))).toEqual([]);
        expect([0, 2]).toContain(result.outcomes.length);
        expect(result.outcomes.length === 0).toBe(result.class === 'ABGELEHNT_AUFRUF');
      }),
      { numRuns: 3_000 },
    );
  });

  it('is never an exception where it is no JSON at all', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(classify({ body: Buffer.from(bytes) }).outcomes.map(({ result }) => result)).toEqual([
          'UNGEKLAERT',
          'UNGEKLAERT',
        ]);
      }),
    );
  });

  /** Reads the answer in its own, simplest way: is there a yes to this id, and no other answer to it? */
  function hasYesFor(id: string, value: unknown): boolean {
    const records = (value as { datensaetze: (Record<string, unknown> | null)[] }).datensaetze;
    const sent = [A, B].find((each) => each.id === id)!;
    const hasIds = records.some((each) => typeof each?.DATENSATZ_ID === 'string' && each.DATENSATZ_ID !== '');
    const about = records.filter((each) =>
      hasIds
        ? each?.DATENSATZ_ID === id
        : each?.KITA_ID_EXTERN === sent.kitaId && each.KIND_ID_EXTERN === sent.childId,
    );
    return about.length > 0 && about.every((each) => each?.status === 0 || each?.status === '0');
  }
});
