import { FailedAttempts } from './failed-attempts';

describe('FailedAttempts', () => {
  let now = 0;
  let attempts: FailedAttempts;

  beforeEach(() => {
    now = 0;
    attempts = new FailedAttempts(() => now);
  });

  const fail = (times: number, source = '192.0.2.1') => {
    for (let time = 0; time < times; time += 1) attempts.count(source);
  };

  it('lets a source be wrong 30 times in a row', () => {
    fail(29);
    expect(attempts.waitSeconds('192.0.2.1')).toBe(0);
    fail(1);
    expect(attempts.waitSeconds('192.0.2.1')).toBe(2);
  });

  it('gives back one try every two seconds, up to thirty', () => {
    fail(30);
    now = 2_000;
    expect(attempts.waitSeconds('192.0.2.1')).toBe(0);
    fail(1);
    expect(attempts.waitSeconds('192.0.2.1')).toBe(2);
    now = 1_000_000;
    fail(30);
    expect(attempts.waitSeconds('192.0.2.1')).toBe(2);
  });

  it('does not let one source wait for another', () => {
    fail(30);

    expect(attempts.waitSeconds('192.0.2.2')).toBe(0);
  });

  it('remembers no more than ten thousand sources', () => {
    fail(30);
    for (let source = 0; source < 10_000; source += 1) attempts.count(`source ${source}`);

    expect(attempts.waitSeconds('192.0.2.1')).toBe(0);
  });
});
