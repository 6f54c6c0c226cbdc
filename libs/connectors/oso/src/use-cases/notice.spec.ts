import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCa, type TestCertificate } from '@gateway/testing';
import { profileNames, profiles, type ProfileName } from '../domain/profile';
import { numbers, pointOf, SAMPLE_KEY, SimulatorCertificates } from '../simulator';
import { WireSchema } from '../simulator/wire-schema';
import { NotificationEndpoint } from '../soap/notification.endpoint';
import { feedbackInput } from '../testing';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';
import { FetchDossier } from './fetch-dossier';
import { ForgetFeedback } from './forget-feedback';
import { Notices } from './notices';

const certificates = SimulatorCertificates.create();
const school = certificates.supplier(numbers.B);

const noticeOf = (
  profile: ProfileName,
  key = SAMPLE_KEY,
  namespace = profiles[profile].namespace,
): string => {
  const { addressedBy, doel } = profiles[profile];
  const point = (who: string, index: number) =>
    `<n:${who}Brin>00YY</n:${who}Brin><n:${who}${addressedBy}>${pointOf(profiles[profile], index).point}</n:${who}${addressedBy}>`;
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="${namespace}"><s:Header/><s:Body><n:notificatieRequest>${point('bron', 0)}${point('doel', 102)}<n:koppelsleutel>${key}</n:koppelsleutel><n:doel>${doel}</n:doel></n:notificatieRequest></s:Body></s:Envelope>`;
};

describe.each(profileNames)('a Notificatie in %s', (profile) => {
  let scene: OsoScene;
  let customer: Customer;
  let folder: string;
  let schema: WireSchema;

  beforeAll(async () => {
    schema = new WireSchema();
    folder = mkdtempSync(join(tmpdir(), 'oso-'));
    const own = certificates.supplier(numbers.A);
    writeFileSync(join(folder, 'tls.pem'), own.keyPem + own.chainPem);
    writeFileSync(join(folder, 'ca.pem'), certificates.caPem);
    scene = await OsoScene.start({
      ...{ profile, certificates },
      listener: {
        OSO_NOTIFICATION_PORT: 0,
        OSO_NOTIFICATION_TLS_FILE: join(folder, 'tls.pem'),
        OSO_NOTIFICATION_CA_FILE: join(folder, 'ca.pem'),
      },
    });
    customer = await scene.customer();
  });
  afterEach(() => scene.reset());
  afterAll(async () => {
    await scene.stop();
    await schema.close();
    rmSync(folder, { recursive: true });
  });

  const post = (
    body: string,
    {
      as = school,
      path,
      method = 'POST',
    }: { as?: TestCertificate | null; path?: string; method?: string } = {},
  ) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { tenant, connection } = customer.ids;
      const sent = request(
        {
          ...{
            host: '127.0.0.1',
            port: scene.get(NotificationEndpoint).port,
            path: path ?? `/oso/${tenant}/${connection}`,
          },
          ...{ method, ca: certificates.caPem, agent: false, headers: { 'Content-Type': 'text/xml' } },
          ...(as ? { key: as.keyPem, cert: as.chainPem } : {}),
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => (text += part));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
          answer.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const stored = () =>
    scene.database.tenant(customer.ids.tenant, (tx) =>
      scene.get(Notices).page(tx, customer.ids.connection, { limit: 10 }),
    );

  /** What is on record about fetching its dossier, each call with the account that ordered it. */
  const stepsOf = (notice: string) =>
    scene.database.tenant(customer.ids.tenant, async (tx) => {
      const { timeline } = await scene.get(Notices).history(tx, customer.ids, notice);
      expect(timeline.map(({ call }) => call.actor.id)).toEqual(timeline.map(() => customer.ids.actor.id));
      return timeline.map(({ entry }) => entry.outcome);
    });

  it('is taken once, answered by the schema, and its Koppelsleutel is sealed', async () => {
    const [first, again] = [await post(noticeOf(profile)), await post(noticeOf(profile))];

    expect(first.status).toBe(200);
    expect(again).toEqual(first);
    expect(first.text).toContain('NotificatieOntvangen');
    expect(await schema.errors(first.text, profiles[profile])).toEqual([]);
    const notices = await stored();
    expect(notices).toMatchObject([
      { lastFour: '2000', bronBrin: '00YY', sender: numbers.B, dossierState: 'not-fetched' },
    ]);
    const rows = await scene.test.admin('select row_to_json(n) as row from oso_notice n');
    expect(JSON.stringify(rows)).not.toContain(SAMPLE_KEY);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(SAMPLE_KEY).toString('hex'));
  });

  it('lets a Terugkoppeling name it in place of the Koppelsleutel, and is found by one that does not', async () => {
    await post(noticeOf(profile));
    const [notice] = await stored();
    const { feedback } = feedbackInput() as { feedback: object };

    const named = await customer.send({ notice: notice?.id, feedback });
    const unnamed = await customer.send(feedbackInput({}, profile));

    expect([named.state, unnamed.state]).toEqual(['delivered', 'delivered']);
    expect([named.refs.notice, unnamed.refs.notice]).toEqual([notice?.id, notice?.id]);
    await expect(
      customer.send({ notice: '01234567-89ab-7cde-8f01-23456789abcd', feedback }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('leads to the dossier: a session is opened, the dossier fetched and sealed, the session closed', async () => {
    await post(noticeOf(profile));
    const [notice] = await stored();
    const result = await scene.get(FetchDossier).run({ ...customer.ids, notice: notice?.id ?? '' });

    expect(result).toMatchObject({ dossierState: 'fetched', dossierCode: null });
    expect(result.dossier?.toString('utf8')).not.toContain('voorbeeld');
    expect([...scene.simulator.center.sessions.values()]).toEqual([
      { koppelsleutel: SAMPLE_KEY, closedWith: 'OverdrachtGeslaagd' },
    ]);
    expect(await stepsOf(notice?.id ?? '')).toEqual(['GESLAAGD', 'GESLAAGD', 'GESLAAGD']);
    expect(scene.simulator.messages.flatMap(({ schemaErrors }) => schemaErrors)).toEqual([]);
    expect(scene.simulator.messages.map(({ service }) => service)).toEqual([
      'trafficCenter',
      'school',
      'trafficCenter',
    ]);
  });

  it('tells why there is no dossier, and closes the session with that', async () => {
    await post(noticeOf(profile));
    const [notice] = await stored();
    scene.simulator.school.notReady.set(SAMPLE_KEY, 'LeerlinginfoNietOpvraagbaar');

    expect(await scene.get(FetchDossier).run({ ...customer.ids, notice: notice?.id ?? '' })).toMatchObject({
      ...{ dossierState: 'refused', dossierCode: 'LeerlinginfoNietOpvraagbaar' },
    });
    expect([...scene.simulator.center.sessions.values()][0]?.closedWith).toBe('LeerlinginfoNietOpvraagbaar');
    expect((await stepsOf(notice?.id ?? '')).slice(-3)).toEqual(['GESLAAGD', 'AFGEWEZEN', 'GESLAAGD']);
  });

  it('satisfies the third precondition of the seed, where the Traffic Center checks it', async () => {
    scene.simulator.switches.requireDossierOpgevraagd = true;
    expect(await customer.send(feedbackInput({}, profile))).toMatchObject({
      cause: 'OnbekendeKoppelsleutel',
    });
    await post(noticeOf(profile));
    const [notice] = await stored();
    await scene.get(FetchDossier).run({ ...customer.ids, notice: notice?.id ?? '' });
    expect(await customer.send(feedbackInput({}, profile))).toMatchObject({ state: 'delivered' });
  });

  it.each([
    [
      'another organisation',
      () => post(noticeOf(profile), { as: certificates.supplier('00000003555555550000') }),
    ],
    ['a certificate without a number', () => post(noticeOf(profile), { as: certificates.supplier('', {}) })],
    [
      'an unknown connection',
      () =>
        post(noticeOf(profile), {
          path: '/oso/01234567-89ab-7cde-8f01-23456789abcd/01234567-89ab-7cde-8f01-23456789abcd',
        }),
    ],
    ['another path', () => post(noticeOf(profile), { path: '/' })],
  ])('from %s is refused, always in the same words', async (_who, send) => {
    const answer = await send();
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Niet toegestaan');
  });

  it('is not even heard without a certificate, or with one of another authority', async () => {
    await expect(post(noticeOf(profile), { as: null })).rejects.toThrow();
    const other = makeCa().issue({ cn: 'x', subjectSerialNumber: numbers.B, clientAuth: true });
    await expect(post(noticeOf(profile), { as: other })).rejects.toThrow();
  });

  it.each([
    ['without a Koppelsleutel', noticeOf(profile).replace(/<n:koppelsleutel>.*<\/n:koppelsleutel>/, '')],
    ['for a change of school', noticeOf(profile).replace(/<n:doel>\w+</, '<n:doel>OV<')],
    [
      'with its fields out of order',
      noticeOf(profile)
        .replace(/(<n:doel>\w+<\/n:doel>)(?=<\/n:not)/, '')
        .replace(
          '<n:notificatieRequest>',
          `<n:notificatieRequest><n:doel>${profiles[profile].doel}</n:doel>`,
        ),
    ],
    ['in a foreign namespace', noticeOf(profile, SAMPLE_KEY, 'urn:x')],
    ['with a DOCTYPE', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${noticeOf(profile)}`],
    ['that is no XML', 'Hallo'],
  ])('%s is refused as invalid, and nothing is stored', async (_what, body) => {
    const before = await stored();
    const answer = await post(body);
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('s:Client');
    expect(await stored()).toEqual(before);
  });

  it('of more than 64 KiB is not read', async () => {
    expect((await post(noticeOf(profile) + ' '.repeat(70_000))).status).toBe(413);
  });

  it('is forgotten with its Koppelsleutel when its Terugkoppeling is 30 days old, and not before', async () => {
    const other = await scene.customer();
    const sent = await other.send(feedbackInput({}, profile));
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

    expect(await scene.get(ForgetFeedback).run(other.ids, inDays(29))).toBe(0);
    expect(await scene.get(ForgetFeedback).run(other.ids, inDays(31))).toBe(1);
    expect(await scene.get(ForgetFeedback).run(other.ids, inDays(31))).toBe(0);
    expect(await other.look(sent.id)).toMatchObject({ state: 'delivered', refs: { koppelsleutel: '2000' } });
  });
});
