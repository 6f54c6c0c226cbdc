import { readFile } from 'node:fs/promises';
import { newId } from '@gateway/database';
import { SealedTrail } from './testing/sealed-trail';

describe('A trail that somebody with every right in the database has changed', () => {
  let sealed: SealedTrail;
  let one: string;
  let other: string;
  let stream: string;

  /** Two tenants of nine entries, sealed after 3, 6 and 9. */
  beforeEach(async () => {
    sealed = await SealedTrail.create();
    one = await sealed.test.tenant();
    other = await sealed.test.tenant();
    stream = `${one}/record/0`;
    for (let round = 0; round < 3; round++) {
      await sealed.note(one, 3);
      await sealed.note(other, 3);
      await sealed.sealer.seal();
    }
  });

  afterEach(() => sealed.drop());

  const tampered = (damage: string, place: object) => ({
    exitCode: 1,
    verdict: 'tampered',
    damage,
    ...place,
  });

  /** Gives every entry from here on the hash that fits, and the head as well. */
  const rechain = (from: number) => `
    do $$
    declare e record; h bytea;
    begin
      select coalesce((select hash from audit_entry where stream = '${stream}' and seq = ${from - 1}),
        sha256(convert_to('genesis:${stream}', 'UTF8'))) into h;
      for e in select * from audit_entry where stream = '${stream}' and seq >= ${from} order by seq loop
        update audit_entry set prev = h,
          hash = sha256('\\x00'::bytea || h || convert_to(e.stream || '|' || e.seq || '|' || e.body, 'UTF8'))
          where stream = e.stream and seq = e.seq returning hash into h;
      end loop;
      update audit_head set head = h where stream = '${stream}';
    end
    $$`;
  const edit = (seq: number) =>
    `update audit_entry set body = replace(body, 'thing-noted', 'thing-hidden') where stream = '${stream}' and seq = ${seq}`;
  const shift = (from: number, by: number) => `
    update audit_entry set seq = seq + 100 where stream = '${stream}' and seq >= ${from};
    update audit_entry set seq = seq - 100 + ${by} where stream = '${stream}' and seq >= ${from} + 100`;

  it('is clean as long as nobody has', async () => {
    await expect(sealed.verify()).resolves.toMatchObject({
      exitCode: 0,
      verdict: 'clean',
      entries: 18,
      streams: 2,
      checkpoints: 3,
      unsealed: 0,
    });
  });

  it('shows which entry was edited', async () => {
    await sealed.tamper(edit(5));

    await expect(sealed.verify()).resolves.toMatchObject(tampered('edited', { stream, seq: 5 }));
  });

  it('shows which entry was edited and given a hash that fits', async () => {
    await sealed.tamper(`${edit(5)};
      update audit_entry set hash = sha256('\\x00'::bytea || prev || convert_to(stream || '|' || seq || '|' || body, 'UTF8'))
      where stream = '${stream}' and seq = 5`);

    await expect(sealed.verify()).resolves.toMatchObject(tampered('replaced', { stream, seq: 5 }));
  });

  it('shows between which checkpoints the whole chain was computed again', async () => {
    await sealed.tamper(`${edit(5)}; ${rechain(5)}`);

    await expect(sealed.verify()).resolves.toMatchObject({
      ...tampered('rewritten', { stream, seq: 4 }),
      explanation: 'between this and 6, says checkpoint 2',
    });
  });

  it('shows where an entry was deleted', async () => {
    await sealed.tamper(`delete from audit_entry where stream = '${stream}' and seq = 5`);

    await expect(sealed.verify()).resolves.toMatchObject(tampered('missing', { stream, seq: 5 }));
  });

  it('shows where an entry was deleted and the others moved up', async () => {
    await sealed.tamper(`delete from audit_entry where stream = '${stream}' and seq = 5; ${shift(6, -1)}`);

    await expect(sealed.verify()).resolves.toMatchObject(tampered('edited', { stream, seq: 5 }));
  });

  it('shows where two entries changed places', async () => {
    await sealed.tamper(`update audit_entry a set body = b.body from audit_entry b
      where a.stream = '${stream}' and b.stream = a.stream and (a.seq, b.seq) in ((4, 6), (6, 4))`);

    await expect(sealed.verify()).resolves.toMatchObject(tampered('edited', { stream, seq: 4 }));
  });

  it('shows where an entry was slipped in', async () => {
    await sealed.tamper(`${shift(5, 1)};
      insert into audit_entry select tenant_id, stream, 5, log, stored_at, subject, body, hash,
        sha256('\\x00'::bytea || hash || convert_to(stream || '|5|' || body, 'UTF8'))
      from audit_entry where stream = '${stream}' and seq = 4`);

    await expect(sealed.verify()).resolves.toMatchObject(tampered('edited', { stream, seq: 6 }));
  });

  it('shows an entry that was moved to another tenant', async () => {
    await sealed.tamper(`update audit_entry set tenant_id = '${other}', stream = '${other}/record/0', seq = 10
      where stream = '${stream}' and seq = 9`);

    await expect(sealed.verify()).resolves.toMatchObject(
      tampered('moved', { stream: `${other}/record/0`, seq: 10 }),
    );
  });

  it('shows an entry of another tenant even at the end of a chain that fits', async () => {
    await sealed.tamper(`
      insert into audit_entry select h.tenant_id, h.stream, 10, e.log, e.stored_at, e.subject, e.body, h.head,
        sha256('\\x00'::bytea || h.head || convert_to(h.stream || '|10|' || e.body, 'UTF8'))
      from audit_entry e, audit_head h where e.stream = '${stream}' and e.seq = 9 and h.tenant_id = '${other}'`);

    await expect(sealed.verify()).resolves.toMatchObject(
      tampered('moved', { stream: `${other}/record/0`, seq: 10 }),
    );
  });

  it('shows a stream that is gone, and no checkpoint is signed without it', async () => {
    await sealed.tamper(`delete from audit_entry where stream = '${stream}';
      delete from audit_head where stream = '${stream}'`);

    await expect(sealed.verify()).resolves.toMatchObject(tampered('stream-missing', { stream, seq: 1 }));
    await expect(sealed.sealer.seal()).rejects.toMatchObject({
      code: 'AUDIT_TAMPERED',
      facts: { damage: 'stream-missing', where: stream },
    });
  });

  it('shows where a stream was cut off, and no checkpoint is signed for it', async () => {
    await sealed.tamper(`delete from audit_entry where stream = '${stream}' and seq > 7;
      update audit_head h set size = 7, head = e.hash from audit_entry e
      where h.stream = '${stream}' and e.stream = h.stream and e.seq = 7`);

    await expect(sealed.verify()).resolves.toMatchObject(tampered('truncated', { stream, seq: 8 }));
    await expect(sealed.sealer.seal()).rejects.toMatchObject({ facts: { damage: 'rolled-back' } });
  });

  it('shows an older backup, and the restarted sealer does not go on with it', async () => {
    await sealed.tamper(`delete from audit_entry where seq > 6;
      update audit_head h set size = 6, head = e.hash from audit_entry e where e.stream = h.stream and e.seq = 6;
      delete from audit_checkpoint where number = 3`);

    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 1, damage: 'truncated', seq: 7 });
    await expect(sealed.restartedSealer().seal()).rejects.toMatchObject({
      facts: { damage: 'rolled-back', where: 'checkpoint 3' },
    });
  });

  it('shows a checkpoint signed with another key', async () => {
    const stranger = await SealedTrail.create();
    const tenant = await stranger.test.tenant();
    await stranger.note(tenant, 1);
    await stranger.sealer.seal();
    await stranger.verify();
    const forged = await stranger.write(
      'sealer.key.pub',
      await readFile(sealed.path('sealer.key.pub'), 'utf8'),
    );

    expect(stranger.judge('entries.ndjson', 'checkpoints.ndjson', '--pub', forged)).toMatchObject(
      tampered('checkpoint-forged', { checkpoint: 1 }),
    );
    await stranger.drop();
  });

  it('shows a checkpoint whose text was changed', async () => {
    const text = await readFile(sealed.path('checkpoints.ndjson'), 'utf8');
    await sealed.verify();
    await sealed.write('forged.ndjson', text.replace('\\nentries 12\\n', '\\nentries 11\\n'));

    expect(sealed.judge('entries.ndjson', 'forged.ndjson')).toMatchObject(
      tampered('checkpoint-forged', { checkpoint: 2 }),
    );
  });

  it('shows heads that the signed root does not cover', async () => {
    await sealed.tamper(`${edit(5)}; ${rechain(5)}`);
    const rows = await sealed.test.admin<{ seq: string; hash: string }>(
      `select seq, encode(hash, 'hex') as hash from audit_entry where stream = '${stream}' order by seq`,
    );
    const lines = (await readFile(sealed.path('checkpoints.ndjson'), 'utf8')).split('\n');
    const second = JSON.parse(lines[1]!) as { heads: [string, number, string][] };
    second.heads = second.heads.map(([name, size, hash]) => [
      name,
      size,
      name === stream ? rows[5]!.hash : hash,
    ]);
    await sealed.write('forged.ndjson', [lines[0], JSON.stringify(second), lines[2], ''].join('\n'));
    await sealed.verify();

    expect(sealed.judge('entries.ndjson', 'forged.ndjson')).toMatchObject(
      tampered('checkpoint-heads', { checkpoint: 2 }),
    );
  });

  it('shows where a checkpoint was taken out', async () => {
    const lines = (await readFile(sealed.path('checkpoints.ndjson'), 'utf8')).split('\n');
    await sealed.verify();
    await sealed.write('dropped.ndjson', [lines[0], lines[2], ''].join('\n'));

    expect(sealed.judge('entries.ndjson', 'dropped.ndjson')).toMatchObject(
      tampered('checkpoint-missing', { checkpoint: 2 }),
    );
  });

  describe('with one entry about many objects', () => {
    let ids: string[];
    const inPlace = (seq: number) => `update audit_entry set
      hash = sha256('\\x00'::bytea || prev || convert_to(stream || '|' || seq || '|' || body, 'UTF8'))
      where stream = '${stream}' and seq = ${seq}; update audit_head h set head = e.hash from audit_entry e
      where h.stream = '${stream}' and e.stream = h.stream and e.seq = h.size`;
    const replace = (from: string, to: string) =>
      `update audit_entry set body = replace(body, '${from}', '${to}') where stream = '${stream}' and seq = 10`;

    beforeEach(async () => {
      ids = [newId(), newId(), newId()];
      await sealed.noteSet(one, ids);
    });

    it('proves of each that it is among them, and of no other', async () => {
      await sealed.sealer.seal();
      const proved = { exitCode: 0, about: [{ stream, seq: 10, action: 'testing/thing-noted' }] };

      for (const id of ids) await expect(sealed.verify('--object', id)).resolves.toMatchObject(proved);
      await expect(sealed.verify('--object', newId())).resolves.toMatchObject({ exitCode: 0, about: [] });
    });

    it('shows where one was put in the place of another', async () => {
      await sealed.sealer.seal();
      await sealed.tamper(replace(ids[1]!, newId()));

      await expect(sealed.verify()).resolves.toMatchObject(tampered('edited', { stream, seq: 10 }));
    });

    it('shows where one was taken out and the hash computed again', async () => {
      await sealed.sealer.seal();
      await sealed.tamper(`${replace(`"${ids[1]}",`, '')}; ${inPlace(10)}`);

      await expect(sealed.verify()).resolves.toMatchObject(tampered('rewritten', { stream, seq: 10 }));
    });

    it.each([
      ['one twice', () => replace(ids[1]!, ids[0]!)],
      ['none', () => replace(ids.map((id) => `"${id}"`).join(), '')],
      ['what is no id', () => replace(ids[1]!, 'Anna')],
    ])('shows an entry that names %s, although its hash fits', async (_, change) => {
      await sealed.tamper(`${change()}; ${inPlace(10)}`);

      await expect(sealed.verify()).resolves.toMatchObject(tampered('malformed', { stream, seq: 10 }));
    });
  });

  it('hides what is cut off after the last checkpoint from everybody but the holder of a receipt', async () => {
    const [, receipt] = await sealed.note(one, 2);
    await sealed.tamper(`delete from audit_entry where stream = '${stream}' and seq = 11`);
    const held = await sealed.write('receipt.json', JSON.stringify(receipt));

    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, unsealed: 1 });
    await expect(sealed.verify('--receipt', held)).resolves.toMatchObject(
      tampered('truncated', { stream, seq: 11 }),
    );
  });

  it('contradicts a receipt after a rewriting since the last checkpoint', async () => {
    const [receipt] = await sealed.note(one, 2);
    await sealed.tamper(`${edit(10)}; ${rechain(10)}`);
    const held = await sealed.write('receipt.json', JSON.stringify(receipt));

    await expect(sealed.verify('--receipt', held)).resolves.toMatchObject(
      tampered('rewritten', { stream, seq: 10 }),
    );
  });
});
