import { createHash } from 'node:crypto';
import { newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { auditEvent, auditPage, auditStorage, AuditTrail, SecretAccessRecorder } from './index';

describe('AuditTrail', () => {
  let test: TestDatabase;
  const trail = new AuditTrail();
  const noted = auditEvent('testing/thing-noted', { log: 'record', object: 'thing' });
  const changed = auditEvent('testing/setting-changed', { log: 'admin', object: 'thing' });
  const actor = { type: 'user', id: newId() } as const;
  const aNote = (tenant: string | null, more: object = {}) =>
    noted({ tenant, actor, object: newId(), ...more });
  const record = (tenant: string, ...drafts: ReturnType<typeof aNote>[]) =>
    test.database.tenant(tenant, (tx) => trail.record(tx, drafts));
  const rowsOf = (stream: string) =>
    test.admin<{ seq: string; body: string; prev: Buffer; hash: Buffer }>(
      'select seq, body, prev, hash from audit_entry where stream = $1 order by seq',
      [stream],
    );

  beforeAll(async () => {
    test = await TestDatabase.create(auditStorage);
    await test.admin('create table thing (id uuid)');
  });

  afterAll(() => test.drop());

  it('chains every entry to the one before', async () => {
    const tenant = await test.tenant();
    const stream = `${tenant}/record/0`;

    const [first, second] = await record(tenant, aNote(tenant), aNote(tenant));

    const rows = await rowsOf(stream);
    const sha = (...parts: (string | Buffer)[]) =>
      createHash('sha256')
        .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
        .digest('hex');
    const genesis = sha(`genesis:${stream}`);
    const firstHash = sha('\0', Buffer.from(genesis, 'hex'), `${stream}|1|${rows[0]!.body}`);
    const secondHash = sha('\0', Buffer.from(firstHash, 'hex'), `${stream}|2|${rows[1]!.body}`);
    expect([first, second]).toEqual([
      { stream, seq: 1, hash: firstHash },
      { stream, seq: 2, hash: secondHash },
    ]);
    expect(rows.map(({ prev }) => prev.toString('hex'))).toEqual([genesis, firstHash]);
  });

  it('answers the receipts in the order of the entries, whatever logs they belong to', async () => {
    const tenant = await test.tenant();
    const drafts = [
      aNote(tenant),
      changed({ tenant, actor, object: newId() }),
      aNote(tenant),
      changed({ tenant, actor, object: newId() }),
    ];

    const receipts = await record(tenant, ...drafts);

    expect(receipts).toMatchObject([
      { stream: `${tenant}/record/0`, seq: 1 },
      { stream: `${tenant}/admin/0`, seq: 1 },
      { stream: `${tenant}/record/0`, seq: 2 },
      { stream: `${tenant}/admin/0`, seq: 2 },
    ]);
    const bodies = await test.admin<{ body: string; hash: string }>(
      `select body, encode(hash, 'hex') as hash from audit_entry where tenant_id = $1`,
      [tenant],
    );
    const objects = receipts.map(
      ({ hash }) =>
        (JSON.parse(bodies.find((row) => row.hash === hash)!.body) as { object: { id: string } }).object.id,
    );
    expect(objects).toEqual(drafts.map(({ given }) => given.object));
  });

  it('stores a change together with its entry, or neither', async () => {
    const tenant = await test.tenant();
    const change = (after: () => Promise<void>) =>
      test.database.tenant(tenant, async (tx) => {
        await tx.query('insert into thing values ($1)', [tenant]);
        await trail.record(tx, aNote(tenant));
        await after();
      });
    const stored = async () => [
      await test.admin('select count(*)::int as things from thing where id = $1', [tenant]),
      await test.admin('select count(*)::int as entries from audit_entry where tenant_id = $1', [tenant]),
    ];

    await expect(change(() => Promise.reject(new Error('second thoughts')))).rejects.toThrow(
      'second thoughts',
    );
    await expect(stored()).resolves.toEqual([[{ things: 0 }], [{ entries: 0 }]]);

    await change(() => Promise.resolve());
    await expect(stored()).resolves.toEqual([[{ things: 1 }], [{ entries: 1 }]]);
    await expect(rowsOf(`${tenant}/record/0`)).resolves.toMatchObject([{ seq: '1' }]);
  });

  it('undoes the change if the entry cannot be stored', async () => {
    const tenant = await test.tenant();
    await test.admin(`alter function audit_append(text[], text[]) rename to audit_append_away`);
    try {
      const change = test.database.tenant(tenant, async (tx) => {
        await tx.query('insert into thing values ($1)', [tenant]);
        await trail.record(tx, aNote(tenant));
      });
      await expect(change).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'AUDIT_UNAVAILABLE',
        facts: { sqlState: '42883' },
        retryAfterSeconds: 5,
      });
    } finally {
      await test.admin(`alter function audit_append_away(text[], text[]) rename to audit_append`);
    }
    await expect(test.admin('select * from thing where id = $1', [tenant])).resolves.toEqual([]);
  });

  it('stores what can wait with the next entry, or at the end of the transaction, in its order', async () => {
    const tenant = await test.tenant();
    const [soon, sooner, now, late] = [aNote(tenant), aNote(tenant), aNote(tenant), aNote(tenant)];

    const receipts = await test.database.tenant(tenant, async (tx) => {
      const query = jest.spyOn(tx, 'query');
      trail.recordSoon(tx, [soon]);
      trail.recordSoon(tx, [sooner]);
      const receipts = await trail.record(tx, now);
      trail.recordSoon(tx, [late]);
      expect(query).toHaveBeenCalledTimes(1);
      query.mockRestore();
      return receipts;
    });

    expect(receipts).toMatchObject([{ stream: `${tenant}/record/0`, seq: 3 }]);
    const objects = (await rowsOf(`${tenant}/record/0`)).map(
      ({ body }) => (JSON.parse(body) as { object: { id: string } }).object.id,
    );
    expect(objects).toEqual([soon, sooner, now, late].map(({ given }) => given.object));
  });

  it('undoes the change if an entry that could wait cannot be stored, or is none', async () => {
    const tenant = await test.tenant();
    const change = (draft: () => ReturnType<typeof aNote>) =>
      test.database.tenant(tenant, async (tx) => {
        await tx.query('insert into thing values ($1)', [tenant]);
        trail.recordSoon(tx, [draft()]);
      });

    await expect(change(() => aNote(newId()))).rejects.toMatchObject({ field: 'tenant' });
    await expect(change(() => aNote(tenant, { code: 'Anna' }))).rejects.toMatchObject({ field: 'code' });
    await expect(test.admin('select * from thing where id = $1', [tenant])).resolves.toEqual([]);
    await expect(
      test.dataSource.transaction((tx) => {
        trail.recordSoon(tx, [aNote(tenant)]);
        return Promise.resolve();
      }),
    ).rejects.toThrow('Not a transaction of Database');
  });

  it('undoes the change even for a caller who ignores that the entry could not be stored', async () => {
    const tenant = await test.tenant();
    await test.database
      .tenant(tenant, async (tx) => {
        await tx.query('insert into thing values ($1)', [tenant]);
        await trail.record(tx, aNote(newId())).catch(() => undefined);
      })
      .catch(() => undefined);

    await expect(test.admin('select * from thing where id = $1', [tenant])).resolves.toEqual([]);
  });

  it('takes no entry of another tenant, nor of the operator', async () => {
    const [one, other] = [await test.tenant(), await test.tenant()];
    const foreign = { code: 'AUDIT_ENTRY_INVALID', field: 'tenant' };

    await expect(record(one, aNote(other))).rejects.toMatchObject(foreign);
    await expect(record(one, aNote(one), aNote(null))).rejects.toMatchObject(foreign);
    await expect(test.database.global((tx) => trail.record(tx, aNote(one)))).rejects.toMatchObject(foreign);
    await expect(
      test.admin('select * from audit_entry where tenant_id in ($1, $2)', [one, other]),
    ).resolves.toEqual([]);
  });

  it('shows a tenant its own entries, and what the operator does to a transaction without tenant', async () => {
    const [one, other] = [await test.tenant(), await test.tenant()];
    await record(one, aNote(one));
    await record(other, aNote(other));
    await test.database.global((tx) => trail.record(tx, aNote(null)));
    const streams = 'select distinct stream from audit_entry';

    await expect(test.database.tenant(one, (tx) => tx.query(streams))).resolves.toEqual([
      { stream: `${one}/record/0` },
    ]);
    await expect(test.database.global((tx) => tx.query(streams))).resolves.toEqual([
      { stream: 'operator/record/0' },
    ]);
  });

  it.each([
    ['insert', `insert into audit_entry select * from audit_entry`],
    ['update', `update audit_entry set body = ''`],
    ['delete', `delete from audit_entry`],
    ['truncate', `truncate audit_entry`],
    ['update of a head', `update audit_head set size = 0`],
    ['read of a month past the parent', `select * from audit_entry_record_${month()}`],
    ['change of a checkpoint', `update audit_checkpoint set note = ''`],
    ['publishing of a checkpoint', `select audit_publish(1, '', '[]', '[]')`],
  ])('grants the application no %s', async (_, sql) => {
    const tenant = await test.tenant();
    await record(tenant, aNote(tenant));

    await expect(test.database.tenant(tenant, (tx) => tx.query(sql))).rejects.toMatchObject({
      sqlState: '42501',
    });
  });

  it('shows the application no checkpoint, because they name the streams of every tenant', async () => {
    await test.admin(`insert into audit_checkpoint values (1, '', '[]', '[]')`);

    await expect(test.database.global((tx) => tx.query('select * from audit_checkpoint'))).resolves.toEqual(
      [],
    );
  });

  it.each([
    ['update', `update audit_entry set body = ''`],
    ['delete', `delete from audit_entry`],
    ['truncate', `truncate audit_entry`],
    ['update of a month', `update audit_entry_record_${month()} set body = ''`],
    ['delete in a month', `delete from audit_entry_record_${month()}`],
    ['truncate of a month', `truncate audit_entry_record_${month()}`],
    ['delete of a head', `delete from audit_head`],
    ['delete of a checkpoint', `delete from audit_checkpoint`],
  ])('refuses even a superuser who skips ordinary triggers an %s', async (_, sql) => {
    const tenant = await test.tenant();
    await record(tenant, aNote(tenant));

    await expect(
      test.admin(`begin; set local session_replication_role = replica; ${sql}; commit`),
    ).rejects.toMatchObject({ code: 'DKA02' });
    await test.admin('rollback');
  });

  const chainsOf = (tenant: string) =>
    test.admin<{ size: number; entries: number; whole: boolean }>(
      `select h.size::int, count(*)::int as entries,
         bool_and(e.prev = coalesce(p.hash, sha256(convert_to('genesis:' || h.stream, 'UTF8')))) as whole
       from audit_head h join audit_entry e using (tenant_id, stream)
       left join audit_entry p on p.tenant_id = e.tenant_id and p.stream = e.stream and p.seq = e.seq - 1
       where h.tenant_id = $1 group by h.stream, h.size`,
      [tenant],
    );
  const manyAtOnce = (tenant: string) =>
    Promise.all(
      Array.from({ length: 40 }, () => record(tenant, ...Array.from({ length: 5 }, () => aNote(tenant)))),
    );
  const expectWhole = (chains: Awaited<ReturnType<typeof chainsOf>>, entries: number) => {
    expect(chains.filter(({ whole, size, entries }) => !whole || size !== entries)).toEqual([]);
    expect(chains.reduce((sum, { size }) => sum + size, 0)).toBe(entries);
  };

  it('keeps every chain whole while many write at once', async () => {
    const tenant = await test.tenant();

    await manyAtOnce(tenant);

    expectWhole(await chainsOf(tenant), 200);
  });

  it('keeps every chain whole while more write at once than there are shards', async () => {
    const tenant = await test.tenant();
    const shards = `select %(hashtextextended($1 || '/record/' || shard, 1)) from generate_series(0, 15) shard`;
    await test.admin(shards.replace('%', 'pg_advisory_lock'), [tenant]);

    await manyAtOnce(tenant);
    await manyAtOnce(tenant);

    await test.admin(shards.replace('%', 'pg_advisory_unlock'), [tenant]);
    expectWhole(await chainsOf(tenant), 400);
  });

  it('lets two transactions write to one log without waiting for each other', async () => {
    const tenant = await test.tenant();

    const [slow, quick] = await test.database.tenant(tenant, async (tx) => {
      const [mine] = await trail.record(tx, aNote(tenant));
      const [theirs] = await record(tenant, aNote(tenant));
      return [mine, theirs];
    });

    expect([slow?.stream, quick?.stream]).toEqual([`${tenant}/record/0`, `${tenant}/record/1`]);
  });

  it('asks the database once for a batch, and not at all for none', async () => {
    const tenant = await test.tenant();

    await test.database.tenant(tenant, async (tx) => {
      const query = jest.spyOn(tx, 'query');
      await expect(trail.record(tx, [])).resolves.toEqual([]);
      expect(query).not.toHaveBeenCalled();
      await trail.record(
        tx,
        Array.from({ length: 200 }, () => aNote(tenant)),
      );
      expect(query).toHaveBeenCalledTimes(1);
      query.mockRestore();
    });
  });

  it('tells from the trail alone who saw or received a child, newest first and page by page', async () => {
    const tenant = await test.tenant();
    const [child, sibling] = ['a1'.repeat(16), 'b2'.repeat(16)];
    for (const [subject, endpoint] of [
      [child, 'kita-planer'],
      [sibling, 'kita-planer'],
      [child, 'schulconnex'],
      [child, 'oso'],
    ]) {
      await record(tenant, aNote(tenant, { subject, endpoint, purpose: 'betreuung' }));
    }
    const page = (before?: string) =>
      test.database.tenant(tenant, (tx) => auditPage(tx, { subject: child, limit: 2, before }));
    const endpoints = ({ entries }: { entries: readonly { body: string }[] }) =>
      entries.map(({ body }) => (JSON.parse(body) as { endpoint: string }).endpoint);

    const first = await page();
    const second = await page(first.next);

    expect(endpoints(first)).toEqual(['oso', 'schulconnex']);
    expect(endpoints(second)).toEqual(['kita-planer']);
    expect(second.next).toBeUndefined();
    await expect(page('bm9uc2Vuc2U')).rejects.toMatchObject({ kind: 'invalid', code: 'QUERY_INVALID' });
  });

  it('writes down which secret somebody used, without the path of the address', async () => {
    const tenant = await test.tenant();
    const [connection, request] = [newId(), newId()];
    const access = {
      tenant,
      actor: { type: 'system', id: 'worker' } as const,
      ref: {
        connection,
        endpoint: 'https://kita.example:8443/Import?traeger=4711',
        purpose: 'tls-client',
        name: 'central',
      },
      version: 3,
      purpose: 'kita-planer/export',
      request,
    };

    const [receipt] = await test.database.tenant(tenant, (tx) =>
      new SecretAccessRecorder(trail).record(tx, access),
    );

    const [row] = await rowsOf(receipt!.stream);
    expect(receipt!.stream).toBe(`${tenant}/security/0`);
    expect(JSON.parse(row!.body)).toMatchObject({
      action: 'vault/secret-used',
      object: { type: 'connection', id: connection },
      endpoint: 'kita.example:8443',
      keyref: 'tls-client/central/3',
      purpose: 'kita-planer/export',
      req: request,
    });
  });

  it('describes its tables to TypeORM exactly as they are', async () => {
    const { upQueries } = await test.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  function month(): string {
    return new Date().toISOString().slice(0, 7).replace('-', '_');
  }
});
