/** A row that could be sent, in sending order; `ready` once it was found free. */
export interface Candidate<R> {
  readonly lane: string;
  readonly ready: R | null;
  /** Goes into a call of its own. */
  readonly alone?: boolean;
}

/**
 * What goes into the next call: whole lanes, as many as fit.
 *
 * A lane is cut only where it alone is larger than a call, and where a row is not ready: what comes
 * after that row must not overtake it. The rest of a cut lane waits for the next call. A row that goes alone
 * ends the call before it, or is all of the next one.
 */
export function chooseBatch<R>(candidates: readonly Candidate<R>[], limit: number): R[] {
  const batch: R[] = [];
  for (const lane of lanesOf(candidates)) {
    if (batch.length > 0 && batch.length + lane.length > limit) break;
    const missing = lane.findIndex(({ ready }) => ready === null);
    const free = lane.slice(0, missing < 0 ? lane.length : missing);
    for (const { ready, alone = false } of free.slice(0, limit - batch.length)) {
      if (!ready || (alone && batch.length > 0)) return batch;
      batch.push(ready);
      if (alone) return batch;
    }
  }
  return batch;
}

function lanesOf<R>(candidates: readonly Candidate<R>[]): Iterable<readonly Candidate<R>[]> {
  const lanes = new Map<string, Candidate<R>[]>();
  for (const candidate of candidates) {
    const lane = lanes.get(candidate.lane);
    if (lane) lane.push(candidate);
    else lanes.set(candidate.lane, [candidate]);
  }
  return lanes.values();
}
