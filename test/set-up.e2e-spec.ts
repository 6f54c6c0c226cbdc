import { RunningGateway } from './support/gateway';
import type { TestTenant } from './support/tenant';

const BASE = '/kita-planer/connections';

describe('setting up a Kita-Planer connection', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
  });

  afterAll(() => gateway.stop());

  it('creates a connection that is off, shows it, and lists it', async () => {
    const body = { name: 'Kita-Planer Nord', settings: tenant.settings() };
    const created = await tenant.send(BASE, { body });

    expect(created.status).toBe(201);
    expect(created.headers.get('etag')).toBe('"1"');
    expect(created.body).toMatchObject({ name: 'Kita-Planer Nord', active: false, version: 1 });
    expect(created.body).not.toHaveProperty('tenantId');
    await expect(tenant.expect(200, `${BASE}/${created.body.id}`)).resolves.toEqual(created.body);
    const { items } = await tenant.expect(200, BASE);
    expect(items).toEqual([created.body]);
  });

  it('keeps whoever saves second from undoing what the first has saved', async () => {
    const connection = await tenant.connection();
    const seen = await tenant.send(connection);
    const change = (batchSize: number, etag: string) =>
      tenant.send(connection, {
        method: 'PUT',
        body: { name: 'Geändert', settings: tenant.settings({ batchSize }) },
        headers: { 'if-match': etag },
      });

    const first = await change(10, seen.headers.get('etag') ?? '');
    const second = await change(20, seen.headers.get('etag') ?? '');

    expect([first.status, second.status]).toEqual([200, 409]);
    expect(second.body.code).toBe('CONNECTION_CHANGED');
    await expect(tenant.expect(200, connection)).resolves.toMatchObject({
      active: true,
      settings: { batchSize: 10 },
    });
    await expect(change(20, first.headers.get('etag') ?? '')).resolves.toMatchObject({ status: 200 });
    await expect(change(30, 'yesterday’s'.slice(0, 4))).resolves.toMatchObject({ status: 400 });
  });

  it('refuses a second connection of the same name', async () => {
    const body = { name: 'Einmalig', settings: tenant.settings() };
    await tenant.expect(201, BASE, { body });

    const { code } = await tenant.expect(409, BASE, { body });

    expect(code).toBe('CONNECTION_NAME_TAKEN');
  });

  it('takes a schedule only where a central certificate lets it send (Kita 45)', async () => {
    const connection = await tenant.connection();
    const scheduled = { name: 'Zeitplan', settings: tenant.settings({ schedule: '0 5 * * *' }) };
    const refused = await tenant.expect(409, connection, { method: 'PUT', body: scheduled });
    expect(refused.code).toBe('SCHEDULE_NEEDS_CENTRAL_CREDENTIAL');

    await tenant.storeCredential(connection);
    await tenant.expect(200, connection, { method: 'PUT', body: scheduled });
  });

  it('takes certificates and passwords in, shows everything about them but what is secret, and destroys them', async () => {
    const connection = await tenant.connection();
    const stored = await tenant.storeCredential(connection);
    expect(stored).toMatchObject({
      name: 'central',
      version: 1,
      endpoint: gateway.portal.url,
      description: { user: 'kita-gateway' },
      warnings: expect.arrayContaining([{ code: 'CERT_KEY_SHORT', facts: { bits: 2048 } }]) as unknown,
    });

    const password = { user: 'kita-gateway', password: 'another-one' };
    const credentials = `${connection}/credentials`;
    await expect(
      tenant.expect(200, `${credentials}/central/password`, { method: 'PUT', body: password }),
    ).resolves.toMatchObject({ version: 2 });
    await tenant.expect(204, `${credentials}/central/versions/1`, { method: 'DELETE' });
    await tenant.expect(204, `${credentials}/central/versions/2/unlock`, { method: 'POST' });
    await tenant.storeCredential(connection, 'user-7');

    const { items } = await tenant.expect(200, credentials);
    expect(items).toMatchObject([
      { name: 'central', version: 1, retiredAt: expect.any(String) as unknown },
      { name: 'central', version: 2 },
      { name: 'user/user-7', version: 1 },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/another-one|S3rv3r|geheim|PRIVATE|BEGIN/);
  });

  it.each([
    ['central', '99', 404],
    ['central', '2147483648', 404],
    ['central', 'one', 404],
    ['nobody', '1', 404],
    ['Not An Id', '1', 400],
  ])('answers a client error to version %s/%s of a credential', async (owner, version, status) => {
    const connection = await tenant.connection();
    const path = `${connection}/credentials/${encodeURIComponent(owner)}/versions/${version}`;

    await expect(tenant.send(path, { method: 'DELETE' })).resolves.toMatchObject({ status });
    await expect(tenant.send(`${path}/unlock`, { method: 'POST' })).resolves.toMatchObject({ status });
  });
});
