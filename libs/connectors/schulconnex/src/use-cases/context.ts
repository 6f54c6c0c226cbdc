import type { Actor } from '@gateway/audit';
import type { Connection, Connections } from '@gateway/connector';
import type { Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { plainToInstance } from 'class-transformer';
import type { Resource } from '../domain/plan/attributes';
import type { Leadership } from '../domain/plan/changes';
import { SchulconnexSettings } from '../schulconnex.settings';

/** Whose work is done, by whose order, for one connection. */
export interface Context {
  readonly tenant: string;
  readonly connection: string;
  readonly settings: SchulconnexSettings;
  readonly actor: Actor;
  /** The run this is part of, if it is part of one. */
  readonly run?: string;
}

/** Settings were checked when they were saved; defaults of later versions are filled in here. */
export const settingsOf = (connection: Pick<Connection, 'settings'>): SchulconnexSettings =>
  plainToInstance(SchulconnexSettings, connection.settings, { exposeDefaultValues: true });

/** The connection, if it is one to Schulconnex; one of another interface is as good as unknown. @throws {NotFound} */
export async function schulconnexConnection(
  connections: Connections,
  tx: Tx,
  id: string,
): Promise<Connection> {
  const connection = await connections.get(tx, id);
  if (connection.connector !== 'schulconnex') throw new NotFound('connection', id);
  return connection;
}

/** What the school leads of one kind of record, as the planning takes it. */
export function leadershipOf({ leadership }: SchulconnexSettings, resource: Resource): Leadership {
  const leads = leadership[resource];
  return {
    ...(leads ? { leads: new Set(leads) } : {}),
    empties: new Set(leadership[`${resource}Empties`]),
  };
}
