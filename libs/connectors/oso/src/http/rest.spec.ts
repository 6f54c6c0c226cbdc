import { randomUUID } from 'node:crypto';
import { PlatformModule, platformStorages } from '@gateway/connector';
import { newId } from '@gateway/database';
import { HttpModule, httpStorage } from '@gateway/http';
import { ApiKeys, IdentityModule, identityStorage, PERMISSIONS } from '@gateway/identity';
import { TestDatabase } from '@gateway/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { OsoModule } from '../oso.module';
import { numbers, OsoSimulator, SAMPLE_KEY } from '../simulator';
import { storage } from '../storage';
import { egressAllow, feedbackInput, pointInput, sampleSettings } from '../testing';

const PASSWORD = 'geheim123';

describe('OSO over REST', () => {
  let simulator: OsoSimulator;
  let test: TestDatabase;
  let app: NestExpressApplication;
  let base: string;
  let token: string;

  beforeAll(async () => {
    simulator = await OsoSimulator.start();
    test = await TestDatabase.create(...platformStorages, httpStorage, identityStorage, storage);
    const building = await Test.createTestingModule({
      imports: [
        PlatformModule.with({
          ...{ databaseUrl: test.url, poolSize: 6, works: false, vault: {} },
          storages: [httpStorage, identityStorage, storage],
          egress: { EGRESS_ALLOW: egressAllow(simulator) },
        }),
        ...[HttpModule, IdentityModule, OsoModule],
      ],
    }).compile();
    app = building.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    await app.listen(0, '127.0.0.1');
    const tenant = await test.tenant();
    base = `/tenants/${tenant}/oso/connections`;
    const key = await test.database.tenant(tenant, (tx) =>
      app
        .get(ApiKeys)
        .create(tx, { type: 'user', id: newId() }, { tenant, name: 'LAS', scopes: PERMISSIONS }),
    );
    token = key.token;
    base += `/${await connect()}`;
  });
  afterEach(() => simulator.reset());
  afterAll(async () => {
    await app.close();
    await test.drop();
    await simulator.stop();
  });

  const http = () => request(app.getHttpServer());
  const authorized = (call: request.Test) =>
    call.set('Authorization', `Bearer ${token}`).set('Acting-User', 'anna.de-vries');
  const send = (content: object, key: string = randomUUID()) =>
    authorized(http().post(`${base}/feedback`))
      .set('Idempotency-Key', key)
      .send(content);

  /** Everything an administrator does, in the order in which it is done. */
  const connect = async (): Promise<string> => {
    const { trafficCenterUrl: _, ...rest } = sampleSettings();
    const settings = { ...rest, trafficCenterUrl: simulator.url, serverCa: simulator.certificates.caPem };
    const made = await authorized(http().post(base))
      .send({ name: 'OSO', settings, active: true })
      .expect(201);
    const { id } = made.body as { id: string };
    const file = simulator.certificates.supplierP12(numbers.A, PASSWORD).toString('base64');
    await authorized(http().put(`${base}/${id}/certificate`))
      .send({ file, password: PASSWORD })
      .expect(200);
    return id;
  };

  it('confirms a Terugkoppeling, and shows its life without its content', async () => {
    const { body } = await send(feedbackInput()).expect(200);
    expect(body).toMatchObject({
      ...{ state: 'BEVESTIGD', koppelsleutel: '…2000', orderedBy: 'anna.de-vries', attempts: 1 },
      result: { code: 'TerugkoppelingOntvangen', message: 'De terugkoppeling is verstuurd.' },
    });
    const { id } = body as { id: string };
    const shown = await authorized(http().get(`${base}/feedback/${id}`)).expect(200);
    const { timeline } = shown.body as { timeline: { step: string }[] };
    expect(timeline.map(({ step }) => step)).toEqual(['GEMELD', 'BEVESTIGD']);
    expect(shown.text).not.toContain(SAMPLE_KEY);
    expect(shown.text).not.toContain('Extra begeleiding');
    const list = await authorized(http().get(`${base}/feedback?state=BEVESTIGD&limit=1`)).expect(200);
    expect(list.body).toMatchObject({ items: [{ id }] });
  });

  it('answers a refusal with the code, the message to the end user word for word, and the advice', async () => {
    const { body } = await send(feedbackInput({ doel: pointInput('oso2017', 103) })).expect(409);
    expect(body).toMatchObject({
      ...{ code: 'AanvragerNietBeschikbaar', status: 409, state: 'AFGEWEZEN', retryable: true },
      detail:
        'Er heeft zich een interne fout voorgedaan tijdens de SWV aanvraag. Neem contact op met je software leverancier.',
      result: {
        retry: 'manual',
        explanations: { de: { who: 'admin' }, en: { who: 'admin' }, nl: { who: 'admin' } },
      },
    });
  });

  it('answers a new code of the Traffic Center with that code, and as one we do not know', async () => {
    simulator.misbehave('trafficCenter', {
      kind: 'content',
      xml: '<o:meldenTerugkoppelingResponse><o:resultaat>IetsNieuws</o:resultaat></o:meldenTerugkoppelingResponse>',
    });
    const { body } = await send(feedbackInput()).expect(502);
    expect(body).toMatchObject({
      code: 'IetsNieuws',
      result: { code: 'GW_OnbekendeResultaatcode', rawCode: 'IetsNieuws' },
    });
  });

  it.each([
    ['OnbekendeKoppelsleutel', 422, { koppelsleutel: `AAAA${SAMPLE_KEY.slice(4)}` }],
    ['OngeautoriseerdAanleverpunt', 403, { doel: pointInput('oso2017', 105) }],
    ['GW_OngeldigeInvoer', 400, { bron: { brin: '00YY00', aanleverpuntIndex: 0 } }],
    ['GW_OngeldigeInvoer', 400, { bsn: '123456782' }],
  ])('answers %s with %d', async (code, status, parts) => {
    const { body, type } = await send(feedbackInput(parts)).expect(status);
    expect(body).toMatchObject({ code, status });
    expect(type).toBe('application/problem+json');
  });

  it('OSO 34: answers the same request again without sending it', async () => {
    const key = randomUUID();
    const first = await send(feedbackInput(), key).expect(200);
    const again = await send(feedbackInput(), key).expect(200);
    expect(again.body).toEqual(first.body);
    expect(simulator.received('school')).toHaveLength(1);
  });

  it('takes attachments of 10 MiB, and nothing above 15 MiB', async () => {
    const file = Buffer.concat([Buffer.from('%PDF-1.7 '), Buffer.alloc(5_242_800 - 9, 'x')]);
    const attachment = { mimeType: 'application/pdf', content: file.toString('base64') };
    const attachments = ['een', 'twee'].map((name) => ({ ...attachment, fileName: `${name}.pdf` }));
    const feedback = { date: '2026-11-24T10:00:00+01:00', status: 'Toegekend', attachments };

    await send(feedbackInput({ feedback })).expect(200);
    expect(simulator.school.shown[0]?.values.map(([name]) => name)).toContain(
      'terugkoppeling.bijlage.inhoud',
    );
    const more = [...attachments, ...attachments];
    const answer = await send(feedbackInput({ feedback: { ...feedback, attachments: more } })).expect(413);
    expect(answer.body).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('takes nothing without the account that orders it', async () => {
    for (const account of ['', 'Anna de Vries', 'a@b.nl']) {
      const call = http()
        .post(`${base}/feedback`)
        .set('Authorization', `Bearer ${token}`)
        .set('Idempotency-Key', randomUUID());
      const { body } = await (account ? call.set('Acting-User', account) : call)
        .send(feedbackInput())
        .expect(400);
      expect(body).toMatchObject({ field: 'Acting-User' });
    }
  });

  it('resends what did not arrive, and closes what will not be sent', async () => {
    simulator.misbehave('school', { kind: 'status', status: 500 }, { kind: 'abort' });
    const failed = await send(feedbackInput()).expect(502);
    expect(failed.body).toMatchObject({
      code: 'GW_TerugkoppelingNietAfgeleverd',
      actions: ['resend', 'resolve'],
    });
    const at = `${base}/feedback/${(failed.body as { id: string }).id}`;
    const uncertain = await authorized(http().post(`${at}/resend`)).expect(504);
    expect(uncertain.body).toMatchObject({ code: 'GW_AfleveringOnzeker', state: 'ONZEKER' });

    await authorized(http().post(`${at}/close`))
      .send({ as: 'resolved', reason: '' })
      .expect(400);
    const closed = await authorized(http().post(`${at}/close`))
      .send({ as: 'resolved', reason: 'Per post' })
      .expect(200);
    expect(closed.body).toMatchObject({ state: 'AFGESLOTEN', actions: [] });
    await authorized(http().post(`${at}/resend`)).expect(409);
  });

  it('OSO 40: tests the connection step by step', async () => {
    const { body } = await authorized(http().post(`${base}/test`)).expect(200);
    expect((body as { steps: object[] }).steps).toHaveLength(4);
    expect(body).toMatchObject({ steps: expect.arrayContaining([{ step: 'ping', result: 'ok' }]) });
  });

  it('says clearly that the content of a dossier is not available in any profile', async () => {
    const { body } = await authorized(http().get(`${base}/notices/${newId()}/dossier`)).expect(409);
    expect(body).toMatchObject({ code: 'NOT_AVAILABLE_IN_PROFILE' });
    await authorized(http().get(`${base}/notices`)).expect(200, { items: [], next: null });
  });

  it('keeps the tenants apart', async () => {
    await authorized(http().get(`${base.replace(/tenants\/[^/]+/, `tenants/${newId()}`)}/feedback`)).expect(
      401,
    );
    await authorized(http().get(`${base}/feedback/${newId()}`)).expect(404);
    const { body } = await authorized(http().get(`${base}/feedback/keine-id`)).expect(404);
    expect(body).toMatchObject({ code: 'NOT_FOUND' });
  });
});
