import { randomUUID } from 'node:crypto';
import type { Actor } from '@gateway/audit';
import type { Database } from '@gateway/database';
import type { ListedDelivery } from '@gateway/delivery';
import type { Type } from '@nestjs/common';
import { ActOnFeedback } from '../use-cases/act-on-feedback';
import { ReadFeedback, type FeedbackHistory } from '../use-cases/read-feedback';
import { RequestFeedback } from '../use-cases/request-feedback';

interface Scene {
  readonly database: Database;
  get<T>(Provider: Type<T>): T;
}

/** A samenwerkingsverband with a connection to OSO, and what it can do. */
export class Customer {
  constructor(
    private readonly scene: Scene,
    readonly ids: { readonly tenant: string; readonly connection: string; readonly actor: Actor },
  ) {}

  /** Hands a Terugkoppeling in and answers how it ended. */
  async send(content: unknown, key: string = randomUUID()): Promise<ListedDelivery> {
    const { id } = await this.scene.get(RequestFeedback).run({ ...this.ids, key, content });
    return this.look(id);
  }

  async look(id: string): Promise<ListedDelivery> {
    return (await this.history(id)).feedback;
  }

  history(id: string): Promise<FeedbackHistory> {
    return this.scene.get(ReadFeedback).one(this.ids.tenant, this.ids.connection, id);
  }

  async resend(id: string): Promise<ListedDelivery> {
    await this.scene.get(ActOnFeedback).resend({ ...this.ids, id });
    return this.look(id);
  }
}
