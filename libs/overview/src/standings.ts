import type { Connector, Standing } from '@gateway/connector';
import type { Tx } from '@gateway/database';
import type { OpenCount } from '@gateway/delivery';

/** What connectors themselves know about how their connections fare. */
export class Standings {
  constructor(private readonly sources: readonly NonNullable<Connector['standings']>[]) {}

  /** Of the transaction's tenant, by connection. */
  async of(tx: Tx): Promise<ReadonlyMap<string, Standing>> {
    const found: Standing[] = [];
    // One connection, one question at a time.
    for (const source of this.sources) found.push(...(await source(tx)));
    return new Map(found.map((standing) => [standing.connectionId, standing]));
  }
}

/** What waits for people, as open records are counted. */
export const waitingIn = (standings: ReadonlyMap<string, Standing>): OpenCount[] =>
  [...standings.values()].flatMap(({ connectionId, waiting }) =>
    waiting.map((one) => ({ connectionId, ...one })),
  );
