import { auditStorage } from '@gateway/audit';
import { Database, newId } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { HttpModule, OpenAccess, serveOpenApi } from '@gateway/http';
import { TestDatabase } from '@gateway/testing';
import { Body, Controller, Delete, Get, Global, Module, Param, Post } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import supertest from 'supertest';
import {
  ApiKeys,
  Caller,
  IdentityModule,
  identityStorage,
  Permission,
  PERMISSIONS,
  type PermissionName,
} from '../index';
import { FailedAttempts } from './failed-attempts';

class Input {
  @IsString()
  readonly text!: string;
}

@Controller('api/v1/tenants/:tenant/records')
class RecordsController {
  @Get()
  @Permission('records:read')
  list(@Caller() { tenant, actor, permissions }: Caller): object {
    return { tenant, actor, permissions: [...permissions] };
  }

  @Get(':id')
  @Permission('records:read', 'missing')
  show(@Param('id') id: string): never {
    throw new NotFound('record', id);
  }

  @Post()
  @Permission('records:write')
  create(@Body() input: Input): object {
    return input;
  }

  @Delete(':id')
  forgotten(): string {
    return 'nobody declared who may do this';
  }
}

@Controller('api/v1/tenants/:tenant/keys')
@Permission('keys:write')
class KeysController {
  @Get()
  list(): object {
    return [];
  }
}

@Controller('api/v1/installation')
class InstallationController {
  @Get()
  @Permission('audit:read')
  show(): string {
    return 'no tenant in the path';
  }

  @Get('open')
  @OpenAccess()
  open(): string {
    return 'everybody';
  }

  @Get('open/caller')
  @OpenAccess()
  nobody(@Caller() caller: Caller): object {
    return caller;
  }
}

/** As much of an OpenAPI document as these tests look at. */
interface ApiDocument {
  paths: Record<string, Record<string, { security?: unknown; responses: object }>>;
}

/** Every route of the test application that is not open, and what it needs. */
const ROUTES: [
  method: 'get' | 'post' | 'delete',
  path: string,
  needs: PermissionName | undefined,
  granted: number,
][] = [
  ['get', '/records', 'records:read', 200],
  ['get', '/records/7', 'records:read', 404],
  ['post', '/records', 'records:write', 201],
  ['delete', '/records/7', undefined, 403],
  ['get', '/keys', 'keys:write', 200],
];

describe('AccessGuard', () => {
  let test: TestDatabase;
  let app: NestExpressApplication;
  let keys: ApiKeys;
  let tenant: string;
  let other: string;

  beforeAll(async () => {
    test = await TestDatabase.create(auditStorage, identityStorage);

    @Global()
    @Module({ providers: [{ provide: Database, useValue: test.database }], exports: [Database] })
    class TestDatabaseModule {}

    @Module({
      imports: [TestDatabaseModule, HttpModule, IdentityModule, DiscoveryModule],
      controllers: [RecordsController, KeysController, InstallationController],
    })
    class TestModule {}

    const built = await Test.createTestingModule({ imports: [TestModule] })
      .overrideProvider(FailedAttempts)
      .useFactory({ factory: () => new FailedAttempts() })
      .compile();
    app = built.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    app.set('trust proxy', 'loopback');
    serveOpenApi(app, '/api/v1/openapi.json', { title: 'Test', description: '', version: '1', tags: {} });
    await app.listen(0, '127.0.0.1');
    keys = app.get(ApiKeys);
    [tenant, other] = [await test.tenant(), await test.tenant()];
  });

  afterAll(async () => {
    await app.close();
    await test.drop();
  });

  let addresses = 0;

  /** Every call comes from an address of its own, so that wrong keys of one test do not slow down the next. */
  const send = (method: 'get' | 'post' | 'delete', path: string, token?: string, from?: string) => {
    const asked = supertest(app.getHttpServer())
      [method](path)
      .set('X-Forwarded-For', from ?? `2001:db8::${++addresses}`)
      .set('X-Request-Id', 'vendor-4711');
    if (method === 'post') void asked.send({ text: 'a' });
    return token === undefined ? asked : asked.set('Authorization', `Bearer ${token}`);
  };
  const request = { send };
  const inTenant = (path: string, of = tenant) => `/api/v1/tenants/${of}${path}`;
  const bytesOf = async (asked: supertest.Test) => {
    const { status, text, headers } = (await asked) as {
      status: number;
      text: string;
      headers: Record<string, string>;
    };
    return { status, text, headers: new Map(Object.entries({ ...headers, date: '' })) };
  };
  const keyOf = async (of: string, ...scopes: PermissionName[]) => {
    const actor = { type: 'operator', id: newId() } as const;
    return test.database.tenant(of, (tx) => keys.create(tx, actor, { tenant: of, name: 'Test', scopes }));
  };

  it('is tried on every route there is', () => {
    const scanner = new MetadataScanner();
    const handlers = app
      .get(DiscoveryService)
      .getControllers()
      .filter(({ metatype }) => metatype !== InstallationController)
      .flatMap(({ metatype }) => scanner.getAllMethodNames((metatype as { prototype: object }).prototype));

    expect(ROUTES).toHaveLength(handlers.length);
  });

  describe.each(ROUTES)('on %s %s', (method, path, needs, granted) => {
    it('answers 401 alike without a key, with a wrong one, a foreign one and for a tenant that is not', async () => {
      const [own, foreign] = [await keyOf(tenant, ...PERMISSIONS), await keyOf(other, ...PERMISSIONS)];
      const wrong = `${own.token.slice(0, -5)}AAAA${own.token.slice(-1)}`;
      const nobody = await bytesOf(request.send(method, inTenant(path)));

      expect(nobody.status).toBe(401);
      expect(JSON.parse(nobody.text)).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(nobody.headers.get('www-authenticate')).toBe('Bearer realm="drehkreuz"');
      for (const asked of [
        request.send(method, inTenant(path), wrong),
        request.send(method, inTenant(path), foreign.token),
        request.send(method, inTenant(path), 'nonsense'),
        request.send(method, inTenant(path, newId()), own.token),
        request.send(method, inTenant(path, 'nonsense'), own.token),
        request.send(method, inTenant(path)).set('Authorization', 'Basic eDp5'),
      ]) {
        expect(await bytesOf(asked)).toEqual(nobody);
      }
    });

    it('answers 401 with the reason to the holder of an expired or revoked key', async () => {
      const [expired, revoked] = [await keyOf(tenant, ...PERMISSIONS), await keyOf(tenant, ...PERMISSIONS)];
      await test.admin(`update api_key set expires_at = now() - interval '1 second' where id = $1`, [
        expired.key.id,
      ]);
      await test.admin(`update api_key set revoked_at = now() where id = $1`, [revoked.key.id]);

      for (const { token } of [expired, revoked]) {
        const { body } = await request.send(method, inTenant(path), token).expect(401);
        expect(body).toMatchObject({ code: 'KEY_EXPIRED' });
      }
    });

    it('answers 403 to a key that has every permission but the one it takes', async () => {
      const { token } = await keyOf(tenant, ...PERMISSIONS.filter((permission) => permission !== needs));

      const { body } = await request.send(method, inTenant(path), token).expect(403);
      expect(body).toMatchObject({ code: 'PERMISSION_DENIED' });
    });

    it(`answers ${granted} to a key that has ${needs ?? 'everything, because nobody declared who may'}`, async () => {
      const { token } = await keyOf(tenant, ...(needs ? [needs] : PERMISSIONS));

      await request.send(method, inTenant(path), token).expect(granted);
    });
  });

  it('tells the handler who is asking', async () => {
    const { key, token } = await keyOf(tenant, 'records:read', 'runs:start');

    await request.send('get', inTenant('/records'), token).expect(200, {
      tenant,
      actor: { type: 'key', id: key.id, auth: 'api-key' },
      permissions: ['records:read', 'runs:start'],
    });
  });

  it('Bad input 14: answers a foreign id and one that never was with the same bytes', async () => {
    const { token } = await keyOf(tenant, 'records:read');
    const ask = (id: string) => bytesOf(request.send('get', inTenant(`/records/${id}`), token));

    expect(await ask(newId())).toEqual(await ask('x'));
  });

  it('reads nothing of a body before it knows who sent it', async () => {
    const { body } = await request
      .send('post', inTenant('/records'))
      .type('json')
      .serialize((text) => text as string)
      .send('{not json')
      .expect(401);

    expect(body).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('lets no key of a tenant into what belongs to no tenant', async () => {
    const { token } = await keyOf(tenant, ...PERMISSIONS);

    await request.send('get', '/api/v1/installation', token).expect(401);
  });

  it('lets everybody into what is declared open, as nobody', async () => {
    await request.send('get', '/api/v1/installation/open').expect(200, 'everybody');
    await request.send('get', '/api/v1/installation/open/caller').expect(401);
  });

  it('lets an address that tries keys wait, and no other', async () => {
    const { token } = await keyOf(tenant, 'records:read');
    const from = '2001:db8:ffff::1';
    for (let time = 0; time < 30; time += 1)
      await request.send('get', inTenant('/records'), 'wrong', from).expect(401);

    const { body } = await request
      .send('get', inTenant('/records'), token, from)
      .expect(429)
      .expect('Retry-After', /^[12]$/);
    expect(body).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryable: true });
    await request.send('get', inTenant('/records'), token).expect(200);
  });

  it('is described: the key, and what happens without it', async () => {
    const { body } = (await request.send('get', '/api/v1/openapi.json').expect(200)) as { body: ApiDocument };
    const show = body.paths['/api/v1/tenants/{tenant}/records/{id}']!.get!;

    expect(show.security).toEqual([{ bearer: [] }]);
    expect(Object.keys(show.responses)).toEqual(['401', '403', '404', '429', '2XX', 'default']);
    expect(body.paths['/api/v1/tenants/{tenant}/keys']!.get!.security).toEqual([{ bearer: [] }]);
    expect(body.paths['/api/v1/installation/open']!.get!.security).toBeUndefined();
  });
});
