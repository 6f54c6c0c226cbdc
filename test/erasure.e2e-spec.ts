import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TwoOperators, type Confirmation } from '@gateway/identity';
import { createGateway, gatewaySettings } from '../apps/gateway/src';
import { child } from './support/children';
import { environmentFor, RunningGateway } from './support/gateway';
import { codeOf, Visitor } from './support/person';
import type { TestTenant } from './support/tenant';

/** Everything a backup would bring back about a tenant's people. */
const TABLES = ['vault_subject_key', 'kita_planer_source', 'delivery'] as const;

describe('erasing a child', () => {
  const folder = mkdtempSync(join(tmpdir(), 'erasure-'));
  const ledger = { ERASURE_LEDGER_FILE: join(folder, 'erased') };
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false, env: ledger });
    tenant = await gateway.tenant();
    connection = await tenant.connection();
  });

  afterAll(async () => {
    await gateway.stop();
    rmSync(folder, { recursive: true });
  });

  const take = (...numbers: readonly string[]) =>
    tenant.expect(202, `${connection}/care-records/batch`, {
      body: { careRecords: numbers.map((number) => child(number)) },
    });
  const readable = async () =>
    (
      await gateway.test.admin<{ lane: string }>(
        `select lane from delivery d join vault_subject_key k using (tenant_id, subject_id)
         where tenant_id = $1 and state = 'accepted' order by lane`,
        [tenant.id],
      )
    ).map(({ lane }) => lane);

  /** Agreed to by two of the tenant's administrators. */
  async function erase(childNumber: string): Promise<Visitor> {
    const admin = () => Visitor.signedIn(gateway, { tenant: tenant.id, role: 'tenant_admin' });
    const [asks, agrees] = [await admin(), await admin()];
    const path = `/tenants/${tenant.id}/approvals`;
    const { id } = await asks.expect(201, path, {
      body: { act: 'erase-child', subject: { childNumber }, reason: 'Antrag der Eltern' },
    });
    await agrees.expect(200, `${path}/${id}/approve`, { method: 'POST' });
    return agrees;
  }

  it('P1: a restored backup brings nobody back: who starts on it erases them again, before anything is served', async () => {
    await take('gone', 'stays');
    for (const table of TABLES) await gateway.test.admin(`create table backup_${table} as table ${table}`);
    await erase('Bgone');
    await expect(readable()).resolves.toEqual(['Kstays']);

    for (const table of TABLES) {
      await gateway.test.admin(`delete from ${table}`);
      await gateway.test.admin(`insert into ${table} select * from backup_${table}`);
    }
    await expect(readable()).resolves.toEqual(['Kgone', 'Kstays']);
    const restored = await createGateway(
      await gatewaySettings({ ...environmentFor(gateway.test, gateway.portal), ...ledger, ROLE: 'api' }),
    );
    await restored.init();
    await restored.close();

    await expect(readable()).resolves.toEqual(['Kstays']);
    const sources = await gateway.test.admin<{ number: string }>(
      'select child_number as number from kita_planer_source where tenant_id = $1',
      [tenant.id],
    );
    expect(sources).toEqual([{ number: 'Bstays' }]);
    expect(readFileSync(ledger.ERASURE_LEDGER_FILE, 'utf8')).not.toContain('gone');
  });

  it('O2: is done and on record as agreed to, or neither', async () => {
    await take('both');
    const agrees = await erase('Bboth');
    const path = `/tenants/${tenant.id}/approvals`;
    await agrees.expect(200, path);
    await take('twice');
    const [first, second] = [await erase('Btwice'), agrees];
    const { id } = await first.expect(201, path, {
      body: { act: 'erase-child', subject: { childNumber: 'Btwice' }, reason: 'Antrag der Eltern' },
    });

    // Erased already: the act fails, and so does the agreement.
    await second.expect(404, `${path}/${id}/approve`, { method: 'POST' });
    const { items } = await second.expect<{ items: { id: string; state: string }[] }>(200, path);
    expect(items.find((approval) => approval.id === id)?.state).toBe('open');
  });

  it('O2: at a shell takes two operators, each with a code of an own second factor that was not used before', async () => {
    const operator = async () => {
      const visitor = await Visitor.signedIn(gateway, 'operator');
      return { email: visitor.person.email, secret: visitor.secondFactor };
    };
    const [ada, bob] = [await operator(), await operator()];
    const agree = async (first: Confirmation, second: Confirmation) => {
      await gateway.test.admin('update user_account set totp_step = 0');
      return gateway.app.get(TwoOperators, { strict: false }).agree('erase-child', first, second);
    };
    const now = ({ email, secret }: typeof ada): Confirmation => ({ email, code: codeOf(secret) });
    const refused = { code: 'OPERATOR_NOT_CONFIRMED', kind: 'forbidden' };

    await expect(agree(now(ada), now(ada))).rejects.toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
    await expect(agree(now(ada), { ...now(bob), code: '' })).rejects.toMatchObject(refused);
    await expect(agree(now(ada), { ...now(bob), email: 'nobody@example.org' })).rejects.toMatchObject(
      refused,
    );
    const clerk = await Visitor.signedIn(gateway, { tenant: tenant.id, role: 'tenant_admin' });
    await expect(agree(now(ada), { ...now(bob), email: clerk.person.email })).rejects.toMatchObject(refused);
    await expect(agree(now(ada), now(bob))).resolves.toMatchObject({ type: 'user', auth: 'shell' });

    const agreed = await gateway.test.admin(
      `select from audit_entry where body like '%operators-agreed%' and body like '%erase-child%'`,
    );
    expect(agreed).toHaveLength(2);
  });
});
