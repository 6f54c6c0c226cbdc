import { Connections, isUuid } from '@gateway/connector';
import { Database } from '@gateway/database';
import { DeliveryLists, type ListedDelivery } from '@gateway/delivery';
import { NotFound } from '@gateway/errors';
import { ProtocolReader, type ProtocolCall, type ProtocolEntry } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import { osoConnection } from './context';

/** One Terugkoppeling and everything that happened to it, oldest first. */
export interface FeedbackHistory {
  readonly feedback: ListedDelivery;
  readonly timeline: readonly { readonly entry: ProtocolEntry; readonly call: ProtocolCall }[];
}

/** More entries than any Terugkoppeling has. */
const MOST = 200;

/** Everything that only looks; the content itself is not shown. */
@Injectable()
export class ReadFeedback {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly lists: DeliveryLists,
    private readonly reader: ProtocolReader,
  ) {}

  /** @throws {NotFound} */
  async one(tenant: string, connection: string, id: string): Promise<FeedbackHistory> {
    return this.database.tenant(tenant, async (tx) => {
      const { id: connectionId } = await osoConnection(this.connections, tx, connection);
      const [found] = isUuid(id) ? await this.lists.find(tx, [id]) : [];
      if (found?.connectionId !== connectionId) throw new NotFound('feedback', id);
      const entries = await this.reader.entries(
        tx,
        { connection: connectionId, record: id },
        { limit: MOST },
      );
      const calls = await this.reader.calls(
        tx,
        { connection: connectionId, from: found.acceptedAt },
        { limit: MOST },
      );
      const byId = new Map(calls.map((call) => [call.id, call]));
      const timeline = entries.flatMap((entry) => {
        const call = byId.get(entry.callId);
        return call ? [{ entry, call }] : [];
      });
      return { feedback: found, timeline: timeline.reverse() };
    });
  }
}
