import type { Storage, Tx } from '@gateway/database';
import type { OpenCount } from '@gateway/delivery';
import type { Type } from '@nestjs/common';

/** What a connector wants done for every tenant from time to time, by one process at a time. */
export interface Upkeep {
  everyMinute(tenant: string): Promise<void>;
  everyDay(tenant: string): Promise<void>;
}

/** How a connection fares that does more than deliver records in runs. */
export interface Standing {
  readonly connectionId: string;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly lastFailureCode: string | null;
  /** What waits for a person. */
  readonly waiting: readonly Omit<OpenCount, 'connectionId'>[];
}

/**
 * Everything the gateway knows about a connector, on one page.
 *
 * Set-up forms, migrations, the API and the CLI are all driven by this object: a new connector is one
 * folder that exports one, and one line in `apps/gateway/src/connectors.ts`.
 */
export interface Connector {
  /** Appears in URLs, table names and audit entries, so it never changes. */
  readonly name: string;
  readonly title: string;
  /** The specification it implements, with its version. */
  readonly specification: string;
  /** A class-validator class: what one connection needs to know. Secrets are in the vault, not here. */
  readonly settings: Type;
  readonly module: Type;
  readonly storage: Storage;
  /** A provider of the module. */
  readonly upkeep?: Type<Upkeep>;
  /** Of the transaction's tenant; what records and runs show already is not repeated. */
  readonly standings?: (tx: Tx) => Promise<readonly Standing[]>;
}

/** Checks a definition where it is written instead of where it is used. */
export const defineConnector = (connector: Connector): Connector => Object.freeze(connector);
