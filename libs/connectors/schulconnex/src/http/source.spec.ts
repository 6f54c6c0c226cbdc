import { randomUUID } from 'node:crypto';
import { PlatformModule, platformStorages } from '@gateway/connector';
import { newId } from '@gateway/database';
import { HttpModule, httpStorage } from '@gateway/http';
import { ApiKeys, IdentityModule, identityStorage, PERMISSIONS } from '@gateway/identity';
import { TestDatabase } from '@gateway/testing';
import { Payloads } from '@gateway/vault';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { SchulconnexModule } from '../schulconnex.module';
import { storage } from '../storage';
import { offerImports } from '../storage/imports';
import { aLocalPerson, sampleSchool, sampleSettings } from '../testing';

describe('a school’s software over REST', () => {
  let test: TestDatabase;
  let app: NestExpressApplication;
  let tenant: string;
  let token: string;
  let connections: string;
  let base: string;

  beforeAll(async () => {
    test = await TestDatabase.create(...platformStorages, httpStorage, identityStorage, storage);
    const building = await Test.createTestingModule({
      imports: [
        PlatformModule.with({
          ...{ databaseUrl: test.url, poolSize: 6, works: false, vault: {} },
          storages: [httpStorage, identityStorage, storage],
          egress: { EGRESS_ALLOW: '127.0.0.1:8473=127.0.0.0/8' },
        }),
        ...[HttpModule, IdentityModule, SchulconnexModule],
      ],
    }).compile();
    app = building.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    await app.listen(0, '127.0.0.1');
    tenant = await test.tenant();
    token = await keyFor(tenant);
    connections = `/tenants/${tenant}/schulconnex/connections`;
    const { body } = await as(http().post(connections))
      .send({ name: 'Schulconnex', settings: sampleSettings() })
      .expect(201);
    base = `${connections}/${(body as { id: string }).id}`;
  });
  afterAll(async () => {
    await app.close();
    await test.drop();
  });

  const http = () => request(app.getHttpServer());
  const as = (call: request.Test, bearer = token) => call.set('Authorization', `Bearer ${bearer}`);
  const upload = (path: string, key: string = randomUUID()) =>
    as(http().post(`${base}/source/${path}`)).set('Idempotency-Key', key);
  const keyFor = async (owner: string): Promise<string> => {
    const by = { type: 'user', id: newId() } as const;
    const given = { tenant: owner, name: 'SVS', scopes: PERMISSIONS };
    return (await test.database.tenant(owner, (tx) => app.get(ApiKeys).create(tx, by, given))).token;
  };
  const lines = ({ people, groups } = sampleSchool(50), end: object = {}): string =>
    [
      ...people.map((person) => ({ person })),
      ...groups.map((group) => ({ group })),
      { end: { people: people.length, groups: groups.length, ...end } },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n');
  const stream = (body: string, key?: string) =>
    upload('snapshots/stream', key).set('Content-Type', 'application/x-ndjson').send(body);

  it('hands over a snapshot as JSON, and reads it back page by page', async () => {
    const { people, groups } = sampleSchool(60);
    const answer = await upload('snapshots').send({ people, groups }).expect(201);
    expect(answer.body).toMatchObject({ state: 'complete', people: 60, groups: groups.length, findings: [] });

    const first = await as(http().get(`${base}/source/people?limit=40`)).expect(200);
    const { next } = first.body as { next: string };
    const second = await as(http().get(`${base}/source/people?limit=40&cursor=${next}`)).expect(200);
    const { items } = second.body as { items: unknown[] };
    expect(items).toEqual(people.slice(40));
    const one = await as(http().get(`${base}/source/groups/${groups[0]?.key}`)).expect(200);
    expect(one.body).toEqual(groups[0]);
  });

  it('hands over a snapshot as lines, once under its key', async () => {
    const key = randomUUID();
    const { body } = await stream(lines(), key).expect(201);
    const again = await stream(lines(), key).expect(201);

    expect(body).toMatchObject({ state: 'complete', people: 50 });
    expect(again.body).toEqual(body);
    const other = await stream(lines(sampleSchool(49)), key).expect(409);
    expect(other.body).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  it.each([
    ['without an end', lines().replace(/\n[^\n]*$/, ''), 'SNAPSHOT_INCOMPLETE', undefined],
    ['that is short', lines(undefined, { people: 51 }), 'SNAPSHOT_INCOMPLETE', undefined],
    ['with a line nobody can read', `{"person": \n${lines()}`, 'SNAPSHOT_REFUSED', 'line 1'],
    ['with a line that is nothing', `{"pupil": {}}\n${lines()}`, 'SNAPSHOT_REFUSED', 'line 1'],
  ])('refuses a stream %s', async (_, body, code, field) => {
    const answer = await stream(body).expect(422);

    const { errors } = answer.body as { errors?: { field: string }[] };
    expect([answer.body, errors?.[0]?.field]).toMatchObject([{ code }, field]);
  });

  it('names every mistake by code, place and what to do, and no value', async () => {
    const wrong = { ...aLocalPerson({ birthDate: '31.12.2014' }), gender: 'Kanarienvogel' };
    const answer = await upload('snapshots?refuses=snapshot')
      .send({ people: [wrong], groups: [] })
      .expect(422);

    expect(answer.body).toMatchObject({
      code: 'SNAPSHOT_REFUSED',
      errors: [
        {
          code: 'DATE_INVALID',
          field: 'people[0].birthDate',
          message: expect.stringContaining('YYYY-MM-DD') as unknown,
        },
        {
          code: 'CODE_UNKNOWN',
          field: 'people[0].gender',
          message: expect.stringContaining('Geschlecht') as unknown,
        },
      ],
    });
    expect(answer.text).not.toContain('Kanarienvogel');
    const { body } = await as(http().get(`${base}/source/snapshots`)).expect(200);
    expect((body as { items: object[] }).items[0]).toMatchObject({ state: 'refused', refused: 1 });
  });

  it('changes single records', async () => {
    await upload('snapshots')
      .send({ people: [aLocalPerson()], groups: [] })
      .expect(201);
    const answer = await upload('changes')
      .send({ upsert: { people: [aLocalPerson({ key: 'S-2' })] }, remove: { people: ['S-1'] } })
      .expect(200);

    expect(answer.body).toEqual({ version: 2, people: 1, groups: 0 });
    await as(http().get(`${base}/source/people/S-1`)).expect(404);
    await upload('changes')
      .send({ remove: { people: ['a\u0000'] } })
      .expect(400);
  });

  it('takes imports over, and shows what belongs together', async () => {
    const [, , , , , connection = ''] = base.split('/');
    await test.database.tenant(tenant, (tx) =>
      offerImports(tx, app.get(Payloads), { tenant, connection }, [
        { kind: 'person', remoteId: 'uuid9', revision: '1', content: { familyName: 'Muster' } },
      ]),
    );
    const { body } = await as(http().get(`${base}/imports`)).expect(200);
    const [offer] = (body as { items: { id: string; content: object }[] }).items;
    expect(offer?.content).toEqual({ familyName: 'Muster' });

    await as(http().post(`${base}/imports/${offer?.id}/acknowledge`))
      .send({ key: 'S-9' })
      .expect(204);
    await as(http().post(`${base}/imports/${offer?.id}/reject`))
      .send({ reason: 'TOO_LATE' })
      .expect(409);
    const links = await as(http().get(`${base}/links?kind=person`)).expect(200);
    expect(links.body).toMatchObject({ items: [{ key: 'S-9', remoteId: 'uuid9', rule: 'import' }] });
  });

  it('shows a stranger nothing, whatever they ask for', async () => {
    const other = await test.tenant();
    const stranger = await keyFor(other);
    await as(http().get(`${base}/source/people`), stranger).expect(401);
    await as(http().get(`${base.replace(tenant, other)}/source/people`), stranger).expect(404);
    await as(http().get(`${base.replace(tenant, other)}/imports`), stranger).expect(404);
    await as(http().get(`${connections}/${newId()}/source/people`)).expect(404);
    const nothing = await as(http().get(`${connections}/no-id/links`)).expect(404);

    expect(nothing.body).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('R18: stores credentials that are never shown', async () => {
    const credentials = { clientSecret: 'geheim-1', password: 'geheim-2' };
    const stored = await as(http().put(`${base}/credentials`))
      .send(credentials)
      .expect(200);
    const shown = await as(http().get(`${base}/credentials`)).expect(200);
    const connection = await as(http().get(base)).expect(200);

    expect(stored.body).toMatchObject({ version: 1, description: { hasPassword: true } });
    expect(stored.text + shown.text + connection.text).not.toMatch(/geheim-/);
  });

  it('refuses settings that cannot work, naming each', async () => {
    const settings = {
      ...sampleSettings(),
      baseUrl: 'http://x/',
      namespace: 'a b',
      codeLists: { Rolle: [1] },
    };
    const answer = await as(http().post(connections)).send({ name: 'x', settings }).expect(400);

    const { errors } = answer.body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([
      '/settings/baseUrl',
      '/settings/codeLists',
      '/settings/namespace',
    ]);
    const inside = { ...sampleSettings(), tokenUrl: 'https://10.0.0.1/token' };
    const blocked = await as(http().post(connections)).send({ name: 'x', settings: inside }).expect(422);
    expect(blocked.body).toMatchObject({ code: 'URL_NOT_ALLOWED', field: '/settings/tokenUrl' });
  });
});
