import type { CareRecord } from '../domain/care-record';
import { aContact } from '../testing/care-records';
import { aChild, checkedChild, childElsewhere, uncheckedChild } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';
import { FinishFollowUp } from './finish-follow-up';
import { RevealRecord } from './reveal-record';

const GENERIC = 'Beim Import des Datensatzes ist ein Fehler aufgetreten';
const [A, C] = [aChild('A'), aChild('C')];
/** Said to be in a Kita where the Kita-Planer does not have it. */
const B = childElsewhere();
const correctedB = childElsewhere({ lines: [{ unit: 'LEUCHTTURM', group: 'X' }] });

describe('what the Kita-Planer answers', () => {
  let scene: KitaScene;
  let traeger: TraegerScene;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });
  afterAll(() => scene.stop());
  beforeEach(async () => {
    await scene.reset();
    traeger = await scene.traeger();
  });

  const datenquellen = () => scene.portal.portal.logbook.all();
  const warnings = async () => (await traeger.calls()).map((call) => call.warnings);
  const reveal = async (record: string) =>
    scene.get(RevealRecord).run({ tenant: traeger.tenant, actor: traeger.actor, record });

  async function exported(...cares: CareRecord[]) {
    await traeger.takeOver(...cares);
    await traeger.exportNow();
  }

  it('Kita 1: archives what the Kita-Planer imported, with a call, a log row for each record and a finished Datenquelle', async () => {
    await exported(A, aChild('B'));

    await expect(traeger.buffer()).resolves.toEqual([]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'], KB: ['delivered'] });
    const [datenquelle] = datenquellen();
    await expect(traeger.calls()).resolves.toMatchObject([
      {
        ...{ outcomeClass: 'BEANTWORTET', phase: 'closed', trigger: 'ANWENDER', number: 'KPD-000001' },
        ...{ sent: 2, succeeded: 2, refused: 0, unclear: 0, followUp: null },
        partnerRef: String(datenquelle!.id),
      },
    ]);
    const entries = await traeger.entries();
    expect(entries.map(({ lane, outcome }) => [lane, outcome]).sort()).toEqual([
      ['KA', 'EXPORTIERT'],
      ['KB', 'EXPORTIERT'],
    ]);
    expect(datenquelle).toMatchObject({ quelleId: 'KPD-000001', fehlercode: null });
    expect(datenquelle!.erledigtAm).not.toBeNull();
    await expect(traeger.followUps()).resolves.toEqual([]);
    await expect(traeger.runs()).resolves.toMatchObject([
      { state: 'done', code: null, counts: { calls: 1, exported: 2 } },
    ]);
  });

  it('Kita 1: knows to the second when the Kita-Planer finished the Datenquelle, on German clocks', async () => {
    await exported(A);

    const [call] = await traeger.calls();
    const seconds = (date: Date | null) => Math.floor((date?.getTime() ?? 0) / 1_000);
    expect(seconds(call!.partnerCompletedAt)).toBe(seconds(datenquellen()[0]!.erledigtAm));
  });

  it('Kita 2: one refused record stays with the words of the Kita-Planer, leaves work to do, and is not sent again by itself', async () => {
    await exported(A, B, C);

    await expect(traeger.states()).resolves.toEqual({
      KA: ['delivered'],
      K22765: ['rejected'],
      KC: ['delivered'],
    });
    const [row] = await traeger.buffer();
    expect(row).toMatchObject({ lane: 'K22765', cause: 'KP-204' });
    await expect(reveal(row!.id)).resolves.toMatchObject({
      messages: [{ message: 'Das Kind ist unbekannt oder gehört zu einer anderen Einrichtung.' }],
    });
    await expect(traeger.calls()).resolves.toMatchObject([{ succeeded: 2, refused: 1, unclear: 0 }]);
    await expect(traeger.followUps()).resolves.toHaveLength(1);
    expect(datenquellen()).toMatchObject([{ erledigtAm: null }]);

    await traeger.exportNow();
    expect(scene.portal.calls.all()).toHaveLength(1);
  });

  it('Kita 3: the corrected record is sent; the first Datenquelle and its follow-up stay open', async () => {
    await exported(A, B, C);
    await exported(correctedB);

    await expect(traeger.states()).resolves.toMatchObject({ K22765: ['superseded', 'delivered'] });
    const [first, second] = datenquellen();
    expect(first!.erledigtAm).toBeNull();
    expect(second!.erledigtAm).not.toBeNull();
    await expect(traeger.followUps()).resolves.toMatchObject([{ number: 'KPD-000001' }]);
  });

  it('Kita 4: finishing the record by hand in the Kita-Planer changes nothing here until somebody ticks it off', async () => {
    await exported(A, B, C);
    const [datenquelle] = datenquellen();
    const { nr } = datenquelle!.datensaetze.find(({ status }) => status === 1)!;

    expect(scene.portal.portal.finishByHand(nr)).toBe('done');
    expect(datenquellen()[0]!.erledigtAm).not.toBeNull();
    await expect(traeger.states()).resolves.toMatchObject({ K22765: ['rejected'] });

    const { tenant, actor } = traeger;
    const call = (await traeger.followUps())[0]!.id;
    await expect(scene.get(FinishFollowUp).run({ tenant, actor, call })).resolves.toBe(true);
    await expect(traeger.followUps()).resolves.toEqual([]);
    await expect(traeger.audit(call)).resolves.toMatchObject([
      { action: 'kita-planer/follow-up-done', actor: { id: actor.id } },
    ]);
    await expect(scene.get(FinishFollowUp).run({ tenant, actor, call })).resolves.toBe(false);
  });

  it('Kita 5: a sentence that says nothing is shown as it is', async () => {
    scene.portal.portal.mode = { ...scene.portal.portal.mode, generischeFehler: true };

    await exported(B);

    const [row] = await traeger.buffer();
    expect(row).toMatchObject({ state: 'rejected', cause: 'OHNE_CODE' });
    await expect(reveal(row!.id)).resolves.toMatchObject({ messages: [{ message: GENERIC }] });
  });

  it('Kita 6: another name for a checked child is not taken over, and the record says so', async () => {
    await exported(checkedChild({ child: { familyName: 'Anders' } }));

    const [row] = await traeger.archive();
    expect(row).toMatchObject({
      archiveReason: 'delivered-with-notice',
      notices: [{ code: 'KP-310', fields: 'childFamilyName' }],
    });
    expect(scene.portal.portal.child('K22760')!.angaben).toMatchObject({ KIND_NACHNAME: 'Mustermann' });
    await expect(traeger.entries()).resolves.toMatchObject([
      { outcome: 'EXPORTIERT_MIT_HINWEIS', code: 'KP-310' },
    ]);
  });

  it('Kita 6: the same hint is an error where the set-up says so', async () => {
    await traeger.change({ masterDataNoticeIsError: true });

    await exported(checkedChild({ child: { familyName: 'Anders' } }));

    await expect(traeger.states()).resolves.toEqual({ K22760: ['rejected'] });
  });

  it('Kita 7: where the Kita-Planer refuses other names, the record waits for the Meldewesen, and an unchanged resend is refused again', async () => {
    scene.portal.portal.mode = { ...scene.portal.portal.mode, stammdaten: 'ablehnen' };

    await exported(checkedChild({ child: { familyName: 'Anders' } }));
    await expect(traeger.buffer()).resolves.toMatchObject([{ state: 'rejected', cause: 'KP-210' }]);

    await traeger.act('resend');
    await traeger.exportNow();
    await expect(traeger.buffer()).resolves.toMatchObject([{ state: 'rejected', cause: 'KP-210' }]);
  });

  it('Kita 8: another name is taken over where the check had failed', async () => {
    await exported(uncheckedChild({ child: { familyName: 'Neu' } }));

    await expect(traeger.states()).resolves.toEqual({ K22761: ['delivered'] });
    expect(scene.portal.portal.child('K22761')!.angaben).toMatchObject({ KIND_NACHNAME: 'Neu' });
  });

  it('Kita 9: a Kündigung of a checked child with the same master data goes through without a hint', async () => {
    await exported(checkedChild({ lines: [{ terminatedOn: '2027-07-31' }] }));

    await expect(traeger.archive()).resolves.toMatchObject([{ archiveReason: 'delivered', notices: [] }]);
    expect(scene.portal.portal.child('K22760')!.vertraege).toMatchObject([
      { VER_KUENDIGUNG_ZUM: '31.07.2027' },
    ]);
  });

  it.each([
    ['abgeschnitten', { art: 'abgeschnitten' } as const, '{"status":'],
    ['leer', { art: 'leer' } as const, ''],
    ['kein-json', { art: 'kein-json' } as const, '<!doctype html>'],
  ])(
    'Kita 25: an answer nobody can read leaves the outcome open, and its beginning can be looked at (%s)',
    async (_, fault, begins) => {
      scene.portal.failNext(fault);

      await exported(A);

      await expect(traeger.buffer()).resolves.toMatchObject([
        { state: 'uncertain', cause: 'ANTWORT_UNLESBAR' },
      ]);
      await expect(traeger.followUps()).resolves.toMatchObject([{ outcomeClass: 'UNGEKLAERT' }]);
      const { id: call, answer } = (await traeger.calls())[0]!;
      const { tenant, actor } = traeger;
      const { excerpt } = await scene.get(RevealRecord).answer({ tenant, actor, call });
      expect(excerpt!.startsWith(begins)).toBe(true);
      expect(excerpt!.length).toBeLessThanOrEqual(200);
      expect(answer!.toString('latin1')).not.toMatch(/Anmeldung|status/);
    },
  );

  it('Kita 26: a record the answer does not name is unclear, though the envelope says that all is well', async () => {
    scene.portal.failNext({ art: 'fehlende-datensaetze', n: 1 });

    await exported(A, aChild('B'));

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'], KB: ['uncertain'] });
    await expect(traeger.buffer()).resolves.toMatchObject([{ cause: 'ANTWORT_UNVOLLSTAENDIG' }]);
  });

  it('Kita 27: yes and no to the same record is unclear', async () => {
    scene.portal.failNext({ art: 'doppelter-datensatz' });

    await exported(A);

    await expect(traeger.buffer()).resolves.toMatchObject([
      { state: 'uncertain', cause: 'ANTWORT_WIDERSPRUECHLICH' },
    ]);
  });

  it('Kita 28: a record nobody sent changes nothing but leaves a warning', async () => {
    scene.portal.failNext({ art: 'fremder-datensatz' });

    await exported(A);

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
    await expect(traeger.entries()).resolves.toHaveLength(1);
    expect((await warnings())[0]).toContain('FREMDER_DATENSATZ');
  });

  it('Kita 29: the order of the answers says nothing', async () => {
    scene.portal.failNext({ art: 'umgekehrte-reihenfolge' });

    await exported(A, B, C);

    await expect(traeger.states()).resolves.toEqual({
      KA: ['delivered'],
      K22765: ['rejected'],
      KC: ['delivered'],
    });
  });

  it('Kita 29: without ids the two keys name a record, unless two lines of a child share them', async () => {
    const twoLines = aChild('D', {
      lines: [{ until: '2026-12-31' }, { from: '2027-01-01', changeFrom: '2027-01-01' }],
    });
    scene.portal.failNext({ art: 'ohne-id' });

    await exported(A, B, twoLines);

    await expect(traeger.states()).resolves.toEqual({
      KA: ['delivered'],
      K22765: ['rejected'],
      KD: ['uncertain', 'uncertain'],
    });
    expect((await warnings())[0]).toContain('DATENSATZ_OHNE_ID');
  });

  it('Kita 30: a status written as text counts, with a warning', async () => {
    scene.portal.failNext({ art: 'status-als-text' });

    await exported(A);

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
    expect((await warnings())[0]).toContain('STATUS_ALS_TEXT');
  });

  it('Kita 52: names arrive as they are written, composed, whatever they are made of', async () => {
    const decomposed = 'Mu\u0308ller-Stra\u00df';
    await exported(
      aChild('U', {
        child: { givenName: 'Zoë 🦊', familyName: decomposed },
        mainContact1: aContact({ givenName: 'Jördis', familyName: decomposed }),
      }),
    );

    const child = scene.portal.portal.child('KU')!;
    expect(child.angaben).toMatchObject({
      KIND_VORNAME: 'Zoë 🦊',
      KIND_NACHNAME: 'M\u00fcller-Straß',
      SB1_VORNAME: 'Jördis',
    });
    expect(child.vertraege).toMatchObject([{ 'VER_BETREUUNGSSTUNDEN_T\u00c4GLICH': '8' }]);
    await expect(traeger.states()).resolves.toEqual({ KU: ['delivered'] });
  });
});
