import { BatchWork } from '@gateway/batches';
import { Database } from '@gateway/database';
import { child, childrenOf } from './support/children';
import { RunningGateway } from './support/gateway';
import { Visitor } from './support/person';
import type { TestTenant } from './support/tenant';

interface Batch {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly left: number;
  readonly skipped: readonly { readonly name: string; readonly count: number }[];
}

const others = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

/** Acts on many records, on the whole gateway with a Kita-Planer that answers. */
describe('a batch of acts', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;
  let connectionId: string;
  let admin: Visitor;

  const path = (rest = ''): string => `/tenants/${tenant.id}/batches${rest}`;

  const plan = (parts: object = {}) =>
    admin.expect<Record<string, unknown>>(200, path('/plan'), {
      body: { connection: connectionId, action: 'resend', filter: { code: 'KP-204' }, ...parts },
    });

  const begin = (parts: object = {}) =>
    admin.expect<Batch>(201, path(), {
      body: {
        ...{ connection: connectionId, action: 'resend', filter: { code: 'KP-204' } },
        ...{ reason: 'Kinder sind jetzt angelegt', ...parts },
      },
    });

  const show = ({ id }: Batch) => admin.expect<Batch>(200, path(`/${id}`));

  const untilOver = async (batch: Batch): Promise<Batch> => {
    for (let now = batch; ; now = await show(batch)) {
      if (now.state !== 'running' && now.state !== 'waiting') return now;
      await new Promise((again) => setTimeout(again, 200));
    }
  };

  /** One portion, as a worker does it. */
  const step = (batch: Batch) =>
    gateway.app
      .get(Database, { strict: false })
      .tenant(tenant.id, (tx) => gateway.app.get(BatchWork, { strict: false }).step(tx, batch.id));

  const statesOf = async (): Promise<Record<string, number>> => {
    const rows = await gateway.test.admin(
      `select state, count(*)::int as count from (
         select state from delivery where tenant_id = $1
         union all select state from delivery_archive where tenant_id = $1) d group by state`,
      [tenant.id],
    );
    return Object.fromEntries(
      (rows as { state: string; count: number }[]).map((row) => [row.state, row.count]),
    );
  };

  const set = async (): Promise<void> => {
    tenant = await gateway.tenant();
    connection = await tenant.ready();
    connectionId = connection.split('/').at(-1) ?? '';
    admin = await Visitor.signedIn(gateway, { tenant: tenant.id, role: 'tenant_admin' });
  };

  const knowsUnknownChildren = (unbekannteKinder: 'anlegen' | 'ablehnen'): void => {
    const { portal } = gateway.portal;
    portal.mode = { ...portal.mode, unbekannteKinder };
  };

  /** So many records the partner has refused. */
  const refuse = async (count: number): Promise<void> => {
    knowsUnknownChildren('ablehnen');
    await tenant.expect(202, `${connection}/care-records/batch`, {
      body: { careRecords: others(count).map((key) => child(key)) },
    });
    await tenant.exportNow(connection);
  };

  describe('while workers work', () => {
    beforeAll(async () => {
      gateway = await RunningGateway.start();
    });

    afterAll(() => gateway.stop());

    beforeEach(() => set());

    it('is first a plan with exact numbers by cause and destination, and what is passed over and why', async () => {
      await refuse(7);
      await tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords: childrenOf(2) } });
      expect(await plan({ filter: {} })).toMatchObject({
        total: 7,
        byCause: [{ name: 'KP-204', count: 7 }],
        byDestination: [{ count: 7 }],
        skipped: [{ name: 'accepted', count: 2 }],
      });
      expect(await plan({ asOf: '2020-01-01T00:00:00.000Z' })).toMatchObject({ total: 0 });
    });

    it('resolves all that match, tells the outcome of each record, and is on record', async () => {
      await refuse(7);
      const batch = await untilOver(await begin({ action: 'resolve' }));
      expect(batch).toMatchObject({ state: 'done', total: 7, done: 7, left: 0, skipped: [] });
      const { items } = await admin.expect<{ items: { outcome: string }[] }>(
        200,
        path(`/${batch.id}/records`),
      );
      expect(items.map(({ outcome }) => outcome)).toEqual(Array(7).fill('done'));
      expect(await statesOf()).toEqual({ resolved: 7 });
      const trail = await admin.expect<{ items: { entry: object }[] }>(
        200,
        `/tenants/${tenant.id}/audit?limit=50`,
      );
      const text = JSON.stringify(trail);
      expect(text).toContain('batches/started');
      expect(text).toContain('batches/ended');
    });

    it('is stopped by its first five when the partner refuses those again, and the rest is left alone', async () => {
      await refuse(12);
      const batch = await untilOver(await begin());
      expect(batch).toMatchObject({ state: 'stopped', total: 12, done: 5, left: 7 });
      expect(await statesOf()).toEqual({ rejected: 12 });
    });

    it('goes on with all others once one of the first five was taken', async () => {
      await refuse(12);
      knowsUnknownChildren('anlegen');
      const batch = await untilOver(await begin());
      expect(batch).toMatchObject({ state: 'done', total: 12, done: 12, left: 0 });
    });
  });

  describe('while nobody works it off', () => {
    beforeAll(async () => {
      gateway = await RunningGateway.start({ works: false });
      await set();
      const careRecords = others(412).map((key) => child(key));
      await tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords } });
    });

    afterAll(() => gateway.stop());

    /** As if the partner had refused them. */
    const refused = () =>
      gateway.test.admin(
        `update delivery set state = 'rejected', held_because = null, cause = 'KP-204' where tenant_id = $1`,
        [tenant.id],
      );

    it('goes on where a killed process stopped, and does nothing twice', async () => {
      await refused();
      const batch = await begin({ action: 'resolve', filter: {} });
      expect(await step(batch)).toBe('goes-on');
      const killed = gateway.app.get(Database, { strict: false }).tenant(tenant.id, async (tx) => {
        await gateway.app.get(BatchWork, { strict: false }).step(tx, batch.id);
        throw new Error('killed before the end of the transaction');
      });
      await expect(killed).rejects.toThrow('killed');
      expect(await show(batch)).toMatchObject({ state: 'running', done: 5, left: 407 });
      expect(await statesOf()).toEqual({ resolved: 5, rejected: 407 });
      expect(await step(batch)).toBe('goes-on');
      expect(await show(batch)).toMatchObject({ done: 205, left: 207 });
      expect([await step(batch), await step(batch), await step(batch)]).toEqual(['goes-on', 'over', 'over']);
      expect(await show(batch)).toMatchObject({ state: 'done', done: 412, left: 0, skipped: [] });
      expect(await statesOf()).toEqual({ resolved: 412 });
    });

    it('does no further record once somebody has stopped it, and what was done stays done', async () => {
      const batch = await begin({ action: 'reopen', filter: { view: 'archive' } });
      expect(await step(batch)).toBe('goes-on');
      const stopped = await admin.expect<Batch>(200, path(`/${batch.id}/cancel`), { method: 'POST' });
      expect(stopped).toMatchObject({ state: 'cancelled', done: 5, left: 407 });
      expect(await step(batch)).toBe('over');
      expect(await statesOf()).toMatchObject({ resolved: 407 });
      expect(await admin.expect(200, path(`/${batch.id}/cancel`), { method: 'POST' })).toEqual(stopped);
    });

    it('is nobody’s but the tenant’s, and its reason is for those alone who may see contents', async () => {
      const { items } = await admin.expect<{ items: Batch[] }>(200, path());
      expect(items).toHaveLength(2);
      const [batch] = items;
      const auditor = await Visitor.signedIn(gateway, { tenant: tenant.id, role: 'auditor' });
      expect(await admin.expect(200, path(`/${batch?.id}`))).toMatchObject({
        reason: 'Kinder sind jetzt angelegt',
      });
      expect(await auditor.expect(200, path(`/${batch?.id}`))).toMatchObject({ reason: null });
      await auditor.expect(403, path(`/${batch?.id}/cancel`), { method: 'POST' });
      const other = await gateway.tenant();
      const stranger = await Visitor.signedIn(gateway, { tenant: other.id, role: 'tenant_admin' });
      await stranger.expect(404, `/tenants/${other.id}/batches/${batch?.id}`);
    });
  });
});
