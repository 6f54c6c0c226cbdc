import 'reflect-metadata';
import { GatewayError } from '@gateway/errors';
import { migrate, pendingMigrations } from '@gateway/database';
import { KEY_PROVIDER, type KeyProvider } from '@gateway/vault';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { createGateway } from './create-gateway';
import { Drain } from './drain';
import { gatewaySettings, type GatewaySettings } from './settings';
import { storages } from './storages';

/** Starts one process of the gateway; `ROLE` says which part of the work it does. */
async function main(): Promise<void> {
  const settings = await gatewaySettings(process.env);
  if (settings.database.DATABASE_URL) await refuseOldTables(settings.adminUrl);
  else await migrate(settings.adminUrl, storages);
  const app = await createGateway(settings);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(app, settings));
  process.on('SIGHUP', () => void reloadKeys(app));
  await app.listen(settings.server.PORT, settings.server.HOST);
  process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'listening', url: await app.getUrl() })}\n`);
}

/** On a server of one's own, tables change when an operator says so: `npm run cli -- migrate`. */
async function refuseOldTables(url: string): Promise<void> {
  const pending = await pendingMigrations(url, storages);
  if (pending.length > 0)
    throw new Error(`The database lacks ${pending.length} migrations; run: npm run cli -- migrate`);
}

/** No new requests and jobs; what is under way comes to its end; then everything is closed. */
async function stop(app: NestExpressApplication, settings: GatewaySettings): Promise<void> {
  try {
    void app.get(Drain).begin();
    await app.close();
    await settings.close();
    process.exit(0);
  } catch (error) {
    fail('did not stop cleanly', error);
    process.exit(1);
  }
}

/** Looks at the key file again, so that keys can be added and the current one changed without a restart. */
async function reloadKeys(app: NestExpressApplication): Promise<void> {
  const [logger, keys] = [app.get(Logger), app.get<KeyProvider>(KEY_PROVIDER, { strict: false })];
  try {
    await keys.reload?.();
    logger.log({ msg: 'Keys were read again', current: keys.currentId });
  } catch (error) {
    logger.error({
      msg: 'The keys are as before',
      code: error instanceof GatewayError ? error.code : 'INTERNAL',
    });
  }
}

function fail(what: string, error: unknown): void {
  process.stderr.write(`The gateway ${what}: ${error instanceof Error ? error.message : 'unknown'}\n`);
}

main().catch((error: unknown) => {
  fail('did not start', error);
  process.exitCode = 1;
});
