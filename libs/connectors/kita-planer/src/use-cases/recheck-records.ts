import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { storedSources } from '../storage/sources';
import { settingsOf } from './context';
import { TakeOver } from './take-over';

const AT_ONCE = 500;

/** Fills the buffer anew from the stored states of all children, after the set-up has changed (PRUEFFEHLER → NEU). */
@Injectable()
export class RecheckRecords {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly takeOver: TakeOver,
  ) {}

  async run({
    tenant,
    actor,
    connection,
  }: {
    readonly tenant: string;
    readonly actor: Actor;
    readonly connection: string;
  }): Promise<{
    children: number;
    accepted: number;
    held: number;
  }> {
    const sums = { children: 0, accepted: 0, held: 0 };
    for (let after: string | undefined = ''; after !== undefined;) {
      const from: string = after;
      const children = await this.database.tenant(tenant, async (tx) => {
        const stored = await this.connections.get(tx, connection);
        const whose = { tenant, connection: stored.id };
        const cares = await storedSources(tx, this.payloads, whose, { after: from, limit: AT_ONCE });
        const context = { ...whose, actor, trigger: 'person' as const, settings: settingsOf(stored) };
        return this.takeOver.run(tx, cares, context, new Date());
      });
      const results = children.flatMap(({ records }) => records.map(({ result }) => result));
      sums.children += children.length;
      sums.accepted += results.filter((result) => result === 'accepted').length;
      sums.held += results.filter((result) => result === 'held').length;
      after = children.length < AT_ONCE ? undefined : children.at(-1)?.childNumber;
    }
    return sums;
  }
}
