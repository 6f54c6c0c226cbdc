import { performance } from 'node:perf_hooks';
import { ownThread, threadTime } from './thread-time';

const onLinux = process.platform === 'linux';

describe('the time of a thread', () => {
  it('passes while it works, and stands still while it waits', async () => {
    const time = () => threadTime(ownThread() ?? 'none') ?? Number.NaN;
    const begun = time();
    const until = performance.now() + 300;
    while (performance.now() < until) Math.random();
    const worked = time();
    await new Promise((done) => setTimeout(done, 300));

    expect(worked > begun).toBe(onLinux);
    expect(time() - worked < 150).toBe(onLinux);
  });

  it('is unknown of a thread that is gone', () => {
    expect(threadTime('1/task/4194305')).toBeUndefined();
  });
});
