import type { Change, News } from './storage/open-work';
import type { DeliveryHead } from './storage/fields';
import { transition, type DeliveryEvent, type Refusal } from './transition';

/** Something that happened to one delivery, and what it brought along. */
export interface DeliveryNews extends News {
  readonly id: string;
  readonly event: DeliveryEvent;
}

export interface Skipped {
  readonly id: string;
  /** `missing` where nothing of that id is among the records the event is for. */
  readonly because: Refusal | 'missing';
}

export interface Applied {
  readonly changed: readonly DeliveryHead[];
  readonly skipped: readonly Skipped[];
}

/** Runs the news through `transition`, in their order; several about one delivery become one change. */
export function decideAll(
  heads: readonly DeliveryHead[],
  news: readonly DeliveryNews[],
  now: Date,
): { readonly changes: Change[]; readonly skipped: Skipped[] } {
  const current = new Map(heads.map((head) => [head.id, head]));
  const changes = new Map<string, Change>();
  const skipped: Skipped[] = [];
  for (const { id, event, ...brought } of news) {
    const head = current.get(id);
    const result = head ? transition(head, event, now) : { refused: 'missing' as const };
    if ('refused' in result) {
      skipped.push({ id, because: result.refused });
    } else {
      current.set(id, result.delivery);
      changes.set(id, { delivery: result.delivery, news: { ...changes.get(id)?.news, ...brought } });
    }
  }
  return { changes: [...changes.values()], skipped };
}
