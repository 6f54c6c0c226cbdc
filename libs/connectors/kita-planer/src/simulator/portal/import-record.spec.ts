import { SimulatorCertificates } from '../certificates';
import { KitaPlanerSimulator } from '../kita-planer-simulator';
import { aNewChild, aRecord, Caller } from '../testing/caller';
import type { WireRecord } from './fields';
import type { Mode } from './mode';

/** K22760 is verified, K22761 failed the comparison, K22762 was not compared yet; all at KITA-471. */
describe('what the simulated Kita-Planer says about a record', () => {
  const certificates = SimulatorCertificates.create();
  let simulator: KitaPlanerSimulator;
  let caller: Caller;

  beforeAll(async () => {
    simulator = await KitaPlanerSimulator.start({ certificates });
    caller = new Caller(simulator, certificates.client('traeger-4711'));
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const mode = (wishes: Partial<Mode>) => {
    simulator.portal.mode = { ...simulator.portal.mode, ...wishes };
  };
  const verdict = async (record: WireRecord) => (await caller.send([record])).datensaetze[0];
  const known = (id: string, wishes: WireRecord = {}) => {
    const { angaben, kitaIdExtern } = simulator.portal.child(id)!;
    return aRecord({ KIND_ID_EXTERN: id, KITA_ID_EXTERN: kitaIdExtern, ...angaben, ...wishes });
  };

  it.each<[code: string | null, because: string, wishes: WireRecord]>([
    ['KP-201', 'Das Pflichtfeld SB1_ORT ist leer.', { SB1_ORT: ' ' }],
    ['KP-201', 'Das Pflichtfeld DATENSATZ_ID ist leer.', { DATENSATZ_ID: '' }],
    ['KP-202', 'Das Datum im Feld KIND_GEBDATUM ist ungültig.', { KIND_GEBDATUM: '29.02.2021' }],
    ['KP-202', 'Das Datum im Feld VER_GRUPPE_AB ist ungültig.', { VER_GRUPPE_AB: '2026-08-01' }],
    ['KP-202', 'Das Datum im Feld VER_AENDERUNG_AB ist ungültig.', { VER_AENDERUNG_AB: '1.8.2026' }],
    ['KP-203', 'Die Einrichtung ist unbekannt.', { KITA_ID_EXTERN: 'KITA-000' }],
    ['KP-203', 'Die Einrichtung ist unbekannt.', { KITA_ID_EXTERN: 'KITA-1203' }],
    [
      'KP-204',
      'Das Kind ist unbekannt oder gehört zu einer anderen Einrichtung.',
      { KITA_ID_EXTERN: 'KITA-846', VER_GRUPPE_ID: '2101' },
    ],
    ['KP-205', 'Das Geburtsdatum weicht ab.', { KIND_GEBDATUM: '06.11.2021' }],
    ['KP-206', 'Die Kündigung liegt vor dem Beginn des Vertrags.', { VER_KUENDIGUNG_ZUM: '31.07.2026' }],
    ['KP-207', 'Die Gruppe ist unbekannt.', { VER_GRUPPE_ID: '2101' }],
    [null, 'Beim Import des Datensatzes ist ein Fehler aufgetreten', { SB1_HAUSNUMMER: '12345678901' }],
  ])('refuses it (%s, %s)', async (fehlercode, fehlermeldung, wishes) => {
    const before = simulator.portal.child('K22760');

    expect(await verdict(aRecord(wishes))).toMatchObject({
      status: 1,
      nachricht: 'Fehler',
      fehlercode,
      fehlermeldung,
    });
    expect(simulator.portal.child('K22760')).toEqual(before);
  });

  it('takes a Kündigung on the first day, and one across the turn of the year', async () => {
    expect(await verdict(aRecord({ VER_KUENDIGUNG_ZUM: '01.08.2026' }))).toMatchObject({ status: 0 });
    expect(await verdict(aRecord({ VER_KUENDIGUNG_ZUM: '02.01.2027' }))).toMatchObject({ status: 0 });
  });

  it('creates an unknown child, or refuses it (KP-204)', async () => {
    expect(await verdict(aNewChild('K1'))).toMatchObject({ status: 0 });
    mode({ unbekannteKinder: 'ablehnen' });
    expect(await verdict(aNewChild('K2'))).toMatchObject({ status: 1, fehlercode: 'KP-204' });
    expect(await verdict(aNewChild('K1'))).toMatchObject({ status: 0 });
  });

  it('says the sentence that says nothing if told to, and keeps what it says about good records', async () => {
    mode({ generischeFehler: true });

    expect(await verdict(aRecord({ VER_GRUPPE_ID: '1' }))).toMatchObject({
      status: 1,
      fehlercode: null,
      fehlermeldung: 'Beim Import des Datensatzes ist ein Fehler aufgetreten',
    });
    expect(await verdict(aRecord())).toMatchObject({ status: 0, fehlermeldung: null });
  });

  it('keeps one contract per start, and takes the newest word about each', async () => {
    await caller.send([
      aRecord({ VER_VERTRAG_AB: '01.08.2025', VER_MITTAGESSEN: 'j' }),
      aRecord({ VER_VERTRAG_AB: '01.08.2026' }),
      aRecord({ VER_VERTRAG_AB: '01.08.2025', VER_MITTAGESSEN: 'n' }),
    ]);

    expect(simulator.portal.child('K22760')?.vertraege).toMatchObject([
      { VER_VERTRAG_AB: '01.08.2025', VER_MITTAGESSEN: 'n' },
      { VER_VERTRAG_AB: '01.08.2026' },
    ]);
  });

  it('keeps names as they were sent, to the last character', async () => {
    const KIND_NACHNAME = 'Süß-Ğül 👶 O’Neill';
    await caller.send([aNewChild('K7', { KIND_NACHNAME })]);

    expect(simulator.portal.child('K7')?.angaben.KIND_NACHNAME).toBe(KIND_NACHNAME);
  });

  describe('about Stammdaten', () => {
    const nachname = (id: string) => simulator.portal.child(id)?.angaben.KIND_NACHNAME;

    it('Kita 6: keeps the verified name, imports the rest, and says so (KP-310)', async () => {
      const answer = await verdict(
        aRecord({ KIND_NACHNAME: 'Anders', SB1_ORT: 'Lübeck', SB1_TELEFON1: '0431 1', VER_MITTAGESSEN: 'n' }),
      );

      expect(answer).toMatchObject({
        status: 0,
        hinweise: [{ code: 'KP-310', felder: ['KIND_NACHNAME', 'SB1_ORT'] }],
      });
      expect(simulator.portal.child('K22760')).toMatchObject({
        stammdatenpruefung: 'ERFOLGREICH',
        angaben: { KIND_NACHNAME: 'Mustermann', SB1_ORT: 'Kiel', SB1_TELEFON1: '0431 1' },
        vertraege: [{ VER_MITTAGESSEN: 'n' }],
      });
    });

    it('Kita 7: refuses the record in mode ablehnen (KP-210)', async () => {
      mode({ stammdaten: 'ablehnen' });

      expect(await verdict(aRecord({ KIND_NACHNAME: 'Anders' }))).toMatchObject({
        status: 1,
        fehlercode: 'KP-210',
      });
      expect(simulator.portal.child('K22760')?.vertraege).toEqual([]);
    });

    it('Kita 8: takes a new name after a failed comparison, and waits for the next one', async () => {
      mode({ stammdaten: 'ablehnen' });

      expect(await verdict(known('K22761', { KIND_NACHNAME: 'Anders' }))).toMatchObject({
        status: 0,
        hinweise: [],
      });
      expect(nachname('K22761')).toBe('Anders');
      expect(simulator.portal.child('K22761')?.stammdatenpruefung).toBe('NICHT_GEPRUEFT');
    });

    it('takes a new name where nothing was compared yet', async () => {
      await verdict(known('K22762', { KIND_NACHNAME: 'Anders' }));

      expect(nachname('K22762')).toBe('Anders');
    });

    it.each(['ignorieren', 'ablehnen'] as const)(
      'Kita 9: takes a Kündigung with the same Stammdaten without a word (%s)',
      async (stammdaten) => {
        mode({ stammdaten });
        const record = known('K22760', { VER_KUENDIGUNG_ZUM: '31.07.2027' });

        expect(await verdict(record)).toMatchObject({ status: 0, hinweise: [] });
        expect(simulator.portal.child('K22760')?.vertraege).toMatchObject([
          { VER_KUENDIGUNG_ZUM: '31.07.2027' },
        ]);
      },
    );

    it('leaves the result of a failed comparison alone if nothing new was said', async () => {
      await verdict(known('K22761'));

      expect(simulator.portal.child('K22761')?.stammdatenpruefung).toBe('FEHLGESCHLAGEN');
    });

    it('compares what the address says, not whose it is', async () => {
      const same = {
        SB2_STRASSE: 'Am Berg',
        SB2_HAUSNUMMER: '2',
        SB2_POSTLEITZAHL: '24103',
        SB2_ORT: 'Kiel',
      };
      expect(await verdict(aRecord({ WOHNHAFT_BEI: 'SB2', ...same }))).toMatchObject({ hinweise: [] });

      const other = { ABW_STRASSE: 'Am Tal', ABW_HAUSNUMMER: '2', ABW_PLZ: '24103', ABW_ORT: 'Kiel' };
      expect(await verdict(aRecord({ WOHNHAFT_BEI: 'ABW', ...other }))).toMatchObject({
        hinweise: [{ felder: ['ABW_STRASSE'] }],
      });
      expect(simulator.portal.child('K22760')?.angaben).toMatchObject({
        WOHNHAFT_BEI: 'SB2',
        SB2_STRASSE: 'Am Berg',
      });
      expect(simulator.portal.child('K22760')?.angaben.ABW_STRASSE).toBeUndefined();
    });
  });

  it('has sample children in every state at every Kita, and gets them back by a reset', () => {
    const states = () =>
      simulator.portal
        .allChildren()
        .map((child) => `${child.kitaIdExtern} ${child.stammdatenpruefung}`)
        .sort();
    const before = states();
    simulator.portal.setStammdatenpruefung('K22760', 'FEHLGESCHLAGEN');
    simulator.reset();

    expect(states()).toEqual(before);
    expect(before).toEqual(
      ['KITA-1203', 'KITA-471', 'KITA-846'].flatMap((kita) => [
        `${kita} ERFOLGREICH`,
        `${kita} FEHLGESCHLAGEN`,
        `${kita} NICHT_GEPRUEFT`,
      ]),
    );
  });
});
