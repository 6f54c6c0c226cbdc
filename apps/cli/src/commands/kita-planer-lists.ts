import {
  exportStatus,
  statesOf,
  callView,
  connectionView,
  credentialView,
  entryView,
  recordView,
  runView,
  StoreCredential,
} from '@connectors/kita-planer';
import { Connections, Runs } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { balance, DeliveryLists } from '@gateway/delivery';
import { ProtocolReader } from '@gateway/protocol-log';
import { InvalidArgumentError } from 'commander';
import { print } from '../print';
import { withGateway, type Session } from '../session';

interface ListOptions {
  readonly limit: number;
  readonly json?: boolean;
}

type Ask = (tx: Tx, get: Session['get']) => Promise<readonly object[]>;

/** Asks as this tenant and prints the rows. */
function show(tenant: string, options: { readonly json?: boolean }, ask: Ask): Promise<void> {
  return withGateway(async ({ get }) => {
    const rows = await get(Database).tenant(tenant, (tx) => ask(tx, get));
    print(
      rows.map((row) => ({ ...row })),
      options,
    );
  });
}

/** The same about one connection. @throws {NotFound} if the tenant has no such connection */
const ofConnection = (
  tenant: string,
  connection: string,
  options: { readonly json?: boolean },
  ask: Ask,
): Promise<void> =>
  show(tenant, options, async (tx, get) => {
    await get(Connections).get(tx, connection);
    return ask(tx, get);
  });

export const listConnections = (tenant: string, options: { json?: boolean }): Promise<void> =>
  show(tenant, options, async (tx, get) =>
    (await get(Connections).list(tx, 'kita-planer'))
      .map(connectionView)
      .map(({ settings: _, ...rest }) => rest),
  );

export const listCredentials = (tenant: string, connection: string, options: ListOptions): Promise<void> =>
  show(tenant, options, async (_, get) =>
    (await get(StoreCredential).list(tenant, connection)).map(credentialView),
  );

/** @throws {InvalidArgumentError} for a word that is no Exportstatus */
function statesOfWord(word: string | undefined): Partial<ReturnType<typeof statesOf>> {
  const status = exportStatus.find((known) => known === word?.toUpperCase());
  if (word !== undefined && !status) throw new InvalidArgumentError(`Use one of ${exportStatus.join(', ')}`);
  return status ? statesOf(status) : {};
}

export const listBuffer = (
  tenant: string,
  connection: string,
  options: ListOptions & { status?: string },
): Promise<void> =>
  ofConnection(tenant, connection, options, async (tx, get) => {
    const filter = { connectionId: connection, ...statesOfWord(options.status) };
    const { items } = await get(DeliveryLists).open(tx, filter, {
      after: null,
      limit: options.limit,
    });
    return items.map(recordView).map(({ source: _, ...row }) => row);
  });

export const listArchive = (tenant: string, connection: string, options: ListOptions): Promise<void> =>
  ofConnection(tenant, connection, options, async (tx, get) => {
    const page = { after: null, limit: options.limit };
    const { items } = await get(DeliveryLists).archived(tx, { connectionId: connection }, page);
    return items.map(recordView).map(({ source: _, ...row }) => row);
  });

export const listRuns = (tenant: string, connection: string, options: ListOptions): Promise<void> =>
  ofConnection(tenant, connection, options, async (tx, get) =>
    (await get(Runs).page(tx, connection, { limit: options.limit })).map(runView),
  );

export const listCalls = (
  tenant: string,
  connection: string,
  options: ListOptions & { followUp?: boolean },
): Promise<void> =>
  ofConnection(tenant, connection, options, async (tx, get) => {
    const filter = { connection, ...(options.followUp ? { followUp: 'open' as const } : {}) };
    return (await get(ProtocolReader).calls(tx, filter, { limit: options.limit })).map(callView);
  });

export const listEntries = (
  tenant: string,
  connection: string,
  { limit, outcome, code, ...options }: ListOptions & { outcome?: string; code?: string },
): Promise<void> =>
  ofConnection(tenant, connection, options, async (tx, get) =>
    (await get(ProtocolReader).entries(tx, { connection, outcome, code }, { limit })).map(entryView),
  );

export const showCounts = (
  tenant: string,
  connectionId: string,
  { from, to, json = false }: { from: string; to: string; json?: boolean },
): Promise<void> =>
  withGateway(async ({ get }) => {
    const counts = await get(Database).tenant(tenant, (tx) =>
      get(DeliveryLists).counts(tx, { connectionId, from, to }),
    );
    print({ ...counts.states, ...balance(counts) }, { json });
  });
