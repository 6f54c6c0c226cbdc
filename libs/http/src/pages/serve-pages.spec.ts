import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { HttpModule, servePages } from '../index';

@Module({ imports: [HttpModule] })
class PagesModule {}

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(5_000))});`;

describe('the pages', () => {
  let folder: string;
  let app: NestExpressApplication;

  const build = (title: string) => {
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'assets', 'main-4f3a.js'), SCRIPT);
    writeFileSync(join(folder, 'index.html'), `<!doctype html><title>${title}</title>`);
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pages-'));
    app = await NestFactory.create<NestExpressApplication>(PagesModule, { logger: false, bodyParser: false });
    servePages(app, folder);
    await app.init();
  });

  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const get = (path: string) => supertest(app.getHttpServer()).get(path);

  it.each(['/', '/t/019c/records', '/sign-in'])('has one page for every address: %s', async (path) => {
    build('Eins');
    const { headers, text } = await get(path).expect(200);
    expect(text).toContain('<title>Eins</title>');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
    });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  it.each(['br', 'gzip'])('sends files packed as %s, to be kept for good', async (coding) => {
    build('Eins');
    const { headers, text } = await get('/assets/main-4f3a.js').set('Accept-Encoding', coding).expect(200);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': coding,
      vary: 'Accept-Encoding',
    });
    expect(Number(headers['content-length'])).toBeLessThan(SCRIPT.length / 10);
    expect(text).toBe(SCRIPT);
  });

  it.each(['/assets/gone-1111.js', '/favicon.ico', '/../package.json', '/assets/gone'])(
    'never answers a missing file with a page: %s',
    async (path) => {
      build('Eins');
      const { text } = await get(path).expect(404);
      expect(text).not.toContain('<title>');
    },
  );

  it('leave the API alone', async () => {
    build('Eins');
    const { body } = await get('/api/v1/nope').expect(404);
    expect(body).toMatchObject({ code: 'ROUTE_UNKNOWN' });
    await supertest(app.getHttpServer()).post('/sign-in').expect(404);
  });

  it('are new as soon as they were built again', async () => {
    build('Eins');
    await get('/').expect(200);
    build('Zwei');
    utimesSync(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5_000));
    expect((await get('/').expect(200)).text).toContain('Zwei');
  });

  it('say so if nobody built them', async () => {
    const { body } = await get('/').expect(404);
    expect(body).toMatchObject({ code: 'PAGES_NOT_BUILT' });
  });
});
