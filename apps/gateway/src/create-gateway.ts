import { serveOpenApi, servePages } from '@gateway/http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { GatewayModule } from './gateway.module';
import type { GatewaySettings } from './settings';

const API = 'api/v1';

const description = {
  title: 'Drehkreuz',
  description: 'One gateway to Schulconnex, Kita-Planer and OSO: records in, outcomes per record out.',
  version: '0.1.0',
  tags: {
    'kita-planer set-up': 'Kita Planer Einrichtung',
    'kita-planer credentials': 'Certificates and passwords: in, never out',
    'kita-planer records in': 'Change events of the vendor’s system',
    'kita-planer records': 'Exportpuffer and archive',
    'kita-planer protocol': 'Runs, calls, entries per record, Nacharbeit',
    'oso set-up': 'Connections to OSO, their certificate, the connection test',
    'oso feedback': 'Terugkoppelingen to schools, and how they fared',
    'oso notices': 'Notificaties of schools, and the dossiers they announce',
    session: 'Signing in and out, and what concerns nobody but oneself',
    overview: 'What a tenant has, across all interfaces',
    batches: 'Acts on many records: planned, begun, watched, stopped',
    operator: 'The installation as a whole',
    users: 'Who belongs to a tenant, as what',
    keys: 'What a tenant’s software proves itself with',
    'break-glass': 'When operators looked at records, and why',
    approvals: 'What takes two persons',
    health: 'Is it alive, can it serve',
  },
};

/**
 * The gateway, ready to listen: routes below `/api/v1`, health and metrics beside them.
 *
 * @param log where log lines go; standard output unless given
 */
export async function createGateway(
  settings: GatewaySettings,
  log?: Writable,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(GatewayModule.with(settings, log), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.setGlobalPrefix(API, { exclude: ['health/live', 'health/ready', 'metrics'] });
  app.set('trust proxy', 'loopback');
  servePages(app, resolve(settings.server.ADMIN_DIR));
  serveOpenApi(app, `/${API}/openapi.json`, description);
  return app;
}
