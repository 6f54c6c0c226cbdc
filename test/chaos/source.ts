import { setTimeout as sleep } from 'node:timers/promises';
import { aCareRecord } from '@connectors/kita-planer/testing';
import { newId } from '@gateway/database';
import type { Chance } from './random';
import type { World } from './world';

interface TakenBatch {
  readonly children: readonly { readonly records: readonly { readonly id: string | null }[] }[];
}

/**
 * A vendor's system that hands over children, new and changed ones, and repeats a request under its key
 * until it has an answer – the only way in which it may believe that nothing is lost.
 */
export class Source {
  /** Ids of records the gateway has answered for. */
  readonly acknowledged = new Set<string>();
  private children = 0;
  answers = 0;
  /** What came instead of an answer: a status, or nothing at all. */
  readonly failures = new Map<string, number>();
  repeats = 0;

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.handOver(signal);
      if (this.chance.next() < 0.3)
        await this.world.request('POST', `/${this.world.connection}/runs`).catch(() => undefined);
      await sleep(this.chance.between(5, 60));
    }
  }

  private async handOver(signal: AbortSignal): Promise<void> {
    const careRecords = Array.from({ length: this.chance.between(1, 5) }, () => this.aChild());
    const key = newId();
    for (let attempt = 0; attempt < 100 && !(signal.aborted && attempt > 0); attempt++) {
      if (attempt > 0) this.repeats += 1;
      const path = `/${this.world.connection}/care-records/batch`;
      const answer = await this.world.request('POST', path, { careRecords }, key).catch(() => undefined);
      if (answer?.status === 202) {
        this.note(answer.body as TakenBatch);
        return;
      }
      this.noteFailure(answer?.status);
      await sleep(200);
    }
  }

  private note({ children }: TakenBatch): void {
    this.answers += 1;
    const ids = children.flatMap(({ records }) => records.flatMap(({ id }) => id ?? []));
    for (const id of ids) this.acknowledged.add(id);
  }

  private noteFailure(status: number | undefined): void {
    const failure = status === undefined ? 'no answer' : String(status);
    this.failures.set(failure, (this.failures.get(failure) ?? 0) + 1);
    if (status !== undefined && status < 500 && status !== 429) throw new Error(`The API answered ${status}`);
  }

  /** Mostly new ones; sometimes a new version of one that may be on its way. */
  private aChild(): object {
    const again = this.children > 5 && this.chance.next() < 0.3;
    const number = again ? this.chance.between(1, this.children) : ++this.children;
    const name = String(number).padStart(6, '0');
    return aCareRecord({
      child: { number: `C${name}`, externalId: `CK${name}` },
      mainContact1: { givenName: 'Exempla', familyName: 'Erfunden', address: this.anAddress() },
      lines: [{ agreement: `BV${name}`, unit: 'PIRATEN' }],
    });
  }

  private anAddress(): { street: string; houseNumber: string; postalCode: string; city: string } {
    return {
      street: 'Musterweg',
      houseNumber: String(this.chance.between(1, 9_999)),
      postalCode: '24103',
      city: 'Musterstadt',
    };
  }
}
