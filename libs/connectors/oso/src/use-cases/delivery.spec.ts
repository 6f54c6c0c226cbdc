import { nameOf } from '../domain/aanleverpunt';
import { profileNames } from '../domain/profile';
import { pointOf, SAMPLE_KEY, SimulatorCertificates } from '../simulator';
import { feedbackInput } from '../testing';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';
import { ActOnFeedback } from './act-on-feedback';
import { RequestFeedback } from './request-feedback';

const certificates = SimulatorCertificates.create();

describe.each(profileNames)('a Terugkoppeling in %s on its way to the school', (profile) => {
  let scene: OsoScene;
  let customer: Customer;
  const R = (parts: object = {}) => feedbackInput({ ...parts }, profile);
  const placeOf = (index: number) => nameOf(pointOf(scene.simulator.profile, index));
  const tc = () => scene.simulator.received('trafficCenter').length;
  const school = () => scene.simulator.received('school').length;

  beforeAll(async () => {
    scene = await OsoScene.start({ profile, certificates });
  });
  beforeEach(async () => {
    customer = await scene.customer({ deliveryTimeoutSeconds: 1 });
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  it.each([
    ['http://127.0.0.1/oso', 'NOT_HTTPS'],
    ['https://user@127.0.0.1/oso', 'USERINFO'],
    ['https://169.254.169.254/', 'IP_LITERAL'],
    ['file:///etc/passwd', 'NOT_HTTPS'],
    ['https://evil.example/oso', 'HOST_NOT_REGISTERED'],
    ['https://127.0.0.1.evil.example/', 'HOST_NOT_REGISTERED'],
    ['https://las.example/#x', 'FRAGMENT'],
    ['https://2130706433/', 'ODD_NUMBER'],
    ['https://las.example:8443/', 'PORT_NOT_ALLOWED'],
    [`https://las.example/${'a'.repeat(2_100)}`, 'TOO_LONG'],
    ['geen-adres', 'NOT_A_URL'],
    ['geen adres', 'ODD_CHARACTERS'],
  ])('OSO 29: never leaves for %s', async (url, code) => {
    scene.simulator.misbehave('trafficCenter', {
      kind: 'content',
      xml: `<o:meldenTerugkoppelingResponse><o:url>${url}</o:url></o:meldenTerugkoppelingResponse>`,
    });
    const sent = await customer.send(R());

    expect(sent).toMatchObject({
      state: 'failed',
      cause: 'GW_OngeldigAfleveradres',
      transportOutcome: 'not-sent',
    });
    expect(sent.notices).toEqual([expect.objectContaining({ code })]);
    expect(school()).toBe(0);
  });

  it('OSO 29: never leaves for a name that resolves to this machine', async () => {
    const anywhere = await scene.customer({ addressPolicy: 'public', recipients: [] });
    scene.simulator.switches.schoolUrl = 'https://localhost/oso';
    expect(await anywhere.send(R())).toMatchObject({
      ...{ state: 'failed', cause: 'GW_OngeldigAfleveradres' },
      notices: [{ code: 'EGRESS_BLOCKED', host: 'localhost' }],
    });
  });

  it('OSO 29: never leaves for a server with the certificate of another organisation', async () => {
    const recipients = [{ host: '127.0.0.1', organisationNumber: '00000003111111110000' }];
    const careful = await scene.customer({ recipients });
    expect(await careful.send(R())).toMatchObject({
      ...{ state: 'failed', cause: 'GW_OngeldigAfleveradres' },
      notices: [{ code: 'ORGANISATION_NUMBER_WRONG' }],
    });
    expect(school()).toBe(0);
  });

  describe('OSO 30: has certainly not arrived', () => {
    const not = (transportOutcome: string) => ({
      ...{ state: 'failed', cause: 'GW_TerugkoppelingNietAfgeleverd', attempts: 1, transportOutcome },
    });

    it('when the school refuses the connection', async () => {
      await scene.simulator.schools.down();
      expect(await customer.send(R())).toMatchObject(not('not-sent'));
      await scene.simulator.schools.up();
    });

    it('when the school answers with a Fault, as for a message to another point', async () => {
      scene.simulator.switches.schoolUrl = scene.simulator.urlOf(scene.simulator.register.point(102));
      expect(await customer.send(R())).toMatchObject(not('refused'));
      expect(school()).toBe(1);
    });

    it('when bron and doel are not swapped, which the school notices', async () => {
      const other = await scene.customer({ direction: 'dossier' });
      expect(await other.send(R())).toMatchObject(not('refused'));
    });

    it.each([500, 400, 403, 404, 503])('when the school answers %d', async (status) => {
      scene.simulator.misbehave('school', {
        kind: 'status',
        status,
        body: '<html/>',
        contentType: 'text/html',
      });
      expect(await customer.send(R())).toMatchObject(not('refused'));
      expect([tc(), school()]).toEqual([1, 1]);
    });

    it('when the school redirects, and nobody goes there', async () => {
      scene.simulator.misbehave('school', {
        kind: 'redirect',
        location: `${scene.simulator.schools.origin}/ap/00YY/0`,
      });
      expect(await customer.send(R())).toMatchObject(not('refused'));
      expect([tc(), school()]).toEqual([1, 1]);
    });
  });

  const soap = (body: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;

  it.each([
    ['drops it', { kind: 'abort' }],
    ['says nothing', { kind: 'silent' }],
    ['drips', { kind: 'drip', everyMs: 40 }],
    ['breaks off', { kind: 'half' }],
    ['answers with a page', { kind: 'status', status: 200, body: '<html>Welkom</html>' }],
    ['answers with nothing', { kind: 'status', status: 200, body: '' }],
    ['answers with a DOCTYPE', { kind: 'status', status: 200, body: `<!DOCTYPE x>${soap('<a/>')}` }],
    [
      'answers in another namespace',
      { kind: 'status', status: 200, body: soap('<terugkoppelingResponse xmlns="urn:x"/>') },
    ],
    ['answers with another message', { kind: 'content', xml: '<o:notificatieResponse/>' }],
    [
      'answers with an external entity',
      {
        kind: 'status',
        status: 200,
        body: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${soap('<a>&e;</a>')}`,
      },
    ],
    [
      'answers with an entity bomb',
      {
        kind: 'status',
        status: 200,
        body: `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${soap('<a>&b;</a>')}`,
      },
    ],
    [
      'answers with a Fault in CDATA',
      {
        kind: 'content',
        xml: `<o:terugkoppelingResponse><o:resultaat><![CDATA[<?xml version="1.0"?>${soap('<s:Fault><faultcode>s:x</faultcode></s:Fault>')}]]></o:resultaat></o:terugkoppelingResponse>`,
      },
    ],
    ['stands behind a server that lost patience', { kind: 'status', status: 504 }],
  ] as const)(
    'OSO 31: is uncertain when the school takes it and %s, and is sent once',
    async (_what, how) => {
      scene.simulator.misbehave('school', how);
      expect(await customer.send(R())).toMatchObject({
        ...{ state: 'uncertain', cause: 'GW_AfleveringOnzeker', attempts: 1 },
      });
      expect([tc(), school()]).toEqual([1, 1]);
      expect(scene.simulator.school.shown).toHaveLength(1);
    },
  );

  it('OSO 31: is uncertain when the school answers with 64 MiB, which are not read to their end', async () => {
    const patient = await scene.customer({ deliveryTimeoutSeconds: 30 });
    scene.simulator.misbehave('school', { kind: 'large', bytes: 64 * 1024 * 1024 });
    const sent = await patient.send(R());

    expect(sent).toMatchObject({ state: 'uncertain', cause: 'GW_AfleveringOnzeker', attempts: 1 });
    const { timeline } = await patient.history(sent.id);
    expect(timeline.map(({ call }) => call.code)).toEqual([null, 'ANSWER_TOO_LARGE']);
    expect([tc(), school()]).toEqual([1, 1]);
  });

  it('is confirmed by any answer to it, and what is unusual about the answer is told', async () => {
    scene.simulator.misbehave('school', {
      kind: 'content',
      xml: '<o:terugkoppelingResponse><o:resultaat>Prima</o:resultaat></o:terugkoppelingResponse>',
    });
    expect(await customer.send(R())).toMatchObject({
      ...{ state: 'delivered', businessOutcome: 'delivered-with-notice' },
    });
  });

  it('OSO 32: goes to the new address when a person sends it again, after a new melding', async () => {
    scene.simulator.switches.schoolUrl = 'https://127.0.0.1:9/old';
    const customer = await scene.customer();
    const failed = await customer.send(R());
    scene.simulator.switches.schoolUrl = null;

    expect(await customer.resend(failed.id)).toMatchObject({ id: failed.id, state: 'delivered' });
    expect([tc(), school()]).toEqual([2, 1]);
    await expect(customer.resend(failed.id)).rejects.toMatchObject({ code: 'FEEDBACK_STATE' });
  });

  it('OSO 35: arrives as it was written, with both attachments', async () => {
    const pdf = (text: string) => Buffer.from(`%PDF-1.7 ${text}`).toString('base64');
    const attachments = ['een', 'twee'].map((name) => ({
      fileName: `${name} & <meer>.pdf`,
      mimeType: 'application/pdf',
      content: pdf(name),
    }));
    const feedback = {
      date: '2026-11-24T10:00:00+01:00',
      status: 'A & B',
      explanation: 'A & B <c> é €',
      attachments,
    };
    expect(await customer.send(R({ feedback }))).toMatchObject({ state: 'delivered' });

    const [shown] = scene.simulator.school.shown;
    expect(Object.fromEntries(shown?.values ?? [])).toMatchObject({
      'terugkoppeling.datum': '2026-11-24T10:00:00+01:00',
      'terugkoppeling.status': 'A & B',
      'terugkoppeling.toelichting': 'A & B <c> é €',
      'terugkoppeling.bijlage.bestandsnaam': 'twee & <meer>.pdf',
      'terugkoppeling.bijlage.inhoud': pdf('twee'),
    });
    expect(scene.simulator.received('school')[0]?.envelope).toContain(pdf('een'));
  });

  it('is closed with a reason, or confirmed by a person, and never without', async () => {
    scene.simulator.misbehave('school', { kind: 'abort' }, { kind: 'abort' });
    const [one, two] = [await customer.send(R()), await customer.send(R())];
    const act = scene.get(ActOnFeedback);
    await act.close({ ...customer.ids, id: one.id }, { as: 'confirmed', reason: 'School belde terug' });
    await act.close({ ...customer.ids, id: two.id }, { as: 'resolved', reason: 'Per post verstuurd' });

    expect(await customer.look(one.id)).toMatchObject({ state: 'delivered', businessOutcome: 'confirmed' });
    const closed = await customer.look(two.id);
    expect(closed).toMatchObject({ state: 'resolved' });
    expect(closed.reason).not.toContain('post');
  });

  it('OSO 37: leaves account, points and codes on record, and neither Koppelsleutel nor content nor keys', async () => {
    const explanation = 'ZEER-PERSOONLIJK';
    const feedback = { date: '2026-11-24T10:00:00Z', status: 'STATUS-GEHEIM', explanation };
    scene.simulator.misbehave('school', { kind: 'abort' });
    await customer.send(R({ feedback }));
    await customer.send(R({ feedback, koppelsleutel: `AAAA${SAMPLE_KEY.slice(4)}` }));

    const tables = await scene.test.admin(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
    );
    let all = '';
    for (const { name } of tables as { name: string }[])
      all += JSON.stringify(await scene.test.admin(`select row_to_json(t) as row from ${name} t`));
    for (const text of [SAMPLE_KEY, SAMPLE_KEY.slice(4), explanation, 'STATUS-GEHEIM', 'PRIVATE KEY']) {
      expect(all).not.toContain(text);
      expect(all).not.toContain(Buffer.from(text).toString('hex'));
      expect(all).not.toContain(Buffer.from(text).toString('base64').slice(0, -4));
    }
    const calls = await scene.test.admin(
      `select actor ->> 'id' as actor, code from protocol_call where code is not null`,
    );
    expect(calls).toContainEqual({ actor: customer.ids.actor.id, code: 'OnbekendeKoppelsleutel' });
    const entries = await scene.test.admin(
      `select lane, place, outcome from protocol_entry where outcome = 'ONZEKER'`,
    );
    expect(entries).toContainEqual({ lane: placeOf(0), place: placeOf(102), outcome: 'ONZEKER' });
    const trail = await scene.test.admin(`select body::text as body from audit_entry`);
    expect(JSON.stringify(trail)).toContain('oso/feedback-ordered');
    expect(JSON.stringify(trail)).toContain('vault/secret-used');
  });

  it('is not taken over while the connection is switched off', async () => {
    const off = await scene.customer();
    await scene.test.admin(`update connection set active = false where id = '${off.ids.connection}'`);
    await expect(off.send(R())).rejects.toMatchObject({ code: 'CONNECTION_INACTIVE' });
    expect(tc()).toBe(0);
  });

  it('waits for nobody: 50 at once all arrive', async () => {
    const customer = await scene.customer();
    const request = scene.get(RequestFeedback);
    const key = (n: number) => `parallel-request-${n}`;
    const many = Array.from({ length: 50 }, (_, n) =>
      request.run({ ...customer.ids, key: key(n), content: R() }),
    );
    const ended = await Promise.all((await Promise.all(many)).map(({ id }) => customer.look(id)));
    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['delivered']));
    expect([tc(), school()]).toEqual([50, 50]);
  });
});
