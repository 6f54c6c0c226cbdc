import fc from 'fast-check';
import { asExchange, type Exchange, type Reached } from '@gateway/egress';
import { defaultRetryPolicy, realTimePolicy, type RetryPolicy } from './retry-policy';
import { Retrying } from './retrying';

const anExchange = (reached: Reached, given: Partial<Exchange> = {}): Exchange =>
  asExchange({
    reached,
    reason: 'HTTP_200',
    configuration: false,
    headers: {},
    timings: { totalMs: 1 },
    bytes: { sent: 0, received: 0 },
    ...given,
  });

const down = anExchange('not-sent', { reason: 'CONNECT_REFUSED' });
const busy = anExchange('not-processed', { reason: 'HTTP_503' });
const unclear = anExchange('unknown', { reason: 'CONNECTION_LOST' });
const ok = anExchange('answered');

/** Enough of everything but attempts. */
const generous: RetryPolicy = {
  ...defaultRetryPolicy,
  deadlineMs: 24 * 3_600_000,
  budget: { share: 1, perMinute: 1_000 },
  breaker: { consecutive: 1_000, openMs: 1_000, maxOpenMs: 1_000, counts: [] },
};

describe('repeating', () => {
  const never = new AbortController().signal;
  let waits: number[];
  let retrying: Retrying;

  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-11-24T12:00:00Z'), doNotFake: ['nextTick', 'queueMicrotask'] });
    waits = [];
    retrying = new Retrying({
      now: () => Date.now(),
      random: () => 0.5,
      pause: (ms) => {
        waits.push(ms);
        jest.setSystemTime(Date.now() + ms);
        return Promise.resolve();
      },
    });
  });

  afterEach(() => jest.useRealTimers());

  /** Runs against a partner that behaves as listed, the last entry for ever. */
  async function run(policy: RetryPolicy, ...script: readonly Exchange[]) {
    const made: number[] = [];
    const exchange = await retrying.run('e', policy, never, (attempt) => {
      made.push(attempt);
      return Promise.resolve(script[made.length - 1] ?? script.at(-1) ?? ok);
    });
    return { exchange, made };
  }

  it('ends with the first answer', async () => {
    expect(await run(generous, down, busy, ok)).toEqual({ exchange: ok, made: [1, 2, 3] });
    expect(waits).toEqual([500, 1_000]);
  });

  it('Kita 17: ends when all attempts are made, after the agreed waits', async () => {
    const kita: RetryPolicy = {
      ...generous,
      attempts: 4,
      schedule: { kind: 'fixed', waitsMs: [1_000, 5_000, 25_000], spread: 0.2 },
    };

    expect(await run(kita, down)).toEqual({ exchange: down, made: [1, 2, 3, 4] });
    expect(waits).toEqual([1_000, 5_000, 25_000]);
  });

  it('never happens after what may have been done, whatever went before and whatever the policy', async () => {
    const exchanges = fc.array(
      fc.record({
        reached: fc.constantFrom<Reached>('not-sent', 'refused', 'not-processed', 'answered', 'unknown'),
        configuration: fc.boolean(),
        retryAfterSeconds: fc.option(fc.integer({ min: 0, max: 3_600 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const policies = fc.record({
      attempts: fc.integer({ min: 1, max: 20 }),
      deadlineMs: fc.integer({ min: 0, max: 10_000_000 }),
      perMinute: fc.integer({ min: 0, max: 100 }),
      consecutive: fc.integer({ min: 1, max: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(exchanges, policies, async (script, { perMinute, consecutive, ...given }) => {
        const policy: RetryPolicy = {
          ...generous,
          ...given,
          budget: { share: 0.1, perMinute },
          breaker: { ...defaultRetryPolicy.breaker, consecutive },
        };
        const made: Exchange[] = [];
        await new Retrying({ now: () => Date.now(), random: () => 0.5, pause: () => Promise.resolve() }).run(
          'e',
          policy,
          never,
          (attempt) => {
            const given = script[attempt - 1] ?? script.at(-1);
            const exchange = anExchange(given?.reached ?? 'answered', given);
            made.push(exchange);
            return Promise.resolve(exchange);
          },
        );
        const repeated = made.slice(0, -1);
        expect(repeated.filter(({ reached }) => !['not-sent', 'not-processed'].includes(reached))).toEqual(
          [],
        );
        expect(repeated.filter(({ configuration }) => configuration)).toEqual([]);
        expect(made.length).toBeLessThanOrEqual(policy.attempts);
      }),
    );
  });

  it.each([
    ['unknown', unclear],
    ['refused', anExchange('refused', { reason: 'HTTP_422' })],
    [
      'not sent because of a setting',
      anExchange('not-sent', { reason: 'TLS_UNTRUSTED_SERVER', configuration: true }),
    ],
  ])('does not happen after what was %s', async (_, exchange) => {
    expect(await run(generous, exchange)).toEqual({ exchange, made: [1] });
  });

  it('does not begin after the deadline', async () => {
    const policy: RetryPolicy = { ...generous, deadlineMs: 2_000 };

    expect((await run(policy, down)).made).toEqual([1, 2, 3]);
    expect(waits).toEqual([500, 1_000]);
  });

  it('Kita 31: waits as long as the partner asked for', async () => {
    await run(generous, anExchange('not-processed', { retryAfterSeconds: 120 }), ok);

    expect(waits).toEqual([120_500]);
  });

  it('leaves a partner alone that asked for it, also with other records', async () => {
    const hasty: RetryPolicy = { ...generous, deadlineMs: 60_000 };
    await run(hasty, anExchange('not-processed', { retryAfterSeconds: 120 }));

    expect(await run(hasty, ok)).toMatchObject({
      exchange: { reached: 'not-sent', reason: 'THROTTLED', retryAfterSeconds: 120 },
      made: [],
    });
    jest.setSystemTime(Date.now() + 100_000);
    expect(await run(hasty, ok)).toMatchObject({ exchange: ok, made: [1] });
    expect(waits).toEqual([20_000]);
  });

  it('is limited to three a minute and a tenth of what is sent', async () => {
    const policy: RetryPolicy = {
      ...generous,
      attempts: 10,
      schedule: { kind: 'fixed', waitsMs: [0], spread: 0 },
      budget: defaultRetryPolicy.budget,
    };

    expect((await run(policy, down)).made).toHaveLength(1 + 3);
    expect((await run(policy, down)).made).toHaveLength(1);
    for (let sends = 0; sends < 8; sends++) await run(policy, ok);
    expect((await run(policy, down)).made).toHaveLength(1 + 1);
    jest.setSystemTime(Date.now() + 60_000);
    expect((await run(policy, down)).made).toHaveLength(1 + 3);
  });

  describe('with a circuit breaker', () => {
    const once: RetryPolicy = { ...defaultRetryPolicy, attempts: 1 };

    it('stops asking after five failures in a row and lets one probe through after half a minute', async () => {
      for (let failures = 0; failures < 5; failures++) expect((await run(once, unclear)).made).toEqual([1]);

      expect(await run(once, ok)).toMatchObject({
        exchange: {
          reached: 'not-sent',
          reason: 'CIRCUIT_OPEN',
          configuration: false,
          retryAfterSeconds: 30,
        },
        made: [],
      });
      jest.setSystemTime(Date.now() + 30_000);
      expect((await run(once, unclear)).made).toEqual([1]);
      expect(await run(once, ok)).toMatchObject({ exchange: { retryAfterSeconds: 60 }, made: [] });
      jest.setSystemTime(Date.now() + 60_000);
      expect((await run(once, ok)).made).toEqual([1]);
      expect((await run(once, ok)).made).toEqual([1]);
    });

    it('doubles the pause up to ten minutes', async () => {
      for (let failures = 0; failures < 5; failures++) await run(once, down);
      const pauses: (number | undefined)[] = [];
      for (let probes = 0; probes < 7; probes++) {
        const { exchange } = await run(once, down);
        pauses.push(exchange.retryAfterSeconds);
        jest.setSystemTime(Date.now() + (exchange.retryAfterSeconds ?? 0) * 1_000);
        await run(once, down);
      }

      expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600]);
    });

    it('stops asking when more than half of twenty failed', async () => {
      for (let pairs = 0; pairs < 7; pairs++) {
        await run(once, ok);
        await run(once, down);
      }
      for (let triples = 0; triples < 2; triples++)
        for (const each of [down, down, ok]) await run(once, each);
      expect((await run(once, down)).made).toEqual([1]);

      expect((await run(once, ok)).exchange.reason).toBe('CIRCUIT_OPEN');
    });

    it('goes on asking while the partner answers, even if it refuses', async () => {
      for (let refusals = 0; refusals < 30; refusals++)
        expect((await run(once, anExchange('refused'))).made).toEqual([1]);
    });

    it('Kita 38: leaves real time alone for a minute after three that were not sent', async () => {
      for (let failures = 0; failures < 3; failures++) await run(realTimePolicy, down);

      expect(await run(realTimePolicy, ok)).toMatchObject({ exchange: { reason: 'CIRCUIT_OPEN' }, made: [] });
      jest.setSystemTime(Date.now() + 59_999);
      expect((await run(realTimePolicy, ok)).made).toEqual([]);
      jest.setSystemTime(Date.now() + 1);
      expect((await run(realTimePolicy, ok)).made).toEqual([1]);
    });

    it('is one per endpoint', async () => {
      for (let failures = 0; failures < 5; failures++) await run(once, down);

      expect(await retrying.run('other', once, never, () => Promise.resolve(ok))).toBe(ok);
    });

    it('gives back the last exchange that took place when it opens in between', async () => {
      const policy: RetryPolicy = { ...generous, breaker: { ...defaultRetryPolicy.breaker, consecutive: 2 } };

      expect(await run(policy, down)).toEqual({ exchange: down, made: [1, 2] });
    });
  });

  it('lets only so many through at once and refuses who would wait too long', async () => {
    const narrow: RetryPolicy = { ...generous, attempts: 1, bulkhead: { concurrent: 2, queued: 1 } };
    let answer: (exchange: Exchange) => void = () => undefined;
    const answered = new Promise<Exchange>((resolve) => (answer = resolve));
    let begun = 0;
    const begin = () =>
      retrying.run('e', narrow, never, () => {
        begun += 1;
        return answered;
      });
    const runs = [begin(), begin(), begin(), begin()];

    expect((await runs[3])?.reason).toBe('BULKHEAD_FULL');
    expect(begun).toBe(2);
    answer(ok);
    expect(await Promise.all(runs.slice(0, 3))).toEqual([ok, ok, ok]);
    expect(begun).toBe(3);
  });

  it('does not hide what the attempt throws', async () => {
    const bug = new Error('a bug');

    await expect(retrying.run('e', generous, never, () => Promise.reject(bug))).rejects.toBe(bug);
  });

  it('makes no attempt when it was called off beforehand', async () => {
    const exchange = await retrying.run('e', generous, AbortSignal.abort(), () => Promise.resolve(ok));

    expect(exchange).toMatchObject({ reached: 'not-sent', reason: 'ABORTED' });
  });
});

describe('repeating in real time', () => {
  it('ends at once when it is called off while waiting, with what happened last', async () => {
    const stop = new AbortController();
    const patient: RetryPolicy = {
      ...generous,
      schedule: { kind: 'fixed', waitsMs: [3_600_000], spread: 0 },
    };
    let made = 0;

    const exchange = await new Retrying().run('e', patient, stop.signal, () => {
      made += 1;
      setImmediate(() => stop.abort());
      return Promise.resolve(down);
    });

    expect({ exchange, made }).toEqual({ exchange: down, made: 1 });
  });
});
