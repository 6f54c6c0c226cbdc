import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '@connectors/kita-planer/simulator';
import type { Chance } from './random';
import { World } from './world';

type Trouble = 'kill worker' | 'kill API' | 'freeze worker' | 'crash database' | 'partner';

const troubles: readonly [Trouble, ...Trouble[]] = [
  ...(['partner', 'partner', 'partner', 'partner', 'kill worker', 'kill worker', 'kill API'] as const),
  ...(['freeze worker', 'crash database'] as const),
];

const faults: readonly [Fault, ...Fault[]] = [
  { art: 'trennen-nach-verarbeitung' },
  { art: 'sofort-trennen' },
  { art: 'abgeschnitten' },
  { art: 'kein-json' },
  { art: 'leer' },
  { art: 'http', code: 503, retryAfter: 1 },
  { art: 'http', code: 502, verarbeitet: true },
  { art: 'http', code: 500 },
  { art: 'fehlende-datensaetze', n: 1 },
  { art: 'doppelter-datensatz' },
  { art: 'umgekehrte-reihenfolge' },
  { art: 'verzoegern', ms: 7_000 },
  { art: 'verzoegern', ms: 7_000, spaeteVerarbeitung: true },
];

/** Whatever may happen to a distributed system, one thing after the other. */
export class Nemesis {
  readonly done = new Map<Trouble, number>();

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    await sleep(2_000);
    while (!signal.aborted) {
      const trouble = this.chance.pick(troubles);
      this.done.set(trouble, (this.done.get(trouble) ?? 0) + 1);
      await this.cause(trouble);
      await sleep(this.chance.between(500, 4_000));
    }
  }

  private async cause(trouble: Trouble): Promise<void> {
    const { world, chance } = this;
    const [api, first, second] = world.victims;
    const worker = chance.next() < 0.5 ? first : second;
    switch (trouble) {
      case 'partner':
        world.partner.failNext(chance.pick(faults));
        return;
      case 'kill worker':
        return worker?.killAndRestart();
      case 'kill API':
        return api?.killAndRestart();
      case 'freeze worker':
        worker?.freeze(chance.between(1_000, World.leaseMs + 5_000));
        return;
      case 'crash database':
        return world.crashDatabase();
    }
  }
}
