import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabase } from '@gateway/testing';
import { Jobs } from './jobs';
import { jobsStorage } from './jobs.module';
import { defineQueue } from './queue';

const runs = defineQueue<{ connection: string }>({ name: 'test-run', policy: 'stately', retries: 2 });
const chores = defineQueue<{ n: number }>({ name: 'test-chore', policy: 'standard', retries: 3 });

describe('Jobs', () => {
  let test: TestDatabase;
  let jobs: Jobs;

  beforeEach(async () => {
    test = await TestDatabase.create(jobsStorage);
    jobs = new Jobs({ url: test.url, works: true });
  });

  afterEach(async () => {
    await jobs.onModuleDestroy();
    await test.drop();
  });

  it('runs a job that was enqueued with its data', async () => {
    const arrived = new EventTarget();
    const first = once(arrived, 'job');
    await jobs.work(chores, { concurrency: 1 }, ({ data }) => {
      arrived.dispatchEvent(new CustomEvent('job', { detail: data }));
      return Promise.resolve();
    });

    await test.database.global((tx) => jobs.enqueue(tx, chores, { n: 7 }));

    await expect(first).resolves.toMatchObject([{ detail: { n: 7 } }]);
  });

  it('runs nothing whose transaction was undone', async () => {
    const seen: number[] = [];
    const undone = test.database.global(async (tx) => {
      await jobs.enqueue(tx, chores, { n: 1 });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');

    await jobs.work(chores, { concurrency: 1 }, ({ data }) => Promise.resolve(void seen.push(data.n)));
    await test.database.global((tx) => jobs.enqueue(tx, chores, { n: 2 }));
    while (seen.length === 0) await sleep(20);

    expect(seen).toEqual([2]);
  });

  it('makes one waiting job out of many wake-up calls for one connection', async () => {
    const enqueue = (connection: string) =>
      test.database.global((tx) => jobs.enqueue(tx, runs, { connection }, { key: connection }));

    await expect(Promise.all([enqueue('a'), enqueue('b')])).resolves.toEqual([true, true]);
    await expect(enqueue('a')).resolves.toBe(false);
  });

  it('makes room for a job under another key that could start, and for no other', async () => {
    const enqueue = (connection: string, startAfter = new Date()) =>
      test.database.global((tx) => jobs.enqueue(tx, runs, { connection }, { key: connection, startAfter }));
    const othersWait = () => test.database.global((tx) => jobs.othersWait(tx, runs, 'a'));

    await enqueue('a');
    await enqueue('b', new Date(Date.now() + 3_600_000));
    await expect(othersWait()).resolves.toBe(false);

    await enqueue('c');
    await expect(othersWait()).resolves.toBe(true);
  });

  it('gives a failed job to the next try', async () => {
    let tries = 0;
    await jobs.work(chores, { concurrency: 1 }, () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('first try')) : Promise.resolve();
    });

    await test.database.global((tx) => jobs.enqueue(tx, chores, { n: 1 }));
    while (tries < 2) await sleep(50);

    expect(tries).toBe(2);
  });
});
