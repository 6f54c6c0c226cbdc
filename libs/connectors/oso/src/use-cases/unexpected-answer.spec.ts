import { profileNames, profiles } from '../domain/profile';
import { SimulatorCertificates } from '../simulator';
import { feedbackInput } from '../testing';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';

const certificates = SimulatorCertificates.create();

describe.each(profileNames)('a Traffic Center in %s that says something unexpected', (profile) => {
  let scene: OsoScene;
  let customer: Customer;
  const R = (parts: object = {}) => feedbackInput({ ...parts }, profile);
  const tc = () => scene.simulator.received('trafficCenter').length;
  const school = () => scene.simulator.received('school').length;

  beforeAll(async () => {
    scene = await OsoScene.start({ profile, certificates });
  });
  beforeEach(async () => {
    // None of these is about time, which a busy machine has little of.
    customer = await scene.customer({ meldenTimeoutSeconds: 30 });
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

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
    scene.simulator.misbehave('trafficCenter', how);
    expect(await customer.send(R())).toMatchObject({
      state: 'failed',
      cause: 'GW_OnverwachtAntwoord',
    });
    expect([tc(), school()]).toEqual([1, 0]);
  });

  it('OSO 22: cannot redirect anybody anywhere', async () => {
    const location = scene.simulator.urlOf(scene.simulator.register.point(0));
    scene.simulator.misbehave('trafficCenter', { kind: 'redirect', location });
    expect(await customer.send(R())).toMatchObject({ cause: 'GW_OnverwachtAntwoord' });
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
      const sent = await customer.send(R());

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

  it('OSO 39: may answer in the namespace of another version, which is marked, or refused where that is strict', async () => {
    const other = profile === 'oso2018' ? profiles.oso2017 : profiles.oso2018;
    scene.simulator.switches.answerNamespace = other.namespace;
    const sent = await customer.send(R());
    expect(sent).toMatchObject({ state: 'delivered', businessOutcome: 'delivered-with-notice' });
    const { timeline } = await customer.history(sent.id);
    expect(timeline.map(({ call }) => call.warnings)).toEqual([['OTHER_NAMESPACE'], ['OTHER_NAMESPACE']]);

    const strict = await scene.customer({ strictNamespace: true });
    expect(await strict.send(R())).toMatchObject({
      state: 'failed',
      cause: 'GW_OnverwachtAntwoord',
    });
  });
});
