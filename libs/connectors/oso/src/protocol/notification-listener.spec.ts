import { request } from 'node:https';
import { numbers, SimulatorCertificates } from '../simulator';
import { NotificationListener } from './notification-listener';

describe('a school’s system that sends too much', () => {
  const certificates = SimulatorCertificates.create();
  const own = certificates.supplier(numbers.A);
  const [school, other] = [certificates.supplier(numbers.B), certificates.supplier(numbers.B)];
  let heard = 0;
  const listener = new NotificationListener(
    {
      ...{ port: 0, address: '127.0.0.1', tls: Buffer.from(own.keyPem + own.chainPem), perMinute: 1 },
      clientCa: Buffer.from(certificates.caPem),
      tooMany: (retryAfterSeconds) => ({ status: 429, envelope: '<later/>', retryAfterSeconds }),
    },
    () => Promise.resolve({ status: 200, envelope: `<heard number="${++heard}"/>` }),
  );

  beforeAll(() => listener.open());
  afterAll(() => listener.close());

  const send = ({ keyPem, chainPem }: typeof school) =>
    new Promise<[status: number | undefined, retryAfter: string | undefined]>((resolve, reject) => {
      const sent = request(
        {
          ...{ host: '127.0.0.1', port: listener.port, method: 'POST', agent: false },
          ...{ ca: certificates.caPem, key: keyPem, cert: chainPem },
        },
        (answer) => {
          answer.resume().on('end', () => resolve([answer.statusCode, answer.headers['retry-after']]));
        },
      );
      sent.on('error', reject).end('<message/>');
    });

  it('is told to wait and not heard, while another certificate is heard', async () => {
    // A minute may end in between, but not twice.
    const answers = [await send(school), await send(school), await send(school)];
    const refused = answers.filter(([status]) => status === 429);

    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.[1])).toBeGreaterThan(0);
    expect(heard).toBe(3 - refused.length);
    expect(await send(other)).toEqual([200, undefined]);
  });
});
