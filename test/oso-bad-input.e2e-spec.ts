import { OsoSimulator } from '@connectors/oso/simulator';
import { egressAllow, feedbackInput } from '@connectors/oso/testing';
import { RunningGateway } from './support/gateway';
import { BY, osoReady, osoSettings } from './support/oso';
import type { TestTenant } from './support/tenant';

jest.setTimeout(180_000);

/** What anybody can send to the routes of OSO, and what a Traffic Center may answer: each ends in a code of the list. */
describe('bad input for OSO', () => {
  let gateway: RunningGateway;
  let simulator: OsoSimulator;
  let tenant: TestTenant;
  let connection: string;

  beforeAll(async () => {
    simulator = await OsoSimulator.start();
    gateway = await RunningGateway.start({ works: false, env: { EGRESS_ALLOW: egressAllow(simulator) } });
    tenant = await gateway.tenant();
    connection = await osoReady(tenant, simulator);
  });
  afterEach(() => simulator.reset());
  afterAll(async () => {
    expect(gateway.log).not.toContain('"status":500');
    await gateway.stop();
    await simulator.stop();
  });

  const send = (body: object | string, headers: Record<string, string> = {}) =>
    tenant.send(`${connection}/feedback`, {
      ...{ method: 'POST', body, headers: { 'content-type': 'application/json', ...BY, ...headers } },
    });
  const text = JSON.stringify(feedbackInput());

  it.each([
    ['not JSON', '{"bron":', 400, 'JSON_INVALID'],
    ['a key twice', '{"bron":{},"bron":{}}', 400, 'JSON_DUPLICATE_KEY'],
    ['no object', '[]', 400, 'GW_OngeldigeInvoer'],
    ['nothing', '{}', 400, 'GW_OngeldigeInvoer'],
    ['__proto__', text.replace('{', '{"__proto__":{},'), 400, 'FIELD_UNKNOWN'],
    ['a tenant in the body', text.replace('{', '{"tenant":"x",'), 400, 'GW_OngeldigeInvoer'],
    [
      'an index as text',
      text.replace('"aanleverpuntIndex":0', '"aanleverpuntIndex":"0"'),
      400,
      'GW_OngeldigeInvoer',
    ],
    ['NUL in a text', text.replace('Toegekend', 'a\\u0000'), 400, 'TEXT_INVALID'],
    ['a number as BSN', text.replace('Toegekend', '123456782'), 400, 'GW_OngeldigeInvoer'],
  ])('%s is refused, and the Traffic Center is not called', async (_what, body, status, code) => {
    const answer = await send(body);

    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('123456782');
    expect(simulator.messages).toEqual([]);
  });

  it('another content under the same key is refused', async () => {
    const key = { 'idempotency-key': 'one-key-for-two-contents' };
    await send(feedbackInput(), key);
    const other = await send(feedbackInput({ koppelsleutel: '00000000-0000-4000-8000-000000000000' }), key);

    expect([other.status, other.body.code]).toEqual([409, 'IDEMPOTENCY_MISMATCH']);
    expect(simulator.school.shown).toHaveLength(1);
  });

  it('row 12: the same request twice at the same moment is sent once', async () => {
    const key = { 'idempotency-key': 'twice-at-the-same-moment' };
    const [one, other] = await Promise.all([send(feedbackInput(), key), send(feedbackInput(), key)]);

    expect(one.body.id).toBe(other.body.id);
    expect(simulator.school.shown).toHaveLength(1);
  });

  it.each([
    ['http://tc.example/tc', 400, 'FIELD_INVALID'],
    ['https://user:geheim@tc.example/tc', 400, 'FIELD_INVALID'],
    ['https://10.0.0.1/tc', 422, 'URL_NOT_ALLOWED'],
    ['https://tc.example:5432/tc', 422, 'URL_NOT_ALLOWED'],
  ])('row 25: %s is no Traffic Center', async (trafficCenterUrl, status, code) => {
    const body = { name: 'x', settings: osoSettings(simulator, { trafficCenterUrl }) };
    const answer = await tenant.send('/oso/connections', { body });

    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('geheim');
  });

  it('row 27: an address that is not registered sends nothing and waits for an administrator, with a message', async () => {
    simulator.switches.schoolUrl = 'https://xn--ls-fka.example/ap';
    const answer = await send(feedbackInput());

    expect(answer).toMatchObject({
      status: 502,
      body: {
        ...{ code: 'GW_OngeldigAfleveradres', state: 'MISLUKT', actions: ['resend', 'resolve'] },
        result: { reason: 'HOST_NOT_REGISTERED' },
      },
    });
    expect(simulator.received('school')).toEqual([]);
  });
});
