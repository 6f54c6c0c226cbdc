import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Tx } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { ErasureLedger } from '../erasure/erasure-ledger';
import { developmentKeys } from '../keys/development-keys';
import { TenantKeys } from '../keys/tenant-keys';
import { SealBroken } from '../keys/vault-errors';
import { vaultStorage } from '../storage/vault.storage';
import { Payloads, SubjectErased } from './payloads';
import { SubjectKeys } from './subject-keys';

describe('payloads', () => {
  let test: TestDatabase;
  let tenant: string;
  const payloads = new Payloads(
    new SubjectKeys(new TenantKeys(developmentKeys('test'))),
    new ErasureLedger({}),
  );
  const as = <T>(work: (tx: Tx) => Promise<T>, who = tenant) => test.database.tenant(who, work);
  const subjectOf = async (key: string, who = tenant) =>
    (await as((tx) => payloads.subjects(tx, who, [key]), who)).get(key)!;

  beforeAll(async () => {
    test = await TestDatabase.create(vaultStorage);
  });
  beforeEach(async () => {
    tenant = await test.tenant();
  });
  afterAll(() => test.drop());

  it('know a person by what the source calls them, and store only a digest of it', async () => {
    const first = await as((tx) => payloads.subjects(tx, tenant, ['kind-1', 'kind-2', 'kind-1']));
    const second = await as((tx) => payloads.subjects(tx, tenant, ['kind-2', 'kind-3']));
    const rows = await test.admin(
      `select external_key from vault_subject_key where tenant_id = $1 and kind = 'subject'`,
      [tenant],
    );

    expect([...first.keys()]).toEqual(['kind-1', 'kind-2']);
    expect(second.get('kind-2')).toBe(first.get('kind-2'));
    expect(new Set([...first.values(), ...second.values()]).size).toBe(3);
    const guess = createHash('sha256').update('kind-1').digest();
    expect(rows.map(({ external_key }) => external_key).filter((key) => guess.equals(key as Buffer))).toEqual(
      [],
    );
    expect(rows).toHaveLength(3);
  });

  it('make one subject of a person that many introduce at once', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `kind-${index.toString()}`);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, shift) =>
        as((tx) => payloads.subjects(tx, tenant, [...keys.slice(shift), ...keys.slice(0, shift)])),
      ),
    );

    for (const key of keys) expect(new Set(answers.map((answer) => answer.get(key))).size).toBe(1);
    expect(new Set(answers[0]?.values()).size).toBe(50);
  });

  it('are never sealed for the tenant under a key whose making was undone', async () => {
    const item = { context: 'answer/1', plain: 'Muster' };
    await as(async (tx) => {
      await payloads.sealForTenant(tx, tenant, [item]);
      await payloads.sealForTenant(tx, tenant, [item]);
      throw new Error('undone');
    }).catch(() => undefined);

    const sealed = await as((tx) => payloads.sealForTenant(tx, tenant, [item]));

    const other = new Payloads(
      new SubjectKeys(new TenantKeys(developmentKeys('test'))),
      new ErasureLedger({}),
    );
    const opened = await as((tx) =>
      other.openForTenant(tx, tenant, [{ context: item.context, sealed: sealed[0]! }]),
    );
    expect(opened.map(String)).toEqual(['Muster']);
  });

  it('come back as they were, in order', async () => {
    const [a, b] = [await subjectOf('a'), await subjectOf('b')];
    const items = [
      { subject: b, context: 'delivery/1', plain: 'Mäxchen Muster 👶' },
      { subject: a, context: 'delivery/2', plain: Buffer.from([0, 255, 1]) },
      { subject: b, context: 'delivery/3', plain: '' },
    ];
    const sealed = await as((tx) => payloads.seal(tx, tenant, items));
    const opened = await as((tx) =>
      payloads.open(
        tx,
        tenant,
        items.map((item, index) => ({ ...item, sealed: sealed[index]! })),
      ),
    );

    expect(opened).toEqual(items.map(({ plain }) => Buffer.from(plain)));
    expect(Buffer.concat(sealed).toString('latin1')).not.toContain('Muster');
  });

  it('are unreadable once their subject is erased, and those of others are not', async () => {
    const [gone, stays] = [await subjectOf('gone'), await subjectOf('stays')];
    const item = (subject: string) => ({ subject, context: 'c', plain: 'Muster' });
    const sealed = await as((tx) => payloads.seal(tx, tenant, [item(gone), item(stays)]));
    const open = () =>
      as((tx) =>
        payloads.open(tx, tenant, [
          { ...item(gone), sealed: sealed[0]! },
          { ...item(stays), sealed: sealed[1]! },
        ]),
      );
    await open();

    expect(await as((tx) => payloads.eraseSubject(tx, tenant, gone))).toBe(true);
    expect(await as((tx) => payloads.eraseSubject(tx, tenant, gone))).toBe(false);

    expect(await open()).toEqual([undefined, Buffer.from('Muster')]);
    await expect(as((tx) => payloads.seal(tx, tenant, [item(gone)]))).rejects.toThrow(SubjectErased);
    expect(await subjectOf('gone')).not.toBe(gone);
  });

  it('are unreadable for the rest of the transaction that erases their subject as well', async () => {
    const subject = await subjectOf('gone at once');
    const item = { subject, context: 'c', plain: 'Muster' };

    const opened = await as(async (tx) => {
      const [sealed] = await payloads.seal(tx, tenant, [item]);
      await payloads.eraseSubject(tx, tenant, subject);
      return payloads.open(tx, tenant, [{ ...item, sealed: sealed! }]);
    });

    expect(opened).toEqual([undefined]);
  });

  it('open neither with a flipped bit nor in another place', async () => {
    const [own, other] = [await subjectOf('own'), await subjectOf('other')];
    const [sealed] = await as((tx) =>
      payloads.seal(tx, tenant, [{ subject: own, context: 'delivery/1', plain: 'Muster' }]),
    );
    const open = (subject: string, context: string, bytes: Buffer) =>
      as((tx) => payloads.open(tx, tenant, [{ subject, context, sealed: bytes }]));
    const altered = Buffer.from(sealed!);
    altered[14]! ^= 4;

    expect(await open(own, 'delivery/1', sealed!)).toEqual([Buffer.from('Muster')]);
    await expect(open(own, 'delivery/1', altered)).rejects.toThrow(SealBroken);
    await expect(open(own, 'delivery/2', sealed!)).rejects.toThrow(SealBroken);
    await expect(open(other, 'delivery/1', sealed!)).rejects.toThrow(SealBroken);
  });

  it('do not open with the key of another subject put in its place', async () => {
    const [own, other] = [await subjectOf('own'), await subjectOf('other')];
    const [sealed] = await as((tx) =>
      payloads.seal(tx, tenant, [{ subject: own, context: 'c', plain: 'Muster' }]),
    );
    await test.admin(
      `update vault_subject_key set wrapped_key = (select wrapped_key from vault_subject_key where subject_id = $1)
       where subject_id = $2`,
      [other, own],
    );

    const opening = as((tx) => payloads.open(tx, tenant, [{ subject: own, context: 'c', sealed: sealed! }]));

    await expect(opening).rejects.toThrow(SealBroken);
  });

  it('are nothing to another tenant', async () => {
    const subject = await subjectOf('a');
    const [sealed] = await as((tx) =>
      payloads.seal(tx, tenant, [{ subject, context: 'c', plain: 'Muster' }]),
    );
    const other = await test.tenant();

    const opened = await as(
      (tx) => payloads.open(tx, other, [{ subject, context: 'c', sealed: sealed! }]),
      other,
    );

    expect(opened).toEqual([undefined]);
  });

  it('of the tenant itself come back, and only in their place', async () => {
    const items = [{ context: 'call/1', plain: '<html>Anmeldung</html>' }];
    const [sealed] = await as((tx) => payloads.sealForTenant(tx, tenant, items));
    const open = (context: string) =>
      as((tx) => payloads.openForTenant(tx, tenant, [{ context, sealed: sealed! }]));

    expect(await open('call/1')).toEqual([Buffer.from('<html>Anmeldung</html>')]);
    await expect(open('call/2')).rejects.toThrow(SealBroken);
  });

  it('give a subject a pseudonym that dies with its key', async () => {
    const subject = await subjectOf('a');
    const first = await as((tx) => payloads.pseudonyms(tx, tenant, [subject, randomUUID()]));

    expect([...first]).toEqual([[subject, expect.stringMatching(/^[0-9a-f]{32}$/)]]);
    expect(await as((tx) => payloads.pseudonyms(tx, tenant, [subject]))).toEqual(first);
    await as((tx) => payloads.eraseSubject(tx, tenant, subject));
    expect((await as((tx) => payloads.pseudonyms(tx, tenant, [subject]))).size).toBe(0);
  });

  it('are found by a name however it is written, and by no guess from outside', async () => {
    const index = (name: string, field = 'family-name', who = tenant) =>
      as((tx) => payloads.blindIndex(tx, who, field, name), who);
    const digest = await index('Müßig');
    const other = await test.tenant();

    expect(digest).toHaveLength(16);
    expect(await index('MUESSIG')).toEqual(digest);
    expect(await index('Müßig', 'given-name')).not.toEqual(digest);
    expect(await index('Müßig', 'family-name', other)).not.toEqual(digest);
    expect(createHmac('sha256', '').update('muessig').digest().subarray(0, 16)).not.toEqual(digest);
  });

  it('have a fingerprint that changes with any change', async () => {
    const fingerprint = (text: string) => as((tx) => payloads.fingerprint(tx, tenant, text));
    const first = await fingerprint('{"name":"Muster"}');

    expect(first).toHaveLength(32);
    expect(await fingerprint('{"name":"Muster"}')).toEqual(first);
    expect(await fingerprint('{"name":"muster"}')).not.toEqual(first);
    expect(createHash('sha256').update('{"name":"Muster"}').digest()).not.toEqual(first);
  });

  it('cost far less than 0.15 ms of CPU each', async () => {
    const keys = Array.from({ length: 2_000 }, (_, index) => `kind-${index.toString()}`);
    const plain = JSON.stringify({ name: 'Muster', text: 'x'.repeat(900) });
    const subjects = await as((tx) => payloads.subjects(tx, tenant, keys));
    const items = keys.map((key) => ({ subject: subjects.get(key)!, context: `delivery/${key}`, plain }));
    const started = process.cpuUsage();

    const sealed = await as((tx) => payloads.seal(tx, tenant, items));
    await as((tx) =>
      payloads.open(
        tx,
        tenant,
        items.map((item, index) => ({ ...item, sealed: sealed[index]! })),
      ),
    );

    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000 / keys.length).toBeLessThan(0.3);
  });
});
