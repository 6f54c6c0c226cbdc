import { randomUUID } from 'node:crypto';
import { profileNames, profiles, type ProfileName } from '../domain/profile';
import { numbers, pointOf, SAMPLE_KEY, SimulatorCertificates } from '../simulator';
import { feedbackInput, pointInput } from '../testing';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';

const certificates = SimulatorCertificates.create();
const unknownKey = 'AAAAAAAA-B737-402E-B3B8-24A3EEF32000';

describe.each(profileNames)('the Traffic Center in %s', (profile: ProfileName) => {
  let scene: OsoScene;
  let customer: Customer;
  const R = (parts: object = {}) => feedbackInput({ ...parts }, profile);
  const point = (index: number, brin?: string) => pointInput(profile, index, brin);
  const received = () => [
    scene.simulator.received('trafficCenter').length,
    scene.simulator.received('school').length,
  ];

  beforeAll(async () => {
    scene = await OsoScene.start({ profile, certificates });
    customer = await scene.customer();
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  it('OSO 01: returns the url, the school confirms; one valid message each', async () => {
    const sent = await customer.send(R());

    expect(sent).toMatchObject({
      state: 'delivered',
      cause: null,
      attempts: 1,
      businessOutcome: 'delivered',
    });
    expect(received()).toEqual([1, 1]);
    expect(scene.simulator.messages.flatMap(({ schemaErrors }) => schemaErrors)).toEqual([]);
    const { timeline } = await customer.history(sent.id);
    expect(timeline.map(({ entry }) => entry.outcome)).toEqual(['GEMELD', 'BEVESTIGD']);
  });

  it('OSO 02: the school is told the direction of the Terugkoppeling, with the same Koppelsleutel', async () => {
    await customer.send(R());

    const { profile: simulated } = scene.simulator;
    expect(scene.simulator.school.shown).toMatchObject([
      {
        koppelsleutel: SAMPLE_KEY,
        bron: `00YY/${pointOf(simulated, 102).point}`,
        doel: `00YY/${pointOf(simulated, 0).point}`,
      },
    ]);
  });

  const refusals = [
    ['03', 'OnbekendeKoppelsleutel', () => R({ koppelsleutel: unknownKey })],
    ['04', 'OnbekendeKoppelsleutel', () => R({ bron: point(7) })],
    ['05', 'OngeautoriseerdAanleverpunt', () => R({ doel: point(105) })],
    ['07', 'AanvragerNietBekend', () => R({ doel: point(102, '99ZZ') })],
    ['08', 'AanvragerAanleverpuntNietBekend', () => R({ doel: point(999) })],
    ['09', 'AanvragerNietBeschikbaar', () => R({ doel: point(103) })],
    ['10', 'AanvragerNietBeschikbaar', () => R({ doel: point(104) })],
    ['12', 'AanvragerNietBeschikbaar', () => R({ doel: point(103), koppelsleutel: unknownKey })],
  ] as const;

  it.each(refusals)(
    'OSO %s: refuses with %s, and nothing goes to the school',
    async (_number, code, content) => {
      expect(await customer.send(content())).toMatchObject({ state: 'rejected', cause: code, attempts: 1 });
      expect(received()).toEqual([1, 0]);
    },
  );

  it('OSO 06: refuses the certificate of another supplier', async () => {
    const other = await scene.customer({}, numbers.B);
    expect(await other.send(R())).toMatchObject({ state: 'rejected', cause: 'OngeautoriseerdAanleverpunt' });
    expect(received()).toEqual([1, 0]);
  });

  it.each(refusals)('OSO 11: says the same with a Fault (case %s)', async (_number, code, content) => {
    scene.simulator.switches.faultMode = 'fault';
    expect(await customer.send(content())).toMatchObject({ state: 'rejected', cause: code });
    expect(received()).toEqual([1, 0]);
  });

  it('OSO 17: gets the Koppelsleutel in lower case where it came so', async () => {
    const { register } = scene.simulator;
    register.connect(SAMPLE_KEY.toLowerCase(), register.point(0), register.point(102));
    expect(await customer.send(R({ koppelsleutel: SAMPLE_KEY.toLowerCase() }))).toMatchObject({
      state: 'delivered',
    });
    expect(scene.simulator.school.shown[0]?.koppelsleutel).toBe(SAMPLE_KEY.toLowerCase());
  });

  it.each(['resultaat', 'aanleverpunt'] as const)('OSO 24: may put the url in %s', async (urlPlace) => {
    scene.simulator.switches.urlPlace = urlPlace;
    expect(await customer.send(R())).toMatchObject({ state: 'delivered' });
  });

  it('OSO 38: is spoken to in the words of the version', async () => {
    await customer.send(R());
    const [melding] = scene.simulator.received('trafficCenter');
    const { namespace, addressedBy } = scene.simulator.profile;
    expect(melding?.envelope).toContain(namespace);
    expect(melding?.envelope).toContain(`doel${addressedBy}>${pointOf(scene.simulator.profile, 102).point}<`);
    expect(melding?.schemaErrors).toEqual([]);
  });
});

describe.each(profileNames)('the Traffic Center in %s', (profile) => {
  let scene: OsoScene;
  let customer: Customer;
  const R = (parts: object = {}) => feedbackInput({ ...parts }, profile);
  const byIndex = profiles[profile].addressedBy === 'AanleverpuntIndex';
  const tc = () => scene.simulator.received('trafficCenter').length;
  const school = () => scene.simulator.received('school').length;

  beforeAll(async () => {
    scene = await OsoScene.start({ profile, certificates });
  });
  beforeEach(async () => {
    customer = await scene.customer({ meldenTimeoutSeconds: 1 });
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  // In oso2021 a point has no index: its routeringskenmerk, which ends in zeros here, stands for case 13.
  it(`OSO 13: takes ${byIndex ? 'index 0 for an index' : 'a routeringskenmerk that ends in 00000'}`, async () => {
    expect(await customer.send(R({ bron: pointInput(profile, 0) }))).toMatchObject({ state: 'delivered' });
  });

  const doel = pointInput(profile, 102);
  const wrongPoints = byIndex
    ? [-1, 1.5, 'a', undefined].map((aanleverpuntIndex) => ({ ...doel, aanleverpuntIndex }))
    : ['0000000700000YY0010', '0000000300000YY00102', '0000000700000yy00102', 102, undefined].map(
        (routeringsKenmerk) => ({ ...doel, routeringsKenmerk }),
      );
  const otherWay = pointInput(byIndex ? 'oso2021' : 'oso2017', 102);

  it.each([
    ...[undefined, '', 'geen-guid'].map((koppelsleutel) => ['14', { koppelsleutel }] as const),
    ...['00YY00', '0YY', '00yy'].map(
      (brin) => ['15', { bron: { ...pointInput(profile, 0), brin } }] as const,
    ),
    ...[...wrongPoints, otherWay].map((wrong) => ['16', { doel: wrong }] as const),
  ])('OSO %s: is not called for %j', async (_number, wrong) => {
    await expect(customer.send(R(wrong))).rejects.toMatchObject({ code: 'GW_OngeldigeInvoer' });
    expect(tc()).toBe(0);
  });

  it('OSO 18: is asked again when it refused the connection twice', async () => {
    await scene.simulator.trafficCenter.down();
    scene.meanwhile = () =>
      scene.waits.length === 2 ? scene.simulator.trafficCenter.up() : Promise.resolve();

    expect(await customer.send(R())).toMatchObject({ state: 'delivered' });
    expect(scene.waits).toEqual([1_000, 5_000]);
    expect([tc(), school()]).toEqual([1, 1]);
  });

  it('OSO 19: is given up when it refused three times', async () => {
    await scene.simulator.trafficCenter.down();
    const sent = await customer.send(R());
    await scene.simulator.trafficCenter.up();

    expect(sent).toMatchObject({
      state: 'failed',
      cause: 'GW_TrafficCenterNietBereikbaar',
      transportOutcome: 'not-sent',
    });
    expect(scene.waits).toEqual([1_000, 5_000]);
  });

  it('OSO 20: is asked three times when it says nothing', async () => {
    scene.simulator.misbehave(
      'trafficCenter',
      { kind: 'silent' },
      { kind: 'silent' },
      { kind: 'drip', everyMs: 40 },
    );
    expect(await customer.send(R())).toMatchObject({
      state: 'failed',
      cause: 'GW_TrafficCenterTimeout',
    });
    expect([tc(), school()]).toEqual([3, 0]);
  });

  it('OSO 20: has no longer for one byte per second than for silence, and is asked again', async () => {
    const impatient = await scene.customer({ meldenTimeoutSeconds: 3 });
    scene.simulator.misbehave('trafficCenter', { kind: 'drip', everyMs: 1_000 });
    const begin = performance.now();
    const sent = await impatient.send(R());

    // The whole answer would take minutes.
    expect(performance.now() - begin).toBeLessThan(30_000);
    expect(sent).toMatchObject({ state: 'delivered' });
    const { timeline } = await impatient.history(sent.id);
    expect(timeline[0]?.call.warnings).toEqual(['ATTEMPTS_2']);
    expect([tc(), school()]).toEqual([2, 1]);
  });

  it('OSO 21: is not reachable while it answers 503', async () => {
    const busy = { kind: 'status', status: 503, body: '<html>', contentType: 'text/html' } as const;
    scene.simulator.misbehave('trafficCenter', busy, busy, busy);
    expect(await customer.send(R())).toMatchObject({ cause: 'GW_TrafficCenterNietBereikbaar' });
    expect(tc()).toBe(3);
  });

  it('OSO 36: is not called for a text with a burgerservicenummer, nor for a field named bsn', async () => {
    const feedback = { date: '2026-11-24T10:00:00Z', status: 'Toegekend' };
    for (const content of [
      R({ feedback: { ...feedback, explanation: 'Leerling 123456782 krijgt hulp' } }),
      R({ feedback: { ...feedback, bsn: '1' } }),
      R({ pgn: '123456782' }),
    ]) {
      await expect(customer.send(content)).rejects.toMatchObject({
        code: 'GW_OngeldigeInvoer',
        errors: [expect.objectContaining({ code: 'PERSONAL_NUMBER' })],
      });
    }
    expect(tc()).toBe(0);
  });

  it('OSO 34: is called once for a request that comes twice under the same key', async () => {
    const key = randomUUID();
    const first = await customer.send(R(), key);
    const again = await customer.send(R(), key);

    expect(again.id).toBe(first.id);
    expect([tc(), school()]).toEqual([1, 1]);
    await expect(customer.send(R({ doel: pointInput(profile, 103) }), key)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });
});
