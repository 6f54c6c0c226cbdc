import { StorageUnavailable, NotFound } from '@gateway/errors';
import { Body, Controller, Get, HttpCode, Logger, Module, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import type { Request } from 'express';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import {
  HealthModule,
  HttpModule,
  IdempotencyKey,
  PageQuery,
  Problems,
  readNdjson,
  serveOpenApi,
  StreamedBody,
  type HealthCheck,
} from './index';

class Note {
  @ApiProperty()
  @IsString()
  readonly text!: string;
}

class NoteView extends Note {
  @ApiProperty({ type: 'string', nullable: true })
  readonly author!: string | null;
}

@ApiTags('notes')
@Controller('api/v1/notes')
class NotesController {
  @Get()
  list(@Query() query: PageQuery): object {
    return query;
  }

  @Problems('missing', 'refused', 'garbled')
  @ApiOkResponse({ type: NoteView })
  @Get(':id')
  show(@Param('id') id: string): never {
    if (id === 'bug') throw new TypeError('Cannot read "CANARY" of undefined');
    if (id === 'outage') throw new StorageUnavailable();
    throw new NotFound('note', id);
  }

  @Post()
  create(@Body() { text }: Note): object {
    return { text };
  }

  @Post('once')
  once(@IdempotencyKey() key: string): object {
    return { key };
  }

  @Post('many')
  @HttpCode(200)
  @StreamedBody()
  async many(@Req() request: Request): Promise<object> {
    const batches: unknown[] = [];
    for await (const batch of readNdjson(request, { batchSize: 2, maxLineBytes: 40, maxBytes: 400 })) {
      batches.push(
        batch.map((line) => ('error' in line ? [line.line, line.error.code] : [line.line, line.value])),
      );
    }
    return { batches };
  }
}

/** As much of an OpenAPI document as these tests look at. */
interface ApiDocument {
  components: { schemas: Record<string, { required: string[]; properties: Record<string, unknown> }> };
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        requestBody?: unknown;
        responses: Record<string, { content: Record<string, { schema: unknown }> }>;
      }
    >
  >;
}

let databaseIsUp = true;

class StubbornCheck implements HealthCheck {
  readonly name = 'database';

  check(): Promise<void> {
    return databaseIsUp ? Promise.resolve() : Promise.reject(new Error('CANARY'));
  }
}

@Module({ imports: [HttpModule, HealthModule.checking(StubbornCheck)], controllers: [NotesController] })
class TestModule {}

const MIB = 1_048_576;

describe('an application with HttpModule', () => {
  let app: NestExpressApplication;
  const logged: unknown[] = [];

  beforeAll(async () => {
    const built = await Test.createTestingModule({ imports: [TestModule] }).compile();
    app = built.createNestApplication<NestExpressApplication>({ bodyParser: false });
    const silent = () => undefined;
    app.useLogger({ log: silent, warn: silent, error: (entry: unknown) => void logged.push(entry) });
    serveOpenApi(app, '/api/v1/openapi.json', {
      title: 'Notes',
      description: 'For tests',
      version: '1.0.0',
      tags: { notes: 'What is noted' },
    });
    await app.listen(0, '127.0.0.1');
  });

  beforeEach(() => {
    logged.length = 0;
    databaseIsUp = true;
  });

  afterAll(async () => {
    Logger.overrideLogger(false);
    await app.close();
  });

  const server = () => supertest(app.getHttpServer());
  const send = (path: string, type: string, body: string | Buffer, headers: Record<string, string>) =>
    server()
      .post(path)
      .set({ 'content-type': type, ...headers })
      .serialize((text) => text as string)
      .send(body);
  const request = {
    get: (path: string) => server().get(path),
    post: (path: string) => server().post(path),
    json: (body: string | Buffer, headers: Record<string, string> = {}) =>
      send('/api/v1/notes', 'application/json', body, headers),
    lines: (body: string | Buffer, headers: Record<string, string> = {}) =>
      send('/api/v1/notes/many', 'application/x-ndjson', body, headers),
  };

  it('hands a handler the instance its class describes', async () => {
    await request.json('{"text":"Größe 😀"}').expect(201, { text: 'Größe 😀' });
    await request
      .json(gzipSync('{"text":"packed"}'), { 'content-encoding': 'gzip' })
      .expect(201, { text: 'packed' });
  });

  it('answers an error as a problem that names the request', async () => {
    const { body, headers } = await request
      .get('/api/v1/notes/7')
      .set('X-Request-Id', 'vendor-4711')
      .expect(404)
      .expect('Content-Type', /^application\/problem\+json/);

    expect(headers).toMatchObject({ 'x-request-id': 'vendor-4711', 'cache-control': 'no-store' });
    expect(body).toEqual({
      type: 'urn:drehkreuz:problem:NOT_FOUND',
      title: 'There is no such thing',
      status: 404,
      code: 'NOT_FOUND',
      detail: 'There is no such note',
      retryable: false,
      request: 'vendor-4711',
    });
  });

  it('Bad input 14: answers every id that is not there with the same bytes', async () => {
    const answerTo = async (id: string) => {
      const { status, text, headers } = await request
        .get(`/api/v1/notes/${id}`)
        .set('X-Request-Id', 'vendor-4711');
      return { status, text, headers: { ...headers, date: '' } };
    };

    expect(await answerTo('one')).toEqual(await answerTo('another-that-is-longer'));
  });

  it.each(['short', 'with space in it', 'x'.repeat(129), 'line-feed%0Aforged'])(
    'numbers a request itself that calls itself %j',
    async (id) => {
      const { headers } = await request.get('/api/v1/notes/7').set('X-Request-Id', id);

      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('tells nobody about a bug of ours but the log, and that without its text', async () => {
    const { body } = await request.get('/api/v1/notes/bug').set('X-Request-Id', 'vendor-4711').expect(500);

    expect(body).toMatchObject({ code: 'INTERNAL', request: 'vendor-4711' });
    expect(logged).toEqual([
      expect.objectContaining({ msg: 'Unexpected TypeError', request: 'vendor-4711', code: 'INTERNAL' }),
    ]);
    expect(JSON.stringify([body, logged])).not.toContain('CANARY');
    expect(JSON.stringify(logged)).toContain('http.module.spec');
  });

  it('Bad input 18: says when to come back', async () => {
    await request.get('/api/v1/notes/outage').expect(503).expect('Retry-After', '5');
  });

  it.each([
    ['a route nobody has', 404, 'ROUTE_UNKNOWN', () => request.get('/api/v1/nowhere')],
    ['a path that cannot be decoded', 400, 'REQUEST_INVALID', () => request.get('/api/v1/notes/%E0%A4')],
    ['a NUL in the path', 400, 'QUERY_INVALID', () => request.get('/api/v1/notes/%00')],
    ['a NUL in the query', 400, 'QUERY_INVALID', () => request.get('/api/v1/notes?cursor=%00')],
    ['Bad input 1: a body that is not JSON', 400, 'JSON_INVALID', () => request.json('{"text": x')],
    ['Bad input 1: a byte order mark', 400, 'JSON_INVALID', () => request.json('\ufeff{"text":"a"}')],
    [
      'bytes that are not UTF-8',
      400,
      'JSON_INVALID',
      () => request.json(Buffer.from('{"text":"M\xfcller"}', 'latin1')),
    ],
    ['no body', 400, 'JSON_INVALID', () => request.post('/api/v1/notes')],
    [
      'Bad input 2: a key given twice',
      400,
      'JSON_DUPLICATE_KEY',
      () => request.json('{"text":"a","text":"b"}'),
    ],
    [
      'Bad input 5: a key with a meaning in JavaScript',
      400,
      'FIELD_UNKNOWN',
      () => request.json('{"__proto__":{}}'),
    ],
    ['Bad input 7: a NUL in a text', 400, 'TEXT_INVALID', () => request.json('{"text":"a\\u0000"}')],
    ['an unknown field', 400, 'FIELD_UNKNOWN', () => request.json('{"text":"a","more":1}')],
    ['a field of another type', 400, 'FIELD_INVALID', () => request.json('{"text":7}')],
    [
      'Bad input 13: a tenant in the body',
      400,
      'FIELD_NOT_ALLOWED',
      () => request.json('{"text":"a","tenant":"b"}'),
    ],
    [
      'Bad input 17: an enormous page',
      400,
      'QUERY_INVALID',
      () => request.get('/api/v1/notes?limit=1000000000'),
    ],
    [
      'Bad input 17: an unknown order',
      400,
      'QUERY_INVALID',
      () => request.get('/api/v1/notes?sort=password'),
    ],
    [
      'a form',
      400,
      'CONTENT_TYPE_UNSUPPORTED',
      () => request.post('/api/v1/notes').type('form').send('text=a'),
    ],
    [
      'another charset',
      400,
      'CONTENT_TYPE_UNSUPPORTED',
      () => request.json('{}', { 'content-type': 'application/json; charset=latin1' }),
    ],
    [
      'another packing',
      400,
      'CONTENT_ENCODING_UNSUPPORTED',
      () => request.json('{}', { 'content-encoding': 'br' }),
    ],
    ['gzip that is none', 400, 'GZIP_INVALID', () => request.json('{}', { 'content-encoding': 'gzip' })],
    [
      'half of a gzip',
      400,
      'GZIP_INVALID',
      () => request.json(gzipSync('{"text":"a"}').subarray(0, 20), { 'content-encoding': 'gzip' }),
    ],
    [
      'Bad input 4: more than 5 MiB',
      413,
      'BODY_TOO_LARGE',
      () => request.json(`{"text":"${'a'.repeat(5 * MIB)}"}`),
    ],
    [
      'Bad input 4: gzip of more than 5 MiB',
      413,
      'BODY_TOO_LARGE',
      () => request.json(gzipSync(Buffer.alloc(50 * MIB)), { 'content-encoding': 'gzip' }),
    ],
    [
      'Bad input 4: gzip of more than tenfold',
      413,
      'BODY_TOO_LARGE',
      () => request.json(gzipSync(`{"text":"${'a'.repeat(2_000)}"}`), { 'content-encoding': 'gzip' }),
    ],
    ['no Idempotency-Key', 400, 'IDEMPOTENCY_KEY_INVALID', () => request.post('/api/v1/notes/once')],
    [
      'a guessable Idempotency-Key',
      400,
      'IDEMPOTENCY_KEY_INVALID',
      () => request.post('/api/v1/notes/once').set('Idempotency-Key', '1'),
    ],
  ])('refuses %s', async (_, status, code, ask) => {
    const { body } = await ask()
      .expect(status)
      .expect('Content-Type', /^application\/problem\+json/);

    expect(body).toMatchObject({ status, code, request: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(logged).toEqual([]);
  });

  it('Bad input 4: refuses a body of unknown length as soon as it is too large', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = httpRequest({ port, host: '127.0.0.1', path: '/api/v1/notes', method: 'POST', headers });
      sent.once('response', (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.once('error', reject);
      sent.write('{"text":"');
      for (let mib = 0; mib < 6; mib += 1) sent.write('a'.repeat(MIB));
    });

    expect(status).toBe(413);
  });

  it('takes the Idempotency-Key of a caller', async () => {
    const key = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

    await request.post('/api/v1/notes/once').set('Idempotency-Key', key).expect(201, { key });
  });

  describe('reading lines', () => {
    it('goes by batches, counts every line and stumbles over none', async () => {
      const lines = ['{"a":1}', '', 'nope', '{"a":1,"a":2}', `"${'x'.repeat(80)}"`, '{"a":"ü"}\r', '5'];
      const batches = [
        [
          [1, { a: 1 }],
          [3, 'JSON_INVALID'],
        ],
        [
          [4, 'JSON_DUPLICATE_KEY'],
          [5, 'LINE_TOO_LONG'],
        ],
        [
          [6, { a: 'ü' }],
          [7, 5],
        ],
      ];

      await request.lines(lines.join('\n')).expect(200, { batches });
      await request
        .lines(gzipSync(`${lines.join('\n')}\n`), { 'content-encoding': 'gzip' })
        .expect(200, { batches });
    });

    it('ends where the body is too large, in whatever way it is packed', async () => {
      const body = '{"a":1}\n'.repeat(51);

      await request.lines(body).expect(413);
      await request.lines(gzipSync(body), { 'content-encoding': 'gzip' }).expect(413);
      await request.lines(body.slice(8)).expect(200);
    });

    it('refuses a list that is not lines', async () => {
      const { body } = await request.lines('[]', { 'content-type': 'application/json' }).expect(400);

      expect(body).toMatchObject({ code: 'CONTENT_TYPE_UNSUPPORTED' });
    });
  });

  it('carries the headers that keep a browser safe, also on errors', async () => {
    for (const path of ['/health/live', '/nowhere']) {
      const { headers } = await request.get(path);

      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none';script-src 'self'"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringContaining('max-age='),
      });
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('is alive whatever happens, and ready when what it needs is there', async () => {
    await request.get('/health/live').expect(200, { status: 'ok' });
    await request.get('/health/ready').expect(200, { status: 'ok', checks: { database: 'ok' } });
    databaseIsUp = false;
    await request.get('/health/live').expect(200);
    await request.get('/health/ready').expect(503, { status: 'failed', checks: { database: 'failed' } });
  });

  it('describes itself as OpenAPI 3.1 with its problems', async () => {
    const { body } = (await request.get('/api/v1/openapi.json').expect(200)) as { body: ApiDocument };

    expect(body).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Notes', version: '1.0.0' },
      tags: [{ name: 'notes', description: 'What is noted' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
    expect(body.components.schemas.NoteView!.properties.author).toMatchObject({ type: ['string', 'null'] });
    expect(body.components.schemas.Problem!.required).toContain('code');
    const { responses, operationId } = body.paths['/api/v1/notes/{id}']!.get!;
    expect(operationId).toBe('Notes.show');
    expect(Object.keys(responses)).toEqual(['200', '404', '502', 'default']);
    expect(responses['404']!.content['application/problem+json']!.schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
    expect(body.paths['/api/v1/notes/many']!.post!.requestBody).toBeUndefined();
  });
});
