import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { SimulatorCertificates } from '../certificates';
import { KitaPlanerSimulator } from '../kita-planer-simulator';
import { aNewChild, anImport, aRecord, Caller } from '../testing/caller';

const certificates = SimulatorCertificates.create();
const client = certificates.client('traeger-4711');

describe('the control API', () => {
  let simulator: KitaPlanerSimulator;
  let caller: Caller;

  beforeAll(async () => {
    simulator = await KitaPlanerSimulator.start({
      certificates,
      clock: () => new Date('2026-11-22T06:15:04Z'),
    });
    caller = new Caller(simulator, client);
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const JSON_HEADERS = { 'content-type': 'application/json' };
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = JSON_HEADERS,
  ) => {
    const outgoing = request(simulator.controlUrl + path, { method, headers, agent: false });
    outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const bytes = Buffer.concat(await response.toArray());
    const type = response.headers['content-type'] ?? '';
    return {
      status: response.statusCode,
      headers: response.headers,
      bytes,
      text: bytes.toString('utf8'),
      json: type.includes('json') ? (JSON.parse(bytes.toString('utf8')) as unknown) : undefined,
    };
  };
  const get = async (path: string) => (await ask('GET', path)).json;

  it('GET /sim/zustand says which simulator this is and how it stands', async () => {
    await caller.send([aRecord()]);

    expect(await get('/sim/zustand')).toMatchObject({
      instanz: simulator.instance,
      webschnittstelle: simulator.url,
      strictTls: false,
      traeger: ['4711', '4712'],
      datenquellen: 1,
      kinder: 9,
      datensatzIds: 1,
      vergesseneDatensatzIds: 0,
      modus: { stammdaten: 'ignorieren' },
      faults: [],
    });
    expect((await ask('GET', '/sim/zustand')).headers['x-simulator-instanz']).toBe(simulator.instance);
  });

  it('shows Datenquellen and their records, and finishes records by hand (Kita 4)', async () => {
    await caller.send([aRecord(), aRecord({ KIND_VORNAME: '' }), aRecord({ SB1_ORT: '' })]);
    expect(await get('/sim/datenquellen?traeger=4711')).toMatchObject([
      { id: 90_001 + offset(), traeger: '4711', erledigtAm: null, anzahlDatensaetze: 3, anzahlFehler: 2 },
    ]);
    expect(await get('/sim/datenquellen?traeger=4712')).toEqual([]);
    const id = simulator.portal.logbook.all()[0]!.id;
    const records = (await get(`/sim/datenquellen/${id}/datensaetze`)) as {
      nr: number;
      fehlercode: string | null;
    }[];
    expect(records).toMatchObject([
      { status: 0, erledigtAm: '22.11.2026 07:15:04', erledigtDurch: 'Import' },
      { status: 1, fehlercode: 'KP-201', erledigtAm: null, erledigtDurch: null },
      { status: 1, fehlercode: 'KP-201', erledigtAm: null, erledigtDurch: null },
    ]);

    const finish = (nr: number) => ask('POST', `/sim/datensaetze/${nr}/ohne-import-erledigen`);
    expect((await finish(records[1]!.nr)).status).toBe(204);
    expect(await get(`/sim/datenquellen/${id}`)).toMatchObject({ erledigtAm: null });
    expect((await finish(records[2]!.nr)).status).toBe(204);
    expect(await get(`/sim/datenquellen/${id}`)).toMatchObject({
      erledigtAm: '22.11.2026 07:15:04',
      anzahlFehler: 2,
    });

    expect(await finish(records[2]!.nr)).toMatchObject({ status: 409, json: { code: 'ALREADY_DONE' } });
    expect(await finish(records[0]!.nr)).toMatchObject({ status: 409, json: { code: 'ALREADY_DONE' } });
  });

  /** Numbers go on after a reset, so that no Datenquelle has the number of an older one. */
  const offset = () => simulator.portal.logbook.all()[0]!.id - 90_001;

  it('Kita 3: a later success leaves the old Datenquelle open', async () => {
    await caller.send([aRecord({ KIND_VORNAME: '' })]);
    await caller.send([aRecord()]);

    expect(await get('/sim/datenquellen')).toMatchObject([
      { erledigtAm: null },
      { erledigtAm: expect.any(String) },
    ]);
  });

  it('PUT /sim/modus changes what is named and nothing else', async () => {
    expect(await ask('PUT', '/sim/modus', { stammdaten: 'ablehnen' })).toMatchObject({
      status: 200,
      json: { stammdaten: 'ablehnen', duplikat: 'neu', maxDatensaetze: 500 },
    });
    expect(await get('/sim/modus')).toMatchObject({ stammdaten: 'ablehnen' });
    simulator.reset();
    expect(await get('/sim/modus')).toMatchObject({ stammdaten: 'ignorieren' });
  });

  it('takes faults, shows them, and forgets them', async () => {
    const fault = { art: 'http', code: 503, retryAfter: 120, anzahl: 2, ab: 3 };
    expect(await ask('POST', '/sim/faults', fault)).toMatchObject({ status: 201, json: [fault] });
    expect(await get('/sim/faults')).toEqual([fault]);
    expect((await ask('DELETE', '/sim/faults')).status).toBe(204);
    expect(await get('/sim/faults')).toEqual([]);
  });

  it.each([
    { art: 'sofort-trennen' },
    { art: 'trennen-nach-verarbeitung' },
    { art: 'keine-antwort' },
    { art: 'verzoegern', ms: 5, spaeteVerarbeitung: true },
    { art: 'abgeschnitten' },
    { art: 'kein-json' },
    { art: 'leer' },
    { art: 'http', code: 302, location: 'https://elsewhere.invalid/', inhalt: '<p>', verarbeitet: false },
    { art: 'fehlende-datensaetze', n: 1 },
    { art: 'fremder-datensatz' },
    { art: 'doppelter-datensatz', widerspruch: false },
    { art: 'umgekehrte-reihenfolge' },
    { art: 'ohne-id' },
    { art: 'status-als-text' },
    { art: 'tropfen', ms: 10 },
    { art: 'riesig', bytes: 20_000_000 },
  ])('knows the fault $art', async (fault) => {
    expect((await ask('POST', '/sim/faults', fault)).status).toBe(201);
  });

  it.each<[string, string, unknown, string]>([
    ['POST', '/sim/faults', {}, 'art: Möglich sind: sofort-trennen'],
    ['POST', '/sim/faults', { art: 'constructor' }, 'art: Möglich sind'],
    ['POST', '/sim/faults', { art: 'leer', ms: 1 }, 'ms: Möglich sind: art, anzahl, ab.'],
    ['POST', '/sim/faults', { art: 'http' }, 'code: http braucht es.'],
    ['POST', '/sim/faults', { art: 'http', code: 200 }, 'code: Der Wert ist nicht zulässig.'],
    [
      'POST',
      '/sim/faults',
      { art: 'http', code: 302, location: 'a\r\nb: c' },
      'location: Der Wert ist nicht zulässig.',
    ],
    ['POST', '/sim/faults', { art: 'leer', anzahl: 0 }, 'anzahl: Der Wert ist nicht zulässig.'],
    ['PUT', '/sim/modus', { stammdaten: 'x' }, 'stammdaten: Der Wert ist nicht zulässig.'],
    ['PUT', '/sim/modus', { toString: 'x' }, 'toString: Möglich sind'],
    ['POST', '/sim/kinder/K22760/stammdatenpruefung', {}, 'wert: Möglich sind: NICHT_GEPRUEFT'],
    ['POST', '/sim/kinder/K22760/stammdatenpruefung', { wert: 'OK' }, 'wert: Der Wert ist nicht zulässig.'],
    ['POST', '/sim/zertifikate', { cn: 'x' }, 'passwort: Es fehlt.'],
    ['POST', '/sim/zertifikate', { cn: 'x', passwort: 'Kühl' }, 'passwort: Der Wert ist nicht zulässig.'],
    [
      'POST',
      '/sim/zertifikate',
      { cn: 'x', passwort: 'x', traeger: '1' },
      'traeger: Diesen Träger gibt es nicht.',
    ],
  ])('%s %s refuses %j as a problem (RFC 9457)', async (method, path, body, title) => {
    const reply = await ask(method, path, body);

    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(reply).toMatchObject({
      status: 422,
      json: {
        type: 'about:blank',
        status: 422,
        code: 'VALUE_INVALID',
        title: expect.stringContaining(title),
      },
    });
  });

  it.each<[string, string, unknown, number, string]>([
    ['GET', '/sim/nichts', undefined, 404, 'NOT_FOUND'],
    ['GET', '/sim/datenquellen/1', undefined, 404, 'NOT_FOUND'],
    ['GET', '/sim/datenquellen/1/datensaetze', undefined, 404, 'NOT_FOUND'],
    ['POST', '/sim/datensaetze/999999/ohne-import-erledigen', undefined, 404, 'NOT_FOUND'],
    ['GET', '/sim/kinder/K1', undefined, 404, 'NOT_FOUND'],
    ['POST', '/sim/kinder/K1/stammdatenpruefung', { wert: 'ERFOLGREICH' }, 404, 'NOT_FOUND'],
    ['GET', '/sim/kinder/%ff', undefined, 400, 'PATH_INVALID'],
    ['PATCH', '/sim/modus', {}, 405, 'METHOD_NOT_ALLOWED'],
    ['PUT', '/sim/modus', '{', 400, 'JSON_INVALID'],
    ['PUT', '/sim/modus', [], 400, 'JSON_INVALID'],
    ['PUT', '/sim/modus', ' '.repeat(100_001), 413, 'BODY_TOO_LARGE'],
  ])('%s %s is a problem with a code', async (method, path, body, status, code) => {
    expect(await ask(method, path, body)).toMatchObject({
      status,
      json: { type: 'about:blank', status, code },
    });
  });

  it('changes the state of a child', async () => {
    const reply = await ask('POST', '/sim/kinder/K22760/stammdatenpruefung', { wert: 'FEHLGESCHLAGEN' });

    expect(reply).toMatchObject({ status: 200, json: { stammdatenpruefung: 'FEHLGESCHLAGEN' } });
    expect(await get('/sim/kinder/K22760')).toMatchObject({ stammdatenpruefung: 'FEHLGESCHLAGEN' });
    expect(await get('/sim/kinder')).toHaveLength(9);
  });

  it('shows calls, and every DATENSATZ_ID with its count', async () => {
    const [once, twice] = [aNewChild('K1'), aNewChild('K2')];
    await caller.send([once, twice]);
    await caller.send([twice], { passwort: 'falsch' });

    expect(await get('/sim/aufrufe')).toMatchObject([
      { clientCn: 'traeger-4711', datensatzIds: [once.DATENSATZ_ID, twice.DATENSATZ_ID] },
      { fehlercode: 'KP-105' },
    ]);
    expect(await get('/sim/datensatz-ids')).toHaveLength(2);
    expect(await get('/sim/datensatz-ids?mehrfach=true')).toEqual([
      { datensatzId: twice.DATENSATZ_ID, empfangen: 2, importiert: 1 },
    ]);
  });

  it('hands out its CA, and .p12 files for any name and Träger', async () => {
    expect((await ask('GET', '/sim/zertifikate/ca.pem')).text).toBe(certificates.caPem);
    const order = { cn: 'becker', passwort: 'geheim123', traeger: '4711' };
    const { bytes, headers } = await ask('POST', '/sim/zertifikate', order);
    expect(headers['content-type']).toBe('application/x-pkcs12');

    const call = (pfx: Buffer) =>
      caller.post(JSON.stringify(anImport([aRecord()])), {
        client: undefined,
        tls: { pfx, passphrase: 'geheim123' },
      });
    expect(JSON.parse((await call(bytes)).text)).toMatchObject({ status: 0 });
    const expired = await ask('POST', '/sim/zertifikate', { ...order, abgelaufen: true });
    expect(JSON.parse((await call(expired.bytes)).text)).toMatchObject({ fehlercode: 'KP-102' });
  });

  it('POST /sim/reset forgets everything but certificates', async () => {
    await caller.send([aNewChild('K1')]);
    simulator.failNext({ art: 'leer' });

    expect((await ask('POST', '/sim/reset', undefined, {})).status).toBe(204);
    expect(await get('/sim/zustand')).toMatchObject({
      datenquellen: 0,
      kinder: 9,
      datensatzIds: 0,
      faults: [],
    });
    expect(await get('/sim/aufrufe')).toEqual([]);
    expect(await caller.send([aRecord()])).toMatchObject({ status: 0 });
  });

  it('is closed to web pages of others: by Host, by Origin, by content type', async () => {
    const reset = (headers: Record<string, string>) => ask('POST', '/sim/reset', undefined, headers);

    expect(await reset({ host: 'evil.example' })).toMatchObject({
      status: 403,
      json: { code: 'HOST_FORBIDDEN' },
    });
    expect(await reset({ origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      json: { code: 'ORIGIN_FORBIDDEN' },
    });
    expect(await reset({ origin: 'null' })).toMatchObject({ status: 403 });
    expect(await reset({ origin: simulator.controlUrl })).toMatchObject({ status: 204 });
    expect(await ask('PUT', '/sim/modus', '{}', { 'content-type': 'text/plain' })).toMatchObject({
      status: 400,
      json: { code: 'CONTENT_TYPE_WRONG' },
    });
  });

  describe('the Träger-Ansicht', () => {
    const page = async (query = '') =>
      (await ask('GET', `/traeger-ansicht${query}`)).text.replace(/>\s+</g, '><');
    const EVIL = '<script>alert("x")</script>&\'';

    it('has two tabs, in German, without scripts or anything from elsewhere', async () => {
      const { headers, text } = await ask('GET', '/traeger-ansicht');

      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(text).toContain('<html lang="de">');
      expect(text).toMatch(/<a[^>]* aria-current="page">Importe der ausgewählten Träger<\/a>/);
      expect(text).toMatch(/<a[^>]*>Datensätze der ausgewählten Importe<\/a>/);
      expect(text).not.toMatch(/<script|style=|https?:\/\//);
      expect((await ask('GET', '/')).headers.location).toBe('/traeger-ansicht');
      expect((await ask('GET', '/traeger-ansicht.css')).text).toContain('prefers-color-scheme: dark');
    });

    it('shows the imports of the chosen Träger', async () => {
      await caller.send([aRecord()], {
        quelle: { id: 'KPD-OK', system: 's', version: '1', erstelltAm: '22.11.2026 07:15:03' },
      });
      await caller.send([aRecord()], { passwort: 'falsch' });
      await caller.post('{}', { client: undefined });

      const all = await page();
      expect(all).toContain('<td>KPD-OK</td><td>4711</td><td>traeger-4711</td>');
      expect(all).toContain('<td>KP-105 Benutzer oder Passwort falsch.</td>');
      expect(all).toContain('<td>KP-101 Kein Client-Zertifikat übermittelt.</td>');
      expect(await page('?traeger=4711')).not.toContain('KP-101');
      expect(await page('?traeger=4712')).toContain('noch keine Importe');
      expect(await page('?traeger=-')).toContain('KP-101');
    });

    it('escapes whatever was sent', async () => {
      await caller.send([aNewChild('K<1>', { KIND_NACHNAME: EVIL, DATENSATZ_ID: EVIL })], {
        quelle: { id: EVIL, system: EVIL, version: '1', erstelltAm: '22.11.2026 07:15:03' },
      });

      for (const text of [await page(), await page('?tab=datensaetze')]) {
        expect(text).not.toContain('<script');
        expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;');
      }
      expect(
        await page(`?tab=${encodeURIComponent(EVIL)}&traeger=${encodeURIComponent(EVIL)}&seite=x&quelle=%22`),
      ).not.toContain('<script');
    });

    it('finishes a record by the button, and comes back to where it was', async () => {
      await caller.send([aRecord({ KIND_VORNAME: '' })]);
      const { id, datensaetze } = simulator.portal.logbook.all()[0]!;
      const nr = datensaetze[0]!.nr;
      const text = await page(`?tab=datensaetze&traeger=4711&quelle=${id}`);
      const [, action = '', zurueck = ''] =
        /<form method="post" action="([^"]+)">\s*<input type="hidden" name="zurueck" value="([^"]+)"/.exec(
          text,
        ) ?? [];
      expect(action).toBe(`/traeger-ansicht/datensaetze/${nr}/ohne-import-erledigen`);
      expect(text).toContain('>Datensatz ohne Import erledigen</button>');

      const form = { 'content-type': 'application/x-www-form-urlencoded', origin: simulator.controlUrl };
      const body = new URLSearchParams({ zurueck: zurueck.replaceAll('&amp;', '&') }).toString();
      const { status, headers } = await ask('POST', action, body, form);

      expect(status).toBe(303);
      expect(headers.location).toBe(
        `/traeger-ansicht?tab=datensaetze&traeger=4711&quelle=${id}&erledigt=${nr}`,
      );
      const after = (await ask('GET', headers.location!)).text;
      expect(after).toContain(`<p role="status">Datensatz ${nr} wurde ohne Import erledigt.</p>`);
      expect(after).toContain('<td>Ohne Import erledigt</td>');
      expect(after).not.toContain('<form method="post"');
      expect(simulator.portal.logbook.find(id)?.erledigtAm).not.toBeNull();
    });

    it('takes the button only from its own page', async () => {
      await caller.send([aRecord({ KIND_VORNAME: '' })]);
      const nr = simulator.portal.logbook.all()[0]!.datensaetze[0]!.nr;
      const press = (headers: Record<string, string>) =>
        ask('POST', `/traeger-ansicht/datensaetze/${nr}/ohne-import-erledigen`, 'zurueck=', headers);

      expect((await press({})).status).toBe(403);
      expect((await press({ origin: 'http://127.0.0.1:1' })).status).toBe(403);
      expect((await press({ origin: 'null' })).status).toBe(403);
      expect(simulator.portal.logbook.all()[0]?.datensaetze[0]?.erledigtAm).toBeNull();
    });

    it('shows fifty rows at a time, newest imports first', async () => {
      const records = Array.from({ length: 60 }, (_, index) => aNewChild(`K-${index}`));
      await caller.send(records);

      expect((await page('?tab=datensaetze')).match(/<th scope="row">/g)).toHaveLength(50);
      const second = await page('?tab=datensaetze&seite=2');
      expect(second.match(/<th scope="row">/g)).toHaveLength(10);
      expect(second).toMatch(/Seite 2 von 2<\/span>\s*<a href="\?tab=datensaetze[^"]*">Neuere<\/a>/);
    });
  });
});
