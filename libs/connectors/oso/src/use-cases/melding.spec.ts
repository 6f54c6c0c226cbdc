import { randomUUID } from 'node:crypto';
import { profileNames, type ProfileName } from '../domain/profile';
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

describe('the Traffic Center', () => {
  let scene: OsoScene;
  let customer: Customer;
  const tc = () => scene.simulator.received('trafficCenter').length;
  const school = () => scene.simulator.received('school').length;

  beforeAll(async () => {
    scene = await OsoScene.start({ certificates });
  });
  beforeEach(async () => {
    customer = await scene.customer({ meldenTimeoutSeconds: 1 });
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  it('OSO 13: takes index 0 for an index', async () => {
    expect(await customer.send(feedbackInput({ bron: pointInput('oso2017', 0) }))).toMatchObject({
      state: 'delivered',
    });
  });

  it.each([
    ['14', 'koppelsleutel', {}, undefined],
    ['14', 'koppelsleutel', {}, ''],
    ['14', 'koppelsleutel', {}, 'geen-guid'],
    ['15', 'bron', { aanleverpuntIndex: 0 }, '00YY00'],
    ['15', 'bron', { aanleverpuntIndex: 0 }, '0YY'],
    ['15', 'bron', { aanleverpuntIndex: 0 }, '00yy'],
    ['16', 'doel', { brin: '00YY' }, -1],
    ['16', 'doel', { brin: '00YY' }, 1.5],
    ['16', 'doel', { brin: '00YY' }, 'a'],
    ['16', 'doel', { brin: '00YY' }, undefined],
  ])('OSO %s: is not called for a %s %j %j', async (_number, field, around, value) => {
    const wrong =
      field === 'koppelsleutel'
        ? value
        : { ...around, [field === 'bron' ? 'brin' : 'aanleverpuntIndex']: value };
    await expect(customer.send(feedbackInput({ [field]: wrong }))).rejects.toMatchObject({
      code: 'GW_OngeldigeInvoer',
    });
    expect(tc()).toBe(0);
  });

  it('OSO 18: is asked again when it refused the connection twice', async () => {
    await scene.simulator.trafficCenter.down();
    scene.meanwhile = () =>
      scene.waits.length === 2 ? scene.simulator.trafficCenter.up() : Promise.resolve();

    expect(await customer.send(feedbackInput())).toMatchObject({ state: 'delivered' });
    expect(scene.waits).toEqual([1_000, 5_000]);
    expect([tc(), school()]).toEqual([1, 1]);
  });

  it('OSO 19: is given up when it refused three times', async () => {
    await scene.simulator.trafficCenter.down();
    const sent = await customer.send(feedbackInput());
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
    expect(await customer.send(feedbackInput())).toMatchObject({
      state: 'failed',
      cause: 'GW_TrafficCenterTimeout',
    });
    expect([tc(), school()]).toEqual([3, 0]);
  });

  it('OSO 21: is not reachable while it answers 503', async () => {
    const busy = { kind: 'status', status: 503, body: '<html>', contentType: 'text/html' } as const;
    scene.simulator.misbehave('trafficCenter', busy, busy, busy);
    expect(await customer.send(feedbackInput())).toMatchObject({ cause: 'GW_TrafficCenterNietBereikbaar' });
    expect(tc()).toBe(3);
  });

  const soap = (body: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;
  const status = (code: number, body?: string) =>
    ({ kind: 'status', status: code, ...(body === undefined ? {} : { body }) }) as const;
  const response = (xml: string) =>
    ({
      kind: 'content',
      xml: `<o:meldenTerugkoppelingResponse>${xml}</o:meldenTerugkoppelingResponse>`,
    }) as const;
  const url = '<o:url>https://127.0.0.1/</o:url>';

  it.each([
    ['22', 'a page', status(200, '<html><body>Welkom</body></html>')],
    ['22', 'nothing', status(200, '')],
    ['22', 'an empty body', status(200, soap(''))],
    ['22', 'half an answer', { kind: 'half' }],
    ['22', 'half a document', status(200, soap('').slice(0, 60))],
    ['22', 'a success with status 500', status(500)],
    [
      '22',
      'a technical Fault',
      status(
        500,
        soap('<s:Fault><faultcode>s:Server</faultcode><faultstring>Null pointer</faultstring></s:Fault>'),
      ),
    ],
    ['25', 'two urls', response(url + url)],
    ['25', 'a url and a code', response(`${url}<o:resultaat>OnbekendeKoppelsleutel</o:resultaat>`)],
    ['25', 'elements in a url', response('<o:url><o:x>https://127.0.0.1/</o:x></o:url>')],
    ['26', 'a DOCTYPE', status(200, `<!DOCTYPE x>${soap('')}`)],
    [
      '26',
      'an external entity',
      status(200, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${soap('<a>&e;</a>')}`),
    ],
    [
      '26',
      'an entity bomb',
      status(
        200,
        `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${soap('<a>&b;</a>')}`,
      ),
    ],
    ['26', '200 000 nested elements', status(200, soap('<a>'.repeat(200_000)))],
    ['27', '64 MiB', { kind: 'large', bytes: 64 * 1024 * 1024 }],
    ['23', 'no code but a text', response('<o:resultaat>Er ging iets mis &amp; zo</o:resultaat>')],
    ['23', 'a code of our own', response('<o:resultaat>GW_OngeldigeInvoer</o:resultaat>')],
    [
      '39',
      'another namespace',
      status(
        200,
        soap(
          '<meldenTerugkoppelingResponse xmlns="urn:x"><url>https://127.0.0.1/</url></meldenTerugkoppelingResponse>',
        ),
      ),
    ],
    [
      '39',
      'another message',
      { kind: 'content', xml: `<o:overdrachtResponse>${url}</o:overdrachtResponse>` },
    ],
    [
      '22',
      'a Fault in CDATA',
      response(
        `<o:resultaat><![CDATA[<?xml version="1.0"?>${soap('<s:Fault><faultcode>s:x</faultcode></s:Fault>')}]]></o:resultaat>`,
      ),
    ],
  ] as const)('OSO %s: answers %s, which is unexpected and not asked again', async (_number, _what, how) => {
    // None of these is about time, which a busy machine has little of.
    customer = await scene.customer({ meldenTimeoutSeconds: 30 });
    scene.simulator.misbehave('trafficCenter', how);
    expect(await customer.send(feedbackInput())).toMatchObject({
      state: 'failed',
      cause: 'GW_OnverwachtAntwoord',
    });
    expect([tc(), school()]).toEqual([1, 0]);
  });

  it('OSO 22: cannot redirect anybody anywhere', async () => {
    const location = scene.simulator.urlOf(scene.simulator.register.point(0));
    scene.simulator.misbehave('trafficCenter', { kind: 'redirect', location });
    expect(await customer.send(feedbackInput())).toMatchObject({ cause: 'GW_OnverwachtAntwoord' });
    expect([tc(), school()]).toEqual([1, 0]);
  });

  it.each(['element', 'Fault'])(
    'OSO 23: says a new code in a %s, which is kept as it came',
    async (where) => {
      scene.simulator.misbehave(
        'trafficCenter',
        where === 'element'
          ? response('<o:resultaat>IetsNieuws</o:resultaat>')
          : status(
              500,
              soap('<s:Fault><faultcode>s:Server</faultcode><faultstring>IetsNieuws</faultstring></s:Fault>'),
            ),
      );
      const sent = await customer.send(feedbackInput());

      expect(sent).toMatchObject({
        state: 'rejected',
        cause: 'GW_OnbekendeResultaatcode',
        notices: [{ code: 'IetsNieuws' }],
      });
      expect((await customer.history(sent.id)).timeline.map(({ entry }) => entry.code)).toEqual([
        'IetsNieuws',
      ]);
    },
  );

  it('OSO 36: is not called for a text with a burgerservicenummer, nor for a field named bsn', async () => {
    const feedback = { date: '2026-11-24T10:00:00Z', status: 'Toegekend' };
    for (const content of [
      feedbackInput({ feedback: { ...feedback, explanation: 'Leerling 123456782 krijgt hulp' } }),
      feedbackInput({ feedback: { ...feedback, bsn: '1' } }),
      feedbackInput({ pgn: '123456782' }),
    ]) {
      await expect(customer.send(content)).rejects.toMatchObject({
        code: 'GW_OngeldigeInvoer',
        errors: [expect.objectContaining({ code: 'PERSONAL_NUMBER' })],
      });
    }
    expect(tc()).toBe(0);
  });

  it('OSO 39: may answer in the namespace of another version, which is marked, or refused where that is strict', async () => {
    const other = 'http://xml.kennisnet.nl/schemas/Overstapservice/20180404';
    scene.simulator.switches.answerNamespace = other;
    const sent = await customer.send(feedbackInput());
    expect(sent).toMatchObject({ state: 'delivered', businessOutcome: 'delivered-with-notice' });
    const { timeline } = await customer.history(sent.id);
    expect(timeline.map(({ call }) => call.warnings)).toEqual([['OTHER_NAMESPACE'], ['OTHER_NAMESPACE']]);

    const strict = await scene.customer({ strictNamespace: true });
    expect(await strict.send(feedbackInput())).toMatchObject({
      state: 'failed',
      cause: 'GW_OnverwachtAntwoord',
    });
  });

  it('OSO 34: is called once for a request that comes twice under the same key', async () => {
    const key = randomUUID();
    const first = await customer.send(feedbackInput(), key);
    const again = await customer.send(feedbackInput(), key);

    expect(again.id).toBe(first.id);
    expect([tc(), school()]).toEqual([1, 1]);
    await expect(
      customer.send(feedbackInput({ doel: pointInput('oso2017', 103) }), key),
    ).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });
});
