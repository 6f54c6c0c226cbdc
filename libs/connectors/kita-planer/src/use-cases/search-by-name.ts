import { Database } from '@gateway/database';
import { ProtocolReader, type EntryFilter, type Position, type ProtocolEntry } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { wordsOf } from './take-over';

/** Finds what was said about a child by its name, which is stored nowhere in clear. */
@Injectable()
export class SearchByName {
  constructor(
    private readonly database: Database,
    private readonly payloads: Payloads,
    private readonly reader: ProtocolReader,
  ) {}

  /** Every word must be part of the child's name; upper case, accents and ß do not matter. */
  run(
    tenant: string,
    filter: EntryFilter,
    name: string,
    page: { readonly limit: number; readonly after?: Position | undefined },
  ): Promise<ProtocolEntry[]> {
    return this.database.tenant(tenant, async (tx) => {
      const digests = await this.payloads.digests(tx, tenant);
      const nameTokens = wordsOf(name).map((word) => digests.blindIndex('child-name', word));
      return nameTokens.length === 0 ? [] : this.reader.entries(tx, { ...filter, nameTokens }, page);
    });
  }
}
