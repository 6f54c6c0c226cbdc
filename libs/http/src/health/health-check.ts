/** One thing the process needs in order to serve: the database, the job engine, migrations. */
export interface HealthCheck {
  /** Shown to whoever asks; a word. */
  readonly name: string;
  /** Rejects, for whatever reason, if it is not as it should be. */
  check(): Promise<unknown>;
}

/** What is not answered within this time counts as failed. */
const PATIENCE_MS = 2_000;

export interface Health {
  readonly status: 'ok' | 'failed';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** Asks everything at once. Says what is wrong, not why: the why is in the log and not for everybody. */
export async function healthOf(checks: readonly HealthCheck[]): Promise<Health> {
  const outcomes = await Promise.all(
    checks.map(async (check) => [check.name, await outcomeOf(check)] as const),
  );
  const status = outcomes.every(([, outcome]) => outcome === 'ok') ? 'ok' : 'failed';
  return { status, checks: Object.fromEntries(outcomes) };
}

async function outcomeOf(check: HealthCheck): Promise<'ok' | 'failed'> {
  const { promise: impatience, cancel } = failAfter(PATIENCE_MS);
  try {
    await Promise.race([check.check(), impatience]);
    return 'ok';
  } catch {
    return 'failed';
  } finally {
    cancel();
  }
}

function failAfter(milliseconds: number): { promise: Promise<never>; cancel: () => void } {
  let cancel = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds);
    cancel = () => clearTimeout(timer);
  });
  return { promise, cancel: () => cancel() };
}
