import { Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { makeCa } from '@gateway/testing';
import { SimulatorCertificates } from './certificates';
import { KitaPlanerSimulator, type SimulatorOptions } from './kita-planer-simulator';
import { aNewChild, anImport, aRecord, Caller } from './testing/caller';

const certificates = SimulatorCertificates.create();
const traeger4711 = certificates.client('traeger-4711');
const NOW = new Date('2026-11-22T06:15:04Z');

describe('the Webschnittstelle of the simulated Kita-Planer', () => {
  let simulator: KitaPlanerSimulator;
  let caller: Caller;
  const others: KitaPlanerSimulator[] = [];

  const another = async (options: SimulatorOptions): Promise<KitaPlanerSimulator> => {
    const started = await KitaPlanerSimulator.start({ certificates, ...options });
    others.push(started);
    return started;
  };

  beforeEach(async () => {
    simulator = await KitaPlanerSimulator.start({ certificates, clock: () => NOW });
    caller = new Caller(simulator, traeger4711);
  });

  afterEach(() => Promise.all([simulator, ...others.splice(0)].map((one) => one.stop())));

  const newest = () => simulator.portal.logbook.all().at(-1);

  it('imports what is right, says so per record, and finishes the Datenquelle at once', async () => {
    const [a, b] = [aRecord(), aNewChild('K90001')];

    const answer = await caller.send([a, b]);

    const ok = {
      KITA_ID_EXTERN: 'KITA-471',
      status: 0,
      nachricht: 'importiert',
      fehlermeldung: null,
      fehlercode: null,
      hinweise: [],
    };
    expect(answer).toEqual({
      status: 0,
      nachricht: 'ok',
      fehlermeldung: null,
      fehlercode: null,
      datenquelleId: 90_001,
      erledigtAm: '22.11.2026 07:15:04',
      anzahlDatensaetze: 2,
      anzahlImportiert: 2,
      anzahlFehler: 0,
      datensaetze: [
        { ...ok, DATENSATZ_ID: a.DATENSATZ_ID, KIND_ID_EXTERN: 'K22760' },
        { ...ok, DATENSATZ_ID: b.DATENSATZ_ID, KIND_ID_EXTERN: 'K90001' },
      ],
    });
    expect(simulator.portal.child('K90001')).toMatchObject({
      stammdatenpruefung: 'NICHT_GEPRUEFT',
      traeger: '4711',
      angaben: { KIND_NACHNAME: 'Neuling' },
      vertraege: [{ VER_VERTRAG_AB: '01.08.2026', VER_BETREUUNGSSTUNDEN_TÄGLICH: '8' }],
    });
  });

  it('says how many failed, and leaves the Datenquelle open', async () => {
    const answer = await caller.send([aRecord(), aNewChild('K90002', { KIND_GEBDATUM: '31.02.2022' })]);

    expect(answer).toMatchObject({
      status: 2,
      fehlermeldung: '1 von 2 Datensätzen konnten nicht importiert werden.',
      erledigtAm: null,
      anzahlImportiert: 1,
      anzahlFehler: 1,
    });
    expect(newest()?.erledigtAm).toBeNull();
  });

  it('calls it status 1 if none of the records was imported', async () => {
    const answer = await caller.send([aRecord({ KIND_VORNAME: '' })]);

    expect(answer).toMatchObject({ status: 1, anzahlImportiert: 0, anzahlFehler: 1 });
  });

  describe('certificates', () => {
    const expectRefusal = async (client: typeof traeger4711 | undefined, fehlercode: string) => {
      const reply = await caller.post(JSON.stringify(anImport([aRecord()])), { client });
      expect(reply.status).toBe(403);
      expect(JSON.parse(reply.text)).toMatchObject({ status: 1, fehlercode, datensaetze: [] });
      expect(newest()).toMatchObject({ fehlercode, erledigtAm: null, datensaetze: [] });
    };

    it('refuses a caller without a certificate (KP-101)', async () => {
      await expectRefusal(undefined, 'KP-101');
      expect(newest()).toMatchObject({ clientCn: null, traeger: null });
    });

    it('refuses an expired certificate (KP-102), in the log of its Träger', async () => {
      const notAfter = new Date(Date.now() - 60_000);
      await expectRefusal(certificates.client('traeger-4711', { notAfter }), 'KP-102');
      expect(newest()).toMatchObject({ clientCn: 'traeger-4711', traeger: '4711' });
    });

    it('refuses somebody else’s certificate (KP-103), and does not believe the name on it', async () => {
      await expectRefusal(makeCa().issue({ cn: 'traeger-4711', clientAuth: true }), 'KP-103');
      expect(newest()).toMatchObject({ clientCn: null, traeger: null });
      expect(simulator.calls.all()).toMatchObject([
        { clientCn: 'traeger-4711', zertifikatsfehler: 'KP-103' },
      ]);
    });

    it('refuses a certificate that is not yet valid, or not meant for clients (KP-103)', async () => {
      const notBefore = new Date(Date.now() + 3_600_000);
      await expectRefusal(certificates.client('traeger-4711', { notBefore }), 'KP-103');
      await expectRefusal(
        certificates.client('traeger-4711', { clientAuth: false, serverAuth: true }),
        'KP-103',
      );
    });

    it('refuses a certificate of another Träger (KP-104), in the log of its own', async () => {
      const other = new Caller(simulator, certificates.client('traeger-4712'));

      expect(await other.send([aRecord()])).toMatchObject({
        status: 1,
        fehlercode: 'KP-104',
        datensaetze: [],
      });
      expect(newest()).toMatchObject({ traeger: '4712', quelleId: expect.stringMatching(/^KPD-/) });
    });

    it('refuses a certificate of nobody and a Träger that does not exist (KP-104)', async () => {
      const nobody = new Caller(simulator, certificates.client('nobody'));

      expect(await nobody.send([aRecord()])).toMatchObject({ fehlercode: 'KP-104' });
      expect(await caller.send([aRecord()], { traeger: '9999' })).toMatchObject({ fehlercode: 'KP-104' });
    });

    it('makes .p12 files that Node reads and the simulator trusts', async () => {
      const { p12, fingerprint256 } = simulator.clientP12('becker', 'geheim123', { traeger: '4711' });

      expect(() => createSecureContext({ pfx: p12, passphrase: 'geheim123' })).not.toThrow();
      const tls = { pfx: p12, passphrase: 'geheim123' };
      const reply = await caller.post(JSON.stringify(anImport([aRecord()])), { client: undefined, tls });
      expect(JSON.parse(reply.text)).toMatchObject({ status: 0 });
      expect(simulator.calls.all()).toMatchObject([{ clientCn: 'becker', fingerprint256 }]);
    });

    it('hangs up in the handshake if it is strict', async () => {
      const strict = await another({ strictTls: true });
      const client = new Caller(strict, traeger4711);

      const stranger = makeCa().issue({ cn: 'traeger-4711', clientAuth: true });
      await expect(client.post('{}', { client: stranger })).rejects.toMatchObject({ code: 'ECONNRESET' });
      await expect(client.post('{}', { client: undefined })).rejects.toMatchObject({
        code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      });
      expect(await client.send([aRecord()])).toMatchObject({ status: 0 });
      expect(strict.failedHandshakes).toBe(2);
      expect(strict.portal.logbook.all()).toHaveLength(1);
    });
  });

  describe('calls it does not look into', () => {
    it.each([
      ['a wrong password', { passwort: 'falsch' }],
      ['an unknown user', { benutzerId: 'niemand' }],
      ['a user named like a property of every object', { benutzerId: 'constructor' }],
    ])('refuses %s (KP-105) with HTTP 200, and leaves the Datenquelle open', async (_, wishes) => {
      const reply = await caller.post(JSON.stringify(anImport([aRecord()], wishes)));

      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.text)).toMatchObject({
        status: 1,
        fehlercode: 'KP-105',
        fehlermeldung: 'Benutzer oder Passwort falsch.',
        datenquelleId: 90_001,
        erledigtAm: null,
        anzahlDatensaetze: 0,
        datensaetze: [],
      });
      expect(newest()).toMatchObject({ traeger: '4711', erledigtAm: null });
    });

    it('refuses a wrong count (KP-111)', async () => {
      expect(await caller.send([aRecord()], { anzahlDatensaetze: 2 })).toMatchObject({
        fehlercode: 'KP-111',
      });
    });

    it('refuses too many records in the answer (KP-112), or by HTTP 413', async () => {
      simulator.portal.mode = { ...simulator.portal.mode, maxDatensaetze: 1 };
      const body = JSON.stringify(anImport([aRecord(), aRecord()]));
      expect((await caller.post(body)).status).toBe(200);
      expect(newest()).toMatchObject({ fehlercode: 'KP-112', datensaetze: [] });

      simulator.portal.mode = { ...simulator.portal.mode, zuVieleDatensaetze: '413' };
      expect((await caller.post(body)).status).toBe(413);
    });

    it('leaves every code out if told to', async () => {
      simulator.portal.mode = { ...simulator.portal.mode, ohneFehlercodes: true };

      expect(await caller.send([aRecord()], { passwort: 'falsch' })).toMatchObject({
        fehlercode: null,
        fehlermeldung: 'Benutzer oder Passwort falsch.',
      });
      expect(await caller.send([aRecord({ KIND_VORNAME: '' })])).toMatchObject({
        datensaetze: [{ fehlercode: null, fehlermeldung: 'Das Pflichtfeld KIND_VORNAME ist leer.' }],
      });
    });

    it('knows neither other paths nor other methods, and writes nothing down about them', async () => {
      expect((await caller.post('', { path: '/' })).status).toBe(404);
      expect(await caller.post('', { method: 'PUT' })).toMatchObject({
        status: 405,
        headers: { allow: 'POST' },
      });
      expect(simulator.portal.logbook.all()).toEqual([]);
    });
  });

  describe('a Datenquelle that comes a second time', () => {
    const quelle = { id: 'KPD-7', system: 's', version: '1', erstelltAm: '22.11.2026 07:15:03' };
    const mode = (duplikat: 'neu' | 'replay' | 'ablehnen') => {
      simulator.portal.mode = { ...simulator.portal.mode, duplikat };
    };

    it('is processed again, as a Datenquelle of its own', async () => {
      const record = aRecord();
      await caller.send([record], { quelle });

      expect(await caller.send([record], { quelle })).toMatchObject({ status: 0, datenquelleId: 90_002 });
      expect(simulator.portal.seen.of(record.DATENSATZ_ID!)).toEqual({ empfangen: 2, importiert: 2 });
    });

    it('gets the first answer again', async () => {
      mode('replay');
      const record = aRecord();
      const first = await caller.send([record], { quelle });

      expect(await caller.send([record], { quelle })).toEqual(first);
      expect(simulator.portal.logbook.all()).toHaveLength(1);
      expect(simulator.portal.seen.of(record.DATENSATZ_ID!)).toEqual({ empfangen: 2, importiert: 1 });
    });

    it('is refused (KP-113), unless the first one was refused as a whole', async () => {
      mode('ablehnen');
      await caller.send([aRecord()], { quelle, passwort: 'falsch' });

      expect(await caller.send([aRecord()], { quelle })).toMatchObject({ status: 0 });
      expect(await caller.send([aRecord()], { quelle })).toMatchObject({ status: 1, fehlercode: 'KP-113' });
    });
  });

  it('writes down who called how, but no values of headers', async () => {
    const body = JSON.stringify(anImport([aRecord({ DATENSATZ_ID: 'one' })], { passwort: 'falsch' }));
    await caller.post(body);

    const [call] = simulator.calls.all();
    expect(call).toMatchObject({
      nr: 1,
      zeit: NOW,
      clientCn: 'traeger-4711',
      fingerprint256: traeger4711.fingerprint256,
      zertifikatsfehler: null,
      tlsVersion: 'TLSv1.3',
      sitzungWiederverwendet: false,
      bytes: Buffer.byteLength(body),
      traeger: '4711',
      datensatzIds: ['one'],
      fault: null,
      datenquelleId: 90_001,
      http: 200,
      fehlercode: 'KP-105',
    });
    expect(call?.kopfzeilen.map((name) => name.toLowerCase())).toEqual(
      expect.arrayContaining(['content-type', 'content-length', 'accept', 'host']),
    );
    expect(JSON.stringify(call)).not.toContain('falsch');
  });

  it('says in every answer which simulator this is', async () => {
    const reply = await caller.post(JSON.stringify(anImport([aRecord()])));

    expect(reply.headers['x-simulator-instanz']).toBe(simulator.instance);
  });

  it('notices a TLS session that is used again', async () => {
    const body = JSON.stringify(anImport([aRecord()]));
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 10 });

    for (let call = 0; call < 2; call++) await caller.post(body, { tls: { agent } });

    expect(simulator.calls.all().map((call) => [call.sitzungWiederverwendet, call.clientCn])).toEqual([
      [false, 'traeger-4711'],
      [true, 'traeger-4711'],
    ]);
  });

  it('remembers only as many calls and Datenquellen as it was told to', async () => {
    const forgetful = await another({ behalten: 2 });
    const client = new Caller(forgetful, traeger4711);

    for (let call = 0; call < 4; call++) await client.send([aRecord()]);

    expect(forgetful.portal.logbook.all().map(({ id }) => id)).toEqual([90_003, 90_004]);
    expect(forgetful.calls.all().map(({ nr }) => nr)).toEqual([3, 4]);
    expect(forgetful.calls.total).toBe(4);
    expect(forgetful.portal.finishByHand(1)).toBe('unknown');
  });

  it('starts with other Träger if a test needs them', async () => {
    const own = await another({
      traeger: [
        {
          kennung: '1',
          name: 'Einzig',
          benutzer: { u: 'p' },
          kitas: [{ kitaIdExtern: 'K1', name: 'K1', gruppen: [] }],
        },
      ],
    });
    const client = new Caller(own, certificates.client('traeger-1'));

    const answer = await client.send([aRecord({ KITA_ID_EXTERN: 'K1', VER_GRUPPE_ID: '' })], {
      traeger: '1',
      benutzerId: 'u',
      passwort: 'p',
    });
    expect(answer).toMatchObject({ status: 0 });
  });

  it('leaves nothing behind if a port is taken', async () => {
    const port = Number(new URL(simulator.url).port);

    await expect(KitaPlanerSimulator.start({ certificates, port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await expect(KitaPlanerSimulator.start({ certificates, controlPort: port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
