import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { child, childrenOf, linesOf } from './support/children';
import { environmentFor, RunningGateway } from './support/gateway';
import { GatewayProcess } from './support/gateway-process';
import { TestTenant } from './support/tenant';

const p12 = (name: string) => readFileSync(resolve(__dirname, `../libs/vault/src/testing/p12/${name}.p12`));

/** In milliseconds; a pause as short as this nobody notices, however short the work was. */
const NOTICEABLE = 250;

/** Row 23 and its neighbours: whatever one caller or partner sends, all others are answered meanwhile. */
describe('while one is served, others do not wait', () => {
  let gateway: RunningGateway;
  let served: GatewayProcess;
  let tenant: TestTenant;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    served = await GatewayProcess.start(environmentFor(gateway.test, gateway.portal));
    const { id, token } = await gateway.tenant();
    tenant = new TestTenant(gateway, id, token, served.url);
  });

  afterAll(async () => {
    await served.end('SIGKILL');
    await gateway.stop();
  });

  /** For how long the process has looked after nothing else since this was last asked, in milliseconds. */
  async function longestPause(): Promise<number> {
    const text = await (await fetch(`${served.url}/metrics`)).text();
    const [, seconds] = /^drehkreuz_nodejs_eventloop_lag_max_seconds ([\d.e-]+)$/m.exec(text) ?? [];
    return Number(seconds) * 1_000;
  }

  /**
   * Does the work, and meanwhile asks for something else over and over. Work that blocks makes others wait for
   * nearly all its time, on a slow machine as on a fast one.
   */
  async function expectOthersServed(work: () => Promise<unknown>): Promise<void> {
    await longestPause();
    const begun = performance.now();
    const state = { isOver: false };
    const working = work().finally(() => (state.isOver = true));
    let answered = 0;
    do {
      await tenant.expect(200, '/kita-planer/connections');
      answered += 1;
      await sleep(20);
    } while (!state.isOver);
    await working;
    const half = Math.max(NOTICEABLE, (performance.now() - begun) / 2);
    expect(await longestPause()).toBeLessThan(half);
    expect(answered).toBeGreaterThan(0);
  }

  it('row 23: a .p12 file with 600,000 iterations is opened aside', async () => {
    const connection = await tenant.connection();
    const body = {
      file: p12('iterations-600000').toString('base64'),
      filePassword: 'Muster-Kennwort-7',
      user: 'kita-gateway',
    };

    await expectOthersServed(() =>
      tenant.expect(200, `${connection}/credentials/central`, { method: 'PUT', body }),
    );
  });

  it('row 23: what is no certificate file, or too much of one, is refused within two seconds', async () => {
    const connection = await tenant.connection();
    const files: [Buffer, number][] = [
      [p12('iterations-5000001'), 422],
      [Buffer.alloc(10_000_000), 413],
      [p12('modern').subarray(0, 900), 422],
      [Buffer.from('UEsDBBQAAAAIAAAAIQA=', 'base64'), 422],
    ];
    for (const [file, status] of files) {
      const body = { file: file.toString('base64'), filePassword: 'x', user: 'kita-gateway' };
      const asked = performance.now();

      await expectOthersServed(() =>
        tenant.expect(status, `${connection}/credentials/central`, { method: 'PUT', body }),
      );
      expect(performance.now() - asked).toBeLessThan(2_000);
    }
  });

  it('a batch of two thousand children, and a stream of ten thousand, are taken in bits', async () => {
    const connection = await tenant.connection();

    await expectOthersServed(() =>
      tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords: childrenOf(2_000) } }),
    );
    await expectOthersServed(() =>
      tenant.send(`${connection}/care-records/stream`, {
        body: linesOf(childrenOf(10_000, 's')),
        headers: { 'content-type': 'application/x-ndjson' },
      }),
    );
  });

  it('an answer of the Kita-Planer about ten thousand records nobody sent is read quickly', async () => {
    const connection = await tenant.ready({ realTime: true });
    gateway.portal.failNext({ art: 'fremder-datensatz', n: 10_000 });

    await expectOthersServed(() => tenant.send(`${connection}/care-records`, { body: child('big') }));
  });
});
