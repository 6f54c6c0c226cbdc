import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import type { Database } from '@gateway/database';
import type { Type } from '@nestjs/common';
import { schulconnexConnection, settingsOf, type Context } from '../use-cases/context';

interface Scene {
  readonly database: Database;
  get<T>(Provider: Type<T>): T;
}

/** A school with a connection to the service, and what it can do. */
export class School {
  constructor(
    readonly scene: Scene,
    readonly ids: { readonly tenant: string; readonly connection: string; readonly actor: Actor },
  ) {}

  /** The connection as a use case is given it. */
  async context(): Promise<Context> {
    const { tenant, connection } = this.ids;
    const found = await this.scene.database.tenant(tenant, (tx) =>
      schulconnexConnection(this.scene.get(Connections), tx, connection),
    );
    return { ...this.ids, settings: settingsOf(found) };
  }
}
