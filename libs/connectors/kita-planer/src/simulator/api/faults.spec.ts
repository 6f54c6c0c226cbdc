import { setImmediate } from 'node:timers/promises';
import { SimulatorCertificates } from '../certificates';
import { KitaPlanerSimulator } from '../kita-planer-simulator';
import { aNewChild, anImport, aRecord, Caller } from '../testing/caller';
import { FaultQueue, type Fault } from './faults';
import type { Answer } from './import-answer';

describe('a queue of faults', () => {
  const arts = (queue: FaultQueue, calls: number) =>
    Array.from({ length: calls }, () => queue.next()?.art ?? '-');

  it('strikes in order, one call each', () => {
    const queue = new FaultQueue();
    queue.add({ art: 'leer' });
    queue.add({ art: 'kein-json' });

    expect(arts(queue, 3)).toEqual(['leer', 'kein-json', '-']);
  });

  it('strikes several calls, from the n-th on, and lets others through meanwhile', () => {
    const queue = new FaultQueue();
    queue.add({ art: 'leer', ab: 3, anzahl: 2 });
    queue.add({ art: 'kein-json' });

    expect(arts(queue, 5)).toEqual(['kein-json', '-', 'leer', 'leer', '-']);
  });

  it('says what is still to come, counted from now, and forgets it', () => {
    const queue = new FaultQueue();
    queue.add({ art: 'leer', ab: 3, anzahl: 2 });
    queue.next();

    expect(queue.pending()).toEqual([{ art: 'leer', ab: 2, anzahl: 2 }]);
    queue.clear();
    expect(arts(queue, 3)).toEqual(['-', '-', '-']);
  });
});

describe('a call that meets a fault', () => {
  const certificates = SimulatorCertificates.create();
  const client = certificates.client('traeger-4711');
  let simulator: KitaPlanerSimulator;
  let caller: Caller;

  beforeEach(async () => {
    simulator = await KitaPlanerSimulator.start({ certificates });
    caller = new Caller(simulator, client);
  });
  afterEach(() => simulator.stop());

  const [a, b] = [aRecord({ DATENSATZ_ID: 'a' }), aNewChild('K1', { DATENSATZ_ID: 'b' })];
  const post = (fault: Fault) => {
    simulator.failNext(fault);
    return caller.post(JSON.stringify(anImport([a, b])));
  };
  const answerTo = async (fault: Fault) => JSON.parse((await post(fault)).text) as Answer;
  const ids = ({ datensaetze }: Answer) => datensaetze.map(({ DATENSATZ_ID }) => DATENSATZ_ID);
  const expectProcessed = () =>
    expect(simulator.portal.logbook.all()).toMatchObject([
      { erledigtAm: expect.any(Date), datensaetze: [{ status: 0 }, { status: 0 }] },
    ]);
  const expectUntouched = () => expect(simulator.portal.logbook.all()).toEqual([]);

  it('sofort-trennen: is cut off unread', async () => {
    await expect(post({ art: 'sofort-trennen' })).rejects.toMatchObject({ code: 'ECONNRESET' });

    expectUntouched();
    expect(simulator.calls.all()).toMatchObject([
      { fault: 'sofort-trennen', bytes: 0, http: null, datenquelleId: null },
    ]);
  });

  it('trennen-nach-verarbeitung: is cut off, and was imported', async () => {
    await expect(post({ art: 'trennen-nach-verarbeitung' })).rejects.toMatchObject({ code: 'ECONNRESET' });

    expectProcessed();
    expect(simulator.calls.all()).toMatchObject([{ http: null, datenquelleId: 90_001 }]);
  });

  it('keine-antwort: is imported, and hears nothing', async () => {
    const patience = new AbortController();
    simulator.failNext({ art: 'keine-antwort' });
    const reply = caller.post(JSON.stringify(anImport([a, b])), { signal: patience.signal });
    await simulator.calls.settled(1);
    expectProcessed();

    patience.abort();
    await expect(reply).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('keine-antwort: does not keep the simulator from stopping', async () => {
    simulator.failNext({ art: 'keine-antwort' });
    const reply = caller.post(JSON.stringify(anImport([a, b])));
    await Promise.all([expect(reply).rejects.toMatchObject({ code: 'ECONNRESET' }), stopAfterFirst()]);
  });

  const stopAfterFirst = async () => {
    await simulator.calls.settled(1);
    await simulator.stop();
  };

  it('verzoegern: is imported at once, and answered late', async () => {
    simulator.failNext({ art: 'verzoegern', ms: 300 });
    const reply = caller.post(JSON.stringify(anImport([a, b])));
    await simulator.calls.settled(1);
    expectProcessed();
    expect(simulator.calls.all()).toMatchObject([{ http: null }]);

    expect((await reply).status).toBe(200);
  });

  it('verzoegern with spaeteVerarbeitung: is imported although the caller has long left', async () => {
    const patience = new AbortController();
    simulator.failNext({ art: 'verzoegern', ms: 2_000, spaeteVerarbeitung: true });
    const reply = caller.post(JSON.stringify(anImport([a, b])), { signal: patience.signal });
    const leave = async () => {
      while (!simulator.calls.all()[0]?.bytes) await setImmediate();
      patience.abort();
    };
    await Promise.all([expect(reply).rejects.toMatchObject({ name: 'AbortError' }), leave()]);
    expectUntouched();

    await simulator.calls.settled(1);
    expectProcessed();
  });

  it('abgeschnitten: gets half an answer', async () => {
    const reply = await post({ art: 'abgeschnitten' });

    expect(reply).toMatchObject({ status: 200, complete: false });
    expect(Buffer.byteLength(reply.text)).toBe(Math.ceil(Number(reply.headers['content-length']) / 2));
    expectProcessed();
  });

  it('kein-json: gets a login page', async () => {
    const reply = await post({ art: 'kein-json' });

    expect(reply).toMatchObject({ status: 200, complete: true });
    expect(reply.headers['content-type']).toMatch('text/html');
    expect(reply.text).toMatch('<title>Anmeldung</title>');
    expectProcessed();
  });

  it('leer: gets nothing, completely', async () => {
    expect(await post({ art: 'leer' })).toMatchObject({ status: 200, complete: true, text: '' });
    expectProcessed();
  });

  it('Kita 31: http 503 with Retry-After makes no Datenquelle, and the next call is normal', async () => {
    const reply = await post({ art: 'http', code: 503, retryAfter: 120 });
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '120' } });
    expectUntouched();

    expect(await caller.send([a])).toMatchObject({ status: 0 });
  });

  it('Kita 32: http 302 names another host', async () => {
    const location = 'https://elsewhere.invalid/';

    expect(await post({ art: 'http', code: 302, location })).toMatchObject({
      status: 302,
      headers: { location },
    });
    expectUntouched();
  });

  it('http: may have been processed all the same, and may speak like a proxy', async () => {
    const inhalt = '<h1>400 Bad Request</h1>No required SSL certificate was sent';
    const reply = await post({ art: 'http', code: 400, inhalt, verarbeitet: true });

    expect(reply).toMatchObject({ status: 400, text: inhalt });
    expectProcessed();
  });

  it('fehlende-datensaetze: misses the last one, though the envelope says ok', async () => {
    const answer = await answerTo({ art: 'fehlende-datensaetze', n: 1 });

    expect(answer).toMatchObject({ status: 0, anzahlDatensaetze: 2 });
    expect(ids(answer)).toEqual(['a']);
  });

  it('fremder-datensatz: hears about a record it never sent', async () => {
    expect(ids(await answerTo({ art: 'fremder-datensatz' }))).toEqual([
      'a',
      'b',
      '00000000-0000-4000-8000-000000000000',
    ]);
  });

  it('doppelter-datensatz: hears two things about one record, or one thing twice', async () => {
    const statuses = ({ datensaetze }: Answer) => datensaetze.map((one) => [one.DATENSATZ_ID, one.status]);

    expect(statuses(await answerTo({ art: 'doppelter-datensatz' }))).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 1],
    ]);
    expect(statuses(await answerTo({ art: 'doppelter-datensatz', widerspruch: false }))).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 0],
    ]);
  });

  it('umgekehrte-reihenfolge: gets the records backwards', async () => {
    expect(ids(await answerTo({ art: 'umgekehrte-reihenfolge' }))).toEqual(['b', 'a']);
  });

  it('ohne-id: gets no ids', async () => {
    const answer = await answerTo({ art: 'ohne-id' });

    expect(answer.datensaetze).toMatchObject([{ KIND_ID_EXTERN: 'K22760' }, { KIND_ID_EXTERN: 'K1' }]);
    expect(JSON.stringify(answer)).not.toContain('DATENSATZ_ID');
  });

  it('status-als-text: gets every status as a text', async () => {
    expect(await answerTo({ art: 'status-als-text' })).toMatchObject({
      status: '0',
      datensaetze: [{ status: '0' }, { status: '0' }],
    });
  });

  it('tropfen: gets the answer byte by byte, all of it in the end', async () => {
    const reply = await post({ art: 'tropfen', ms: 1 });

    expect(reply.complete).toBe(true);
    expect(JSON.parse(reply.text)).toMatchObject({ status: 0, anzahlImportiert: 2 });
  });

  it('tropfen: does not keep the simulator from stopping', async () => {
    const reply = post({ art: 'tropfen' });
    await stopAfterFirst();

    await expect(
      reply.then(
        ({ complete }) => complete,
        () => false,
      ),
    ).resolves.toBe(false);
  });

  it('riesig: gets a correct answer of more than 10 MB', async () => {
    const reply = await post({ art: 'riesig' });

    expect(Buffer.byteLength(reply.text)).toBeGreaterThan(10_000_000);
    expect(JSON.parse(reply.text)).toMatchObject({ status: 0 });
  });

  it('says about refused calls what the fault makes of them', async () => {
    simulator.failNext({ art: 'status-als-text' });

    expect(await caller.send([a], { passwort: 'falsch' })).toMatchObject({
      status: '1',
      fehlercode: 'KP-105',
    });
  });
});
