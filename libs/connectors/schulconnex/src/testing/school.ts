import { randomUUID } from 'node:crypto';
import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import type { Database } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import type { Type } from '@nestjs/common';
import type { LocalGroup } from '../domain/group';
import type { LocalPerson } from '../domain/person';
import { openSource } from '../storage/read-source';
import { schulconnexConnection, settingsOf, type Context } from '../use-cases/context';
import { UploadSnapshot, type UploadedSnapshot, type UploadInput } from '../use-cases/upload-snapshot';

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

  /** Hands everything over anew. */
  upload(
    {
      people = [],
      groups = [],
    }: { readonly people?: readonly unknown[]; readonly groups?: readonly unknown[] },
    { key = randomUUID(), refuses }: Partial<Pick<UploadInput, 'key' | 'refuses'>> = {},
  ): Promise<UploadedSnapshot> {
    const parts = [
      people.map((person) => ({ person })),
      groups.map((group) => ({ group })),
      [{ end: { people: people.length, groups: groups.length } }],
    ];
    return this.uploadParts(parts, { key, ...(refuses ? { refuses } : {}) });
  }

  uploadParts(
    parts: UploadInput['parts'],
    { key = randomUUID(), ...more }: Partial<Pick<UploadInput, 'key' | 'refuses'>> = {},
  ): Promise<UploadedSnapshot> {
    return this.scene.get(UploadSnapshot).run({ ...this.ids, key, parts, ...more });
  }

  /** What the gateway has of the school now. */
  source(): Promise<{ readonly people: LocalPerson[]; readonly groups: LocalGroup[] }> {
    const { tenant } = this.ids;
    return this.scene.database.tenant(tenant, async (tx) => {
      const source = await openSource(tx, this.scene.get(Payloads), this.ids);
      return { people: await all(source.people), groups: await all(source.groups) };
    });
  }
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const records: T[] = [];
  for await (const batch of batches) records.push(...batch);
  return records;
}
