import { TestDatabase } from '@gateway/testing';
import { developmentKeys } from '../keys/development-keys';
import { TenantKeys } from '../keys/tenant-keys';
import { vaultStorage } from '../storage/vault.storage';
import { expiringSecrets, expiryAlarm } from './expiry';
import { Vault } from './vault';

const now = new Date('2026-11-24T12:00:00Z');
const after = (days: number, hours = 0) => new Date(now.getTime() + days * 86_400_000 + hours * 3_600_000);

describe('an expiry date', () => {
  it.each([
    [61, undefined],
    [60, 60],
    [31, 60],
    [30, 30],
    [14, 14],
    [8, 14],
    [7, 7],
    [3, 3],
    [2, 3],
    [1, 1],
    [0, 1],
    [-5, 1],
  ])('that is %i days away raises the alarm of %p days', (daysLeft, alarm) => {
    expect(expiryAlarm(after(daysLeft), now)).toEqual(
      alarm === undefined ? { daysLeft } : { daysLeft, alarm },
    );
  });

  it('counts a begun day as a whole one', () => {
    expect(expiryAlarm(after(30, 1), now)).toEqual({ daysLeft: 31, alarm: 60 });
    expect(expiryAlarm(after(29, 1), now)).toEqual({ daysLeft: 30, alarm: 30 });
  });
});

describe('the expiry watch', () => {
  let test: TestDatabase;
  const vault = () => new Vault(test.database, new TenantKeys(developmentKeys('test')));

  beforeAll(async () => {
    test = await TestDatabase.create(vaultStorage);
  });
  afterAll(() => test.drop());

  const watched = async (...versions: { validFrom: Date; expiresAt?: Date }[]) => {
    const tenant = await test.tenant();
    const ref = { connection: 'c', endpoint: 'e', purpose: 'tls-client', name: 'zentral' };
    return test.database.tenant(tenant, async (tx) => {
      for (const version of versions) await vault().put(tx, ref, 'Muster', version);
      const found = await expiringSecrets(tx, 60, now);
      return found.map(({ version, daysLeft, alarm }) => ({ version, daysLeft, alarm }));
    });
  };

  it('finds what expires soon or already has', async () => {
    expect(await watched({ validFrom: after(-300), expiresAt: after(5) })).toEqual([
      { version: 1, daysLeft: 5, alarm: 7 },
    ]);
    expect(await watched({ validFrom: after(-300), expiresAt: after(-2) })).toEqual([
      { version: 1, daysLeft: -2, alarm: 1 },
    ]);
  });

  it('leaves out what has time, and what never expires', async () => {
    expect(await watched({ validFrom: after(-300), expiresAt: after(61) })).toEqual([]);
    expect(await watched({ validFrom: after(-300) })).toEqual([]);
  });

  it('leaves out what is replaced in time', async () => {
    const old = { validFrom: after(-300), expiresAt: after(5) };

    expect(await watched(old, { validFrom: after(-1), expiresAt: after(365) })).toEqual([]);
    expect(await watched(old, { validFrom: after(4), expiresAt: after(365) })).toEqual([]);
    expect(await watched(old, { validFrom: after(6), expiresAt: after(365) })).toHaveLength(1);
    expect(await watched(old, { validFrom: after(-1), expiresAt: after(4) })).toHaveLength(2);
  });
});
