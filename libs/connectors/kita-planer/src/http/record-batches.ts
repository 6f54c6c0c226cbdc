import type { Act, RecordActs } from '@gateway/batches';
import type { Tx } from '@gateway/database';
import type { DeliveryFilter, ListedDelivery } from '@gateway/delivery';
import { QueryInvalid, toInput } from '@gateway/http';
import { Injectable } from '@nestjs/common';
import { ActOnRecords, type ActedOn } from '../use-cases/act-on-records';
import { ExportQueue } from '../use-cases/export-queue';
import { ArchiveQuery, BufferQuery } from './inputs';
import { archiveFilter, bufferFilter } from './record-filters';

/** Erneut senden, ohne Export erledigen, bestätigen, wieder öffnen: many records at a time. */
@Injectable()
export class RecordBatches implements RecordActs {
  readonly connector = 'kita-planer';

  constructor(
    private readonly act: ActOnRecords,
    private readonly queue: ExportQueue,
  ) {}

  filterOf({
    view = 'open',
    ...words
  }: Readonly<Record<string, string>>): DeliveryFilter & { readonly archived: boolean } {
    if (view === 'open') return { archived: false, ...bufferFilter(toInput(BufferQuery, words)) };
    if (view === 'archive') return { archived: true, ...archiveFilter(toInput(ArchiveQuery, words)) };
    throw new QueryInvalid('The view is open or archive', 'view');
  }

  destinationOf({ kitaId }: ListedDelivery['refs']): string {
    return String(kitaId);
  }

  perform(tx: Tx, act: Act): Promise<ActedOn> {
    return this.act.within(tx, act);
  }

  async send(tx: Tx, from: Pick<Act, 'tenant' | 'connection' | 'actor'>): Promise<void> {
    const { tenant, connection, actor } = from;
    await this.queue.startWithin(tx, { tenant, connection, actor });
  }
}
