import type { Actor } from '@gateway/audit';
import { migrate } from '@gateway/database';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { GatewayModule, gatewaySettings, storages, type GatewaySettings } from '../../gateway/src';

/** Who acts when an operator uses the command line. */
export const OPERATOR: Actor = { type: 'operator', id: 'cli', auth: 'shell' };

/** The gateway's own parts without its edges: the same use cases the API has, for the length of one command. */
export interface Session {
  readonly settings: GatewaySettings;
  readonly get: <T>(Provider: Type<T> | symbol) => T;
}

/** Runs the work with everything open, and closes it whatever happens. */
export async function withGateway<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const settings = await gatewaySettings(process.env);
  let app: INestApplicationContext | undefined;
  try {
    if (!settings.database.DATABASE_URL) await migrate(settings.adminUrl, storages);
    const started = await NestFactory.createApplicationContext(
      GatewayModule.with({
        ...settings,
        jobs: { ROLE: 'api' },
        server: { ...settings.server, LOG_LEVEL: 'silent' },
      }),
      { logger: false, abortOnError: false },
    );
    app = started;
    return await work({ settings, get: (Provider) => started.get(Provider, { strict: false }) });
  } finally {
    await app?.close();
    await settings.close();
  }
}

/** Runs the work with the settings alone, for commands that must not need current tables. */
export async function withSettings<T>(work: (settings: GatewaySettings) => Promise<T>): Promise<T> {
  const settings = await gatewaySettings(process.env);
  try {
    return await work(settings);
  } finally {
    await settings.close();
  }
}
