import { once } from 'node:events';
import { createServer, type Server, type TlsOptions } from 'node:tls';
import { makeCa } from '@gateway/testing';
import { profileNames } from '../domain/profile';
import { SimulatorCertificates } from '../simulator';
import { feedbackInput } from '../testing';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';

const certificates = SimulatorCertificates.create();
const stranger = makeCa({ cn: 'Other CA' });

describe.each(profileNames)('a Terugkoppeling in %s without a secure connection', (profile) => {
  let scene: OsoScene;
  let customer: Customer;
  const R = (parts: object = {}) => feedbackInput({ ...parts }, profile);
  const tc = () => scene.simulator.received('trafficCenter').length;

  beforeAll(async () => {
    scene = await OsoScene.start({ profile, certificates });
  });
  beforeEach(async () => {
    customer = await scene.customer({ deliveryTimeoutSeconds: 1 });
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  /** Takes the place of a service with another TLS server, for as long as the work takes. */
  const instead = async (
    service: 'trafficCenter' | 'schools',
    options: TlsOptions,
    work: () => Promise<void>,
  ) => {
    const replaced = scene.simulator[service];
    await replaced.down();
    const server: Server = createServer(options, (socket) => socket.end());
    server.on('tlsClientError', () => undefined);
    await once(server.listen(Number(new URL(replaced.origin).port), '127.0.0.1'), 'listening');
    await work();
    await once(server.close(), 'close');
    await replaced.up();
  };
  const unknown = () => {
    const { keyPem, certPem } = stranger.issue({ cn: 'x', serverAuth: true, ips: ['127.0.0.1'] });
    return { key: keyPem, cert: certPem };
  };

  describe('OSO 28: without a secure connection to the Traffic Center', () => {
    const insecure = {
      state: 'failed',
      cause: 'GW_BeveiligdeVerbindingMislukt',
      transportOutcome: 'not-sent',
    };

    it('is not sent without a client certificate', async () => {
      const bare = await scene.customer({}, null);
      expect(await bare.send(R())).toMatchObject({
        ...insecure,
        notices: [{ code: 'CERTIFICATE_MISSING' }],
      });
      expect(tc()).toBe(0);
    });

    it('is not sent to a server of an unknown authority', async () => {
      await instead('trafficCenter', unknown(), async () => {
        expect(await customer.send(R())).toMatchObject(insecure);
      });
    });

    it('is not sent to a server of another name', async () => {
      const trafficCenterUrl = scene.simulator.url.replace('127.0.0.1', 'localhost');
      const other = await scene.customer({ trafficCenterUrl });
      expect(await other.send(R())).toMatchObject(insecure);
    });

    it('is not sent over TLS 1.1', async () => {
      const { keyPem, certPem } = certificates.trafficCenter;
      const old: TlsOptions = {
        key: keyPem,
        cert: certPem,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL@SECLEVEL=0',
      };
      await instead('trafficCenter', old, async () => {
        expect(await customer.send(R())).toMatchObject(insecure);
      });
    });

    it('is not sent to a Traffic Center with another organisation number', async () => {
      const careful = await scene.customer({ trafficCenterNumber: '00000001000000000000' });
      expect(await careful.send(R())).toMatchObject(insecure);
      expect(tc()).toBe(0);
    });
  });

  it('OSO 30: has certainly not arrived when the school cannot be trusted', async () => {
    await instead('schools', unknown(), async () => {
      expect(await customer.send(R())).toMatchObject({
        ...{ state: 'failed', cause: 'GW_TerugkoppelingNietAfgeleverd' },
        ...{ attempts: 1, transportOutcome: 'not-sent' },
      });
    });
  });
});
