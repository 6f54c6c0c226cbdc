import { SimulatorCertificates } from '../certificates';
import { KitaPlanerSimulator } from '../kita-planer-simulator';
import { anImport, aRecord, Caller } from '../testing/caller';
import type { Answer } from './import-answer';

describe('how strictly the simulated Kita-Planer reads', () => {
  const certificates = SimulatorCertificates.create();
  let simulator: KitaPlanerSimulator;
  let caller: Caller;

  beforeAll(async () => {
    simulator = await KitaPlanerSimulator.start({ certificates });
    caller = new Caller(simulator, certificates.client('traeger-4711'));
  });
  afterAll(() => simulator.stop());

  const text = JSON.stringify(anImport([aRecord({ KIND_NACHNAME: 'Süßholz' })]));
  const refusal = async (body: string | Buffer, headers = {}) => {
    const { status, text: answer } = await caller.post(body, { headers });
    const { fehlercode, fehlermeldung } = JSON.parse(answer) as Answer;
    return [status, fehlercode, fehlermeldung];
  };
  const envelope = (wishes: object) => JSON.stringify({ ...anImport([aRecord()]), ...wishes });
  const oneRecord = (wishes: object) => envelope({ datensaetze: [{ ...aRecord(), ...wishes }] });
  const quelle = { id: 'KPD-1', system: 's', version: '1', erstelltAm: '22.11.2026 07:15:03' };

  it.each<[what: string, body: string | Buffer, because: string]>([
    ['no JSON', '{"traeger":', ''],
    ['an empty body', '', ''],
    ['Latin-1', Buffer.from(text, 'latin1'), ' Die Kodierung ist nicht UTF-8.'],
    ['a BOM', `\ufeff${text}`, ' Das Dokument beginnt mit einem BOM.'],
    ['decomposed characters', text.normalize('NFD'), ' Der Text ist nicht in NFC.'],
    ['decomposed characters behind escapes', text.replace('ü', 'u\\u0308'), ' Der Text ist nicht in NFC.'],
    ['a list', '[]', ' Erwartet wird ein JSON-Objekt.'],
    ['null', 'null', ' Erwartet wird ein JSON-Objekt.'],
    ['no source', envelope({ quelle: undefined }), ' quelle fehlt.'],
    ['an unknown entry', envelope({ mandant: '1' }), ' Unbekannte Angabe: mandant.'],
    ['a Träger that is a number', envelope({ traeger: 4711 }), ' traeger fehlt oder ist keine Zeichenkette.'],
    [
      'a moment written otherwise',
      envelope({ quelle: { ...quelle, erstelltAm: '2026-11-22T07:15:03Z' } }),
      ' quelle.erstelltAm ist nicht TT.MM.JJJJ HH:MM:SS.',
    ],
    [
      'a count that is a text',
      envelope({ anzahlDatensaetze: '1' }),
      ' anzahlDatensaetze ist keine ganze Zahl.',
    ],
    ['no records', envelope({ datensaetze: [] }), ' datensaetze ist keine gefüllte Liste.'],
    ['a record that is a text', envelope({ datensaetze: ['x'] }), ' Datensatz 1 ist kein Objekt.'],
    ['a number', oneRecord({ VER_MITTAGESSEN: 1 }), ' Datensatz 1: VER_MITTAGESSEN ist keine Zeichenkette.'],
    ['null for nothing', oneRecord({ SB2_ORT: null }), ' Datensatz 1: SB2_ORT ist keine Zeichenkette.'],
    [
      'a field it does not know',
      oneRecord({ SB1_PLZ: '24103' }),
      ' Datensatz 1 enthält ein unbekanntes Feld: SB1_PLZ.',
    ],
    [
      'a field of the export direction',
      oneRecord({ BEW_STATUS: '' }),
      ' Datensatz 1 enthält ein unbekanntes Feld: BEW_STATUS.',
    ],
  ])('refuses %s (KP-110)', async (_, body, because) => {
    expect(await refusal(body)).toEqual([
      400,
      'KP-110',
      `Die Anfrage ist kein gültiges JSON-Dokument.${because}`,
    ]);
  });

  it.each([
    ['application/json', undefined],
    ['text/plain', undefined],
    ['application/json; charset=iso-8859-1', undefined],
    ['application/json; charset=utf-8', 'gzip'],
  ])('wants JSON in UTF-8 and as it is (not %s %s)', async (type, encoding) => {
    const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };

    expect(await refusal(text, headers)).toEqual([415, 'KP-110', expect.any(String)]);
  });

  it('wants to know the length beforehand', async () => {
    const headers = { 'content-length': undefined, 'transfer-encoding': 'chunked' };

    expect(await refusal(text, headers)).toEqual([
      411,
      'KP-110',
      expect.stringContaining('Content-Length fehlt.'),
    ]);
  });

  it('takes no more than 10 MB', async () => {
    expect(await refusal(' '.repeat(10_000_001))).toEqual([
      413,
      'KP-112',
      expect.stringContaining('Mehr als 10 MB.'),
    ]);
  });

  it('writes every one of them down as an open Datenquelle of the certificate’s Träger', async () => {
    simulator.reset();
    await refusal('{');

    expect(simulator.portal.logbook.all()).toMatchObject([
      { traeger: '4711', quelleId: null, erledigtAm: null, fehlercode: 'KP-110', datensaetze: [] },
    ]);
  });
});
