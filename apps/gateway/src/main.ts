import 'reflect-metadata';
import { GatewayError } from '@gateway/errors';
import { migrate, pendingMigrations } from '@gateway/database';
import { createGateway } from './create-gateway';
import { gatewaySettings } from './settings';
import { storages } from './storages';

/** Starts one process of the gateway; `ROLE` says which part of the work it does. */
async function main(): Promise<void> {
  const settings = await gatewaySettings(process.env);
  if (settings.database.DATABASE_URL) await refuseOldTables(settings.adminUrl);
  else await migrate(settings.adminUrl, storages);
  const app = await createGateway(settings);
  app.enableShutdownHooks();
  await app.listen(settings.server.PORT, settings.server.HOST);
  process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'listening', url: await app.getUrl() })}\n`);
}

/** On a server of one's own, tables change when an operator says so: `npm run cli -- migrate`. */
async function refuseOldTables(url: string): Promise<void> {
  const pending = await pendingMigrations(url, storages);
  if (pending.length > 0)
    throw new Error(`The database lacks ${pending.length} migrations; run: npm run cli -- migrate`);
}

main().catch((error: unknown) => {
  const { message } =
    error instanceof GatewayError || error instanceof Error ? error : { message: 'unknown' };
  process.stderr.write(`The gateway did not start: ${message}\n`);
  process.exitCode = 1;
});
