import type { Actor } from '@gateway/audit';
import type { Connection, Connections, Trigger } from '@gateway/connector';
import type { Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { plainToInstance } from 'class-transformer';
import { OsoSettings } from '../oso.settings';

/** Whose work is done, by whose order, for one connection. */
export interface Context {
  readonly tenant: string;
  readonly connection: string;
  readonly settings: OsoSettings;
  /** The account that ordered it: OSO requires it to be on record (dossier 4.2). */
  readonly actor: Actor;
  readonly trigger: Trigger;
}

/** Settings were checked when they were saved; defaults of later versions are filled in here. */
export const settingsOf = (connection: Pick<Connection, 'settings'>): OsoSettings =>
  plainToInstance(OsoSettings, connection.settings, { exposeDefaultValues: true });

/** For people and partners, from an id of ours: `OST-3F9C0A1B2C3D`. */
export const numberOf = (prefix: string, id: string): string => `${prefix}-${id.slice(-12).toUpperCase()}`;

/** The connection, if it is one to OSO; one of another interface is as good as unknown. @throws {NotFound} */
export async function osoConnection(connections: Connections, tx: Tx, id: string): Promise<Connection> {
  const connection = await connections.get(tx, id);
  if (connection.connector !== 'oso') throw new NotFound('connection', id);
  return connection;
}
