import { Connections, isUuid } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import {
  DeliveryLists,
  type DeliveryCursor,
  type DeliveryState,
  type ListedDelivery,
} from '@gateway/delivery';
import { NotFound } from '@gateway/errors';
import { ProtocolReader } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import { osoConnection } from './context';
import { timelineOf, type Timeline } from './timeline';

/** One Terugkoppeling and everything that happened to it, oldest first. */
export interface FeedbackHistory {
  readonly feedback: ListedDelivery;
  readonly timeline: Timeline;
}

/** Which Terugkoppelingen of a connection to list. */
export interface FeedbackSearch {
  /** Absent: whatever is open. Those that are over are found by their state alone. */
  readonly states?: readonly DeliveryState[] | undefined;
  readonly code?: string | undefined;
  readonly after: (Pick<DeliveryCursor, 'id'> & { readonly at?: Date | undefined }) | null;
  readonly limit: number;
}

/** States in which nothing is left to do. */
const OVER: readonly DeliveryState[] = ['delivered', 'resolved', 'superseded'];

/** Everything that only looks; the content itself is not shown. */
@Injectable()
export class ReadFeedback {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly lists: DeliveryLists,
    private readonly reader: ProtocolReader,
  ) {}

  /** Newest first. @throws {NotFound} */
  list(
    tenant: string,
    connection: string,
    { states, code, after, limit }: FeedbackSearch,
  ): Promise<readonly ListedDelivery[]> {
    return this.database.tenant(tenant, async (tx) => {
      const { id: connectionId } = await osoConnection(this.connections, tx, connection);
      const over = states?.some((state) => OVER.includes(state)) ?? false;
      const filter = {
        connectionId,
        ...(states ? { states } : {}),
        ...(code ? { causes: [code] } : {}),
      };
      const position = after && { id: after.id, archivedAt: over ? (after.at ?? null) : null };
      const { items } = await this.lists[over ? 'archived' : 'open'](tx, filter, { after: position, limit });
      return items;
    });
  }

  /** How it stands, of a connection that is known to be one to OSO. @throws {NotFound} */
  current(tenant: string, connection: string, id: string): Promise<ListedDelivery> {
    return this.database.tenant(tenant, (tx) => this.find(tx, connection, id));
  }

  /** @throws {NotFound} */
  async one(tenant: string, connection: string, id: string): Promise<FeedbackHistory> {
    return this.database.tenant(tenant, async (tx) => {
      const { id: connectionId } = await osoConnection(this.connections, tx, connection);
      const found = await this.find(tx, connectionId, id);
      const timeline = await timelineOf(this.reader, tx, { connection: connectionId, record: id });
      return { feedback: found, timeline };
    });
  }

  private async find(tx: Tx, connection: string, id: string): Promise<ListedDelivery> {
    const [found] = isUuid(id) ? await this.lists.find(tx, [id]) : [];
    if (found?.connectionId !== connection) throw new NotFound('feedback', id);
    return found;
  }
}
