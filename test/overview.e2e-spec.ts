import { child } from './support/children';
import { RunningGateway } from './support/gateway';
import { Visitor } from './support/person';
import type { Json } from './support/tenant';

/** Ends a contract against the rules of the Kita-Planer: found by our own check, never sent. */
const HELD = { lines: [{ until: '2026-07-01', terminatedOn: '2026-07-01' }] };

describe('the overview of a tenant', () => {
  let gateway: RunningGateway;

  beforeAll(async () => {
    gateway = await RunningGateway.start();
  });

  afterAll(() => gateway.stop());

  it('counts what is open by connection and cause, and says when credentials end', async () => {
    const tenant = await gateway.tenant();
    const connection = await tenant.ready();
    await tenant.expect(202, `${connection}/care-records`, { body: child('good') });
    await tenant.exportNow(connection);
    await tenant.send(`${connection}/care-records`, { body: child('bad', HELD) });
    const auditor = await Visitor.signedIn(gateway, { tenant: tenant.id, role: 'auditor' });

    const { connections, days } = await auditor.expect<{ connections: Json[]; days: Json[] }>(
      200,
      `/tenants/${tenant.id}/overview`,
    );
    expect(connections).toEqual([
      expect.objectContaining({
        connector: 'kita-planer',
        active: true,
        lastSuccessAt: expect.any(String),
        lastFailureAt: null,
        credentialEndsAt: expect.any(String),
      }),
    ]);
    expect(days).toEqual([expect.objectContaining({ day: expect.any(String), delivered: 1 })]);

    const { items } = await auditor.expect(200, `/tenants/${tenant.id}/expiries`);
    expect(items[0]).toMatchObject({ connector: 'kita-planer', version: 1 });
    const calendar = await auditor.send(`/tenants/${tenant.id}/expiries.ics`);
    expect(calendar.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(calendar.text).toMatch(/^BEGIN:VCALENDAR\r\n[^]*BEGIN:VEVENT\r\n[^]*END:VCALENDAR\r\n$/);

    expect(await auditor.expect(200, `/tenants/${tenant.id}/audit/status`)).toMatchObject({ unbroken: true });
    const page = await auditor.expect<{ items: Json[]; next: string }>(
      200,
      `/tenants/${tenant.id}/audit?limit=2`,
    );
    expect(page.items).toHaveLength(2);
    await auditor.expect(200, `/tenants/${tenant.id}/audit?limit=2&cursor=${page.next}`);
    await auditor.expect(422, `/tenants/${tenant.id}/audit?cursor=nonsense`);
  });

  it('lists by cause what somebody must see to', async () => {
    const tenant = await gateway.tenant();
    const connection = await tenant.connection();
    const clerk = await Visitor.signedIn(gateway, { tenant: tenant.id, role: 'clerk' });
    await tenant.expect(202, `${connection}/care-records`, { body: child('bad', HELD) });

    const { items } = await clerk.expect(200, `/tenants/${tenant.id}/inbox`);
    expect(items).toEqual([
      expect.objectContaining({
        connector: 'kita-planer',
        state: 'held',
        heldBecause: 'check-failed',
        cause: expect.stringMatching(/^KP-/),
        count: 1,
      }),
    ]);
  });

  it('shows operators every tenant, and no record of any', async () => {
    const tenant = await gateway.tenant();
    await tenant.connection();
    const operator = await Visitor.signedIn(gateway, 'operator');

    const made = await operator.expect(201, '/operator/tenants', { body: { name: 'Neu (erfunden)' } });
    const { items } = await operator.expect<{ items: (Json & { connections: Json[] })[] }>(
      200,
      '/operator/tenants',
    );
    expect(items.find(({ id }) => id === made.id)).toMatchObject({ name: 'Neu (erfunden)', connections: [] });
    expect(items.find(({ id }) => id === tenant.id)?.connections).toHaveLength(1);
  });
});
