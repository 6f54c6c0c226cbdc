import type { KeyObject } from 'node:crypto';

/** In milliseconds. */
const KEPT_FOR = 600_000;

/** Opened keys, each in memory for ten minutes at most. */
export class KeptKeys {
  readonly #kept = new Map<string, { readonly key: KeyObject; readonly until: number }>();

  get(id: string): KeyObject | undefined {
    const kept = this.#kept.get(id);
    return kept && kept.until > performance.now() ? kept.key : undefined;
  }

  keep(id: string, key: KeyObject): void {
    const now = performance.now();
    for (const [other, { until }] of this.#kept) if (until <= now) this.#kept.delete(other);
    this.#kept.set(id, { key, until: now + KEPT_FOR });
  }

  forget(): void {
    this.#kept.clear();
  }
}
