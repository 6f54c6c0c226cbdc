import { OsoSimulator } from '@connectors/oso/simulator';
import { egressAllow, feedbackInput, pointInput } from '@connectors/oso/testing';
import { RunningGateway } from './support/gateway';
import { BY, osoReady, osoSettings } from './support/oso';
import type { TestTenant } from './support/tenant';

jest.setTimeout(180_000);

const UNKNOWN = '019c2f6e-0000-7000-8000-000000000000';
const ID = 'isolation-check';

type Ids = Readonly<Record<'connection' | 'feedback' | 'notice' | 'version', string>>;

describe('what belongs to somebody else at OSO', () => {
  let gateway: RunningGateway;
  let simulator: OsoSimulator;
  let own: TestTenant;
  let ownConnection: string;
  let foreign: Ids;
  let beside: Ids;

  beforeAll(async () => {
    simulator = await OsoSimulator.start();
    gateway = await RunningGateway.start({ works: false, env: { EGRESS_ALLOW: egressAllow(simulator) } });
    own = await gateway.tenant();
    beside = await idsOf(own, 'Naast');
    ownConnection = (await osoReady(own, simulator)).split('/').at(-1) ?? '';
    foreign = await idsOf(await gateway.tenant(), 'OSO');
  });

  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
  });

  /** One that was refused, so that it is open: and may be resent and closed by those it belongs to. */
  async function idsOf(tenant: TestTenant, name: string): Promise<Ids> {
    const path = await osoReady(tenant, simulator);
    const settings = osoSettings(simulator);
    await tenant.expect(200, path, { method: 'PUT', body: { name, settings, active: true } });
    const body = feedbackInput({ doel: pointInput('oso2017', 103) });
    const { record } = await tenant.expect<{ record: string }>(409, `${path}/feedback`, {
      body,
      headers: BY,
    });
    const connection = path.split('/').at(-1) ?? '';
    const notice = await noticeOf(tenant.id, connection);
    return { connection, feedback: record, notice, version: '1' };
  }

  /** As a school's system would have left it. */
  async function noticeOf(tenant: string, connection: string): Promise<string> {
    const [row] = await gateway.test.admin<{ id: string }>(
      `insert into oso_notice (tenant_id, id, connection_id, subject_id, key_mark, koppelsleutel, last_four,
         bron_brin, bron_point, doel_brin, doel_point, sender)
       values ($1, gen_random_uuid(), $2, gen_random_uuid(), '\\x01', '\\x02', '2000', '00YY', '0', '00YY', '102', '1')
       returning id`,
      [tenant, connection],
    );
    return row?.id ?? '';
  }

  const bodies = (): Readonly<Record<string, object>> => ({
    'PUT /{connection}': { name: 'Vreemd', settings: osoSettings(simulator) },
    'PUT /{connection}/certificate': { file: 'AAAA', password: 'x' },
    'POST /{connection}/feedback': feedbackInput(),
    'POST /{connection}/feedback/{feedback}/close': { as: 'resolved', reason: 'Vreemd' },
  });

  /** Every operation below a connection to OSO. */
  const operations = (): [method: string, template: string][] =>
    Object.entries(gateway.contract.document.paths)
      .filter(([path]) => path.includes('/oso/connections/{connection}'))
      .flatMap(([path, item]) =>
        Object.keys(item).map((method): [string, string] => [
          method.toUpperCase(),
          path.split('/connections')[1] ?? '',
        ]),
      );

  async function bytes(method: string, template: string, ids: Ids) {
    const path = template.replace(/\{(\w+)\}/g, (_, part: string) => ids[part as keyof Ids]);
    const body = bodies()[`${method} ${template}`];
    const { status, headers, text } = await own.send(`/oso/connections${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: { 'x-request-id': ID, ...BY },
    });
    return { status, text, headers: [...headers].filter(([name]) => name !== 'date') };
  }

  const nobodys: Ids = { connection: UNKNOWN, feedback: UNKNOWN, notice: UNKNOWN, version: '1' };

  it('answers on every route exactly as what does not exist: another tenant’s connection', async () => {
    const all = operations();
    expect(all.length).toBeGreaterThan(12);
    for (const [method, template] of all) {
      const theirs = await bytes(method, template, foreign);
      const unknown = await bytes(method, template, nobodys);
      expect({ method, template, ...theirs }).toEqual({ method, template, ...unknown, status: 404 });
    }
  });

  it('answers exactly as what does not exist: another tenant’s, and another connection’s, Terugkoppelingen and Notificaties', async () => {
    // The content of a dossier is available to nobody, whichever it is.
    const parts = operations().filter(
      ([method, template]) =>
        /\{(feedback|notice)\}/.test(template) && !(method === 'GET' && template.endsWith('/dossier')),
    );
    expect(parts.length).toBeGreaterThan(4);
    for (const [method, template] of parts) {
      const unknown = await bytes(method, template, { ...nobodys, connection: ownConnection });
      for (const ids of [foreign, beside])
        expect({
          ...{ method, template },
          ...(await bytes(method, template, { ...ids, connection: ownConnection })),
        }).toEqual({ method, template, ...unknown, status: 404 });
    }
    expect(simulator.school.shown).toEqual([]);
  });

  it('is there for those it belongs to, or the comparison would show nothing', async () => {
    const path = `/oso/connections/${beside.connection}`;
    await own.expect(200, `${path}/feedback/${beside.feedback}`);
    await own.expect(200, `${path}/notices/${beside.notice}`);
  });

  it('is not found by a Terugkoppeling that names another tenant’s Notificatie', async () => {
    const answers = await Promise.all(
      [foreign.notice, UNKNOWN].map(async (notice) => {
        const body = { notice, feedback: feedbackInput().feedback };
        const headers = { 'x-request-id': ID, ...BY };
        const answer = await own.send(`/oso/connections/${ownConnection}/feedback`, { body, headers });
        return { status: answer.status, text: answer.text };
      }),
    );

    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(404);
  });
});
