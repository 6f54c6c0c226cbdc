/** How fast a run goes about its work. Replaced in tests alone. */
export class Pace {
  /** Pauses after calls that were not sent, in milliseconds; how many of them is a setting (chapter 4.2). */
  readonly pauses: readonly number[] = [1_000, 5_000, 25_000];
  /** A run gives its worker back after that long, so that one tenant's backlog delays no other's (D9). */
  readonly sliceMs: number = 1_500;
  /** How long a run, and every record it has claimed, is believed to be in good hands. */
  readonly leaseSeconds: number = 300;
}
