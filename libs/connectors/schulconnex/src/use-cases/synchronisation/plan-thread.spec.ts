import { PlanThread } from './plan-thread';

const file = (): string =>
  require.resolve('#dist/libs/connectors/schulconnex/src/use-cases/synchronisation/plan-worker.js');

describe('the thread plans are made in', () => {
  it('is loaded although its file is being replaced', async () => {
    const found = [
      () => file(),
      () => '/nowhere/plan-worker.js',
      () => {
        throw new Error('not there');
      },
    ];

    const thread = await PlanThread.start(() => (found.pop() ?? file)());
    await thread.end();

    expect(found).toEqual([]);
  });

  it('is given up when there is none', async () => {
    await expect(PlanThread.start(() => '/nowhere/plan-worker.js')).rejects.toThrow('/nowhere');
  });
});
