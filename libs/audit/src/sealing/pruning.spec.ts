import { SealedTrail } from '../testing/sealed-trail';

describe('Dropping old months', () => {
  let sealed: SealedTrail;
  let tenant: string;
  let stream: string;

  /** Three entries of an old month, sealed, and two of this month. */
  beforeEach(async () => {
    sealed = await SealedTrail.create();
    tenant = await sealed.test.tenant();
    stream = `${tenant}/record/0`;
    await sealed.note(tenant, 3);
    await sealed.sealer.seal();
    await age();
    await sealed.note(tenant, 2);
    await sealed.sealer.seal();
  });

  afterEach(() => sealed.drop());

  /** Makes all entries look as if they had been stored in May 2020. */
  const age = () =>
    sealed.test.admin(`
      do $$
      declare month regclass;
      begin
        create temp table aged on commit drop as select * from audit_entry;
        for month in select inhrelid::regclass from pg_inherits where inhparent = 'audit_entry'::regclass loop
          execute 'drop table ' || month;
        end loop;
        perform audit_ensure_month('record', '2020-05-10');
        insert into audit_entry select tenant_id, stream, seq, log, '2020-05-10', subject, body, prev, hash from aged;
        update audit_head set stored_at = '2020-05-10';
      end
      $$`);

  const seqs = () => sealed.test.admin('select seq::int from audit_entry order by seq');

  it('leaves a chain that verifies from where it was pruned', async () => {
    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, entries: 5 });

    const pruned = await sealed.sealer.prune('record', new Date('2020-06-01T00:00:00Z'));

    expect(pruned?.checkpoint).toMatchObject({ number: 3, pruned: [[stream, 3, expect.any(String)]] });
    await expect(seqs()).resolves.toEqual([{ seq: 4 }, { seq: 5 }]);
    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, entries: 2, checkpoints: 3 });
    await expect(sealed.verifyPart({ tenant })).resolves.toMatchObject({ exitCode: 0, entries: 2 });
  });

  it('goes on after a restart, and on a chain that was pruned to its end', async () => {
    const idle = await sealed.test.tenant();
    await sealed.note(idle, 2);
    await sealed.sealer.seal();
    await age();
    await sealed.sealer.prune('record', new Date('2020-06-01T00:00:00Z'));
    await expect(seqs()).resolves.toEqual([]);
    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, entries: 0 });

    await sealed.note(idle, 1);
    await sealed.restartedSealer().seal();

    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, entries: 1, unsealed: 0 });
  });

  it('shows where more is missing than was pruned', async () => {
    await sealed.sealer.prune('record', new Date('2020-06-01T00:00:00Z'));
    await sealed.tamper(`delete from audit_entry where seq = 4`);

    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 1, damage: 'missing', stream, seq: 4 });
  });

  it('shows a month that went without a signed record', async () => {
    await sealed.test.admin('drop table audit_entry_record_2020_05');

    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 1, damage: 'missing', stream, seq: 1 });
  });

  it('shows an edit behind the point of pruning', async () => {
    await sealed.sealer.prune('record', new Date('2020-06-01T00:00:00Z'));
    await sealed.tamper(`update audit_entry set body = replace(body, 'noted', 'hidden') where seq = 4`);

    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 1, damage: 'edited', stream, seq: 4 });
  });

  it('cannot judge a receipt of a pruned entry', async () => {
    const [row] = await sealed.test.admin(
      `select stream, seq::int, encode(hash, 'hex') as hash from audit_entry where seq = 2`,
    );
    const held = await sealed.write('receipt.json', JSON.stringify(row));
    await expect(sealed.verify('--receipt', held)).resolves.toMatchObject({ exitCode: 0 });
    await sealed.sealer.prune('record', new Date('2020-06-01T00:00:00Z'));

    await expect(sealed.verify('--receipt', held)).resolves.toMatchObject({ exitCode: 2 });
  });

  it('leaves the other logs and the present month alone', async () => {
    await expect(sealed.sealer.prune('security', new Date('2020-06-01T00:00:00Z'))).resolves.toBeUndefined();
    await expect(sealed.sealer.prune('record', new Date('2020-06-02T00:00:00Z'))).rejects.toMatchObject({
      code: 'DKA04',
    });
    await expect(seqs()).resolves.toHaveLength(5);
  });

  it('needs a record that says what is really dropped', async () => {
    const claimed = [[[stream, 2, '00'.repeat(32)]], []];
    for (const pruned of claimed) {
      await expect(
        sealed.reader.query(`select audit_prune('record', '2020-06-01', 3, 'note', '[]', $1)`, [
          JSON.stringify(pruned),
        ]),
      ).rejects.toMatchObject({ code: 'DKA04' });
    }
    await expect(seqs()).resolves.toHaveLength(5);
  });
});
