import { chmod, readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { newId } from '@gateway/database';
import { AuditTrail } from '../audit-trail';
import { SealedTrail, thingNoted, anActor } from '../testing/sealed-trail';
import { FileCheckpointSink, StreamCheckpointSink, type CheckpointSink } from './checkpoint-sink';
import { merkleRoot } from './merkle';
import { Sealer } from './sealer';
import { createSealerKey, ephemeralSealerKey, readSealerKey } from './sealer-key';

const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('Sealer', () => {
  let sealed: SealedTrail;
  let tenant: string;

  beforeEach(async () => {
    sealed = await SealedTrail.create();
    tenant = await sealed.test.tenant();
  });

  afterEach(() => sealed.drop());

  const lines = async () =>
    (await readFile(sealed.path('checkpoints.ndjson'), 'utf8')).split('\n').slice(0, -1);

  it('signs what has changed, and nothing while nothing does', async () => {
    await sealed.note(tenant, 3);

    await expect(sealed.sealer.seal()).resolves.toMatchObject({
      checkpoint: { number: 1, heads: [[`${tenant}/record/0`, 3, expect.any(String)]] },
      unpublished: [],
    });
    await expect(sealed.sealer.seal()).resolves.toBeUndefined();
    await expect(lines()).resolves.toHaveLength(1);
  });

  it('writes the text of a C2SP checkpoint and the signature of a signed note', async () => {
    await sealed.note(tenant, 3);

    const { checkpoint } = (await sealed.sealer.seal())!;

    expect(checkpoint.note).toMatch(
      /^testing\/audit\n1\n[\w+/]{43}=\nnumber 1\nprevious A{43}=\ntime \d{4}-\S+Z\nentries 3\n\n— testing\/audit [\w+/]{91}=\n$/,
    );
  });

  it('goes on where the process before stopped', async () => {
    await sealed.note(tenant, 1);
    await sealed.sealer.seal();
    await sealed.note(tenant, 1);

    await expect(sealed.restartedSealer().seal()).resolves.toMatchObject({ checkpoint: { number: 2 } });
    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, checkpoints: 2, unsealed: 0 });
  });

  it('gives a sink that was away what it has missed', async () => {
    const late = new FileCheckpointSink(sealed.path('late.ndjson'));
    let away = true;
    const flaky: CheckpointSink = {
      name: 'flaky',
      lastNumber: () => late.lastNumber(),
      append: (batch) => (away ? Promise.reject(new Error('away')) : late.append(batch)),
    };
    const sealer = new Sealer(sealed.reader, sealed.key, [sealed.sink, flaky], { origin: 'testing/audit' });
    await sealed.note(tenant, 1);
    await expect(sealer.seal()).resolves.toMatchObject({ unpublished: ['flaky'] });
    await sealed.note(tenant, 1);
    away = false;
    await expect(sealer.seal()).resolves.toMatchObject({ unpublished: [] });

    await expect(readFile(sealed.path('late.ndjson'), 'utf8')).resolves.toBe(
      await readFile(sealed.path('checkpoints.ndjson'), 'utf8'),
    );
  });

  it('cuts off half a line that a power cut has left in the file', async () => {
    await sealed.note(tenant, 1);
    await sealed.sealer.seal();
    const whole = await readFile(sealed.path('checkpoints.ndjson'), 'utf8');
    await sealed.write('checkpoints.ndjson', `${whole}${whole.slice(0, 100)}`);
    await sealed.note(tenant, 1);

    await sealed.restartedSealer().seal();

    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, checkpoints: 2 });
  });

  it('writes to a stream what it writes to the file', async () => {
    const out = new PassThrough();
    const sealer = new Sealer(sealed.reader, sealed.key, [sealed.sink, new StreamCheckpointSink(out)], {
      origin: 'testing/audit',
    });
    for (let round = 0; round < 2; round++) {
      await sealed.note(tenant, 1);
      await sealer.seal();
    }

    expect(String(out.read())).toBe(await readFile(sealed.path('checkpoints.ndjson'), 'utf8'));
  });

  it('seals in its rhythm, after so many entries, and once more at the end', async () => {
    const stop = new AbortController();
    const failures: unknown[] = [];
    const running = sealed.sealer.run(stop.signal, (error) => failures.push(error), {
      everyMs: 3_600_000,
      everyEntries: 5,
      lookEveryMs: 10,
    });
    const count = async () =>
      Number((await sealed.test.admin('select count(*) as n from audit_checkpoint'))[0]!.n);
    const until = async (number: number) => {
      while ((await count()) < number) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await sealed.note(tenant, 5);
    await until(1);
    await sealed.note(tenant, 5);
    await until(2);
    await sealed.note(tenant, 4);
    stop.abort();
    await running;

    await expect(count()).resolves.toBe(3);
    expect(failures).toEqual([]);
    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 0, unsealed: 0 });
  });

  it('cannot be run twice: the second loses its number instead of forking the chain', async () => {
    await sealed.note(tenant, 1);
    const second = sealed.restartedSealer();
    await second.unsealedEntries();
    await sealed.sealer.seal();

    await expect(second.seal()).rejects.toMatchObject({ code: 'DKA03' });
    await expect(lines()).resolves.toHaveLength(1);
  });

  it('does not go on from a checkpoint somebody put into the database', async () => {
    await sealed.note(tenant, 1);
    await sealed.sealer.seal();
    await sealed.tamper(`update audit_checkpoint set note = replace(note, 'entries 1', 'entries 2')`);

    await expect(sealed.restartedSealer().seal()).rejects.toMatchObject({
      facts: { damage: 'checkpoint-altered', where: 'checkpoint 1' },
    });
  });

  it('does not go on from heads that do not lead to the root it has signed', async () => {
    await sealed.note(tenant, 1);
    await sealed.sealer.seal();
    await sealed.tamper(
      `update audit_checkpoint set heads = jsonb_set(heads, '{0,2}', to_jsonb(repeat('0', 64)))`,
    );

    await expect(sealed.restartedSealer().seal()).rejects.toMatchObject({
      facts: { damage: 'checkpoint-altered' },
    });
  });

  it('goes on with a new key if it is told the former one', async () => {
    await sealed.note(tenant, 1);
    await sealed.sealer.seal();
    const key = await createSealerKey(sealed.path('new.key'));
    await sealed.note(tenant, 1);
    const options = { origin: 'testing/audit' };

    await expect(new Sealer(sealed.reader, key, [], options).seal()).rejects.toMatchObject({
      code: 'AUDIT_TAMPERED',
    });
    await new Sealer(sealed.reader, key, [sealed.sink], {
      ...options,
      formerKeys: [sealed.key.publicKey],
    }).seal();

    await expect(sealed.verify('--pub', sealed.path('new.key.pub'))).resolves.toMatchObject({ exitCode: 0 });
    await expect(sealed.verify()).resolves.toMatchObject({ exitCode: 1, damage: 'checkpoint-forged' });
  });

  it('runs under a role that can change nothing but append checkpoints', async () => {
    await sealed.note(tenant, 1);
    const refused = { code: '42501' };

    await expect(sealed.reader.query('select count(*)::int as n from audit_entry')).resolves.toEqual([
      { n: 1 },
    ]);
    await expect(sealed.reader.query('delete from audit_entry')).rejects.toMatchObject(refused);
    await expect(sealed.reader.query('update audit_head set size = 0')).rejects.toMatchObject(refused);
    await expect(sealed.reader.query('delete from audit_checkpoint')).rejects.toMatchObject(refused);
    await expect(sealed.reader.query('select * from tenant')).rejects.toMatchObject(refused);
    await expect(
      new AuditTrail().record(
        sealed.reader.manager,
        thingNoted({ tenant: null, actor: anActor, object: newId() }),
      ),
    ).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE', facts: { sqlState: '42501' } });
  });

  it('lets one tenant verify its part without seeing the others', async () => {
    const other = await sealed.test.tenant();
    for (let round = 0; round < 3; round++) {
      await sealed.note(tenant, 2);
      await sealed.note(other, 2);
      await sealed.sealer.seal();
    }

    await expect(sealed.verifyPart({ tenant })).resolves.toMatchObject({
      exitCode: 0,
      entries: 6,
      streams: 1,
    });
    const shown = `${await readFile(sealed.path('own-entries.ndjson'), 'utf8')}${await readFile(sealed.path('own-checkpoints.ndjson'), 'utf8')}`;
    expect(shown).toContain(tenant);
    expect(shown).not.toContain(other);
    expect(sealed.judge('own-entries.ndjson', 'own-checkpoints.ndjson')).toMatchObject({ exitCode: 2 });
    expect(sealed.judge('own-entries.ndjson', 'own-checkpoints.ndjson', '--tenant', other)).toMatchObject({
      exitCode: 1,
      damage: 'stream-missing',
    });
  });
});

describe('The key of the sealer', () => {
  let sealed: SealedTrail;

  beforeAll(async () => {
    sealed = await SealedTrail.create();
  });

  afterAll(() => sealed.drop());

  it('is read from a file that only its owner can read', async () => {
    const path = sealed.path('sealer.key');
    await expect(readSealerKey(path)).resolves.toMatchObject({ ephemeral: false });
    await chmod(path, 0o640);

    await expect(readSealerKey(path)).rejects.toMatchObject({ facts: { reason: 'readable-for-others' } });
  });

  it('is never written over', async () => {
    await expect(createSealerKey(sealed.path('sealer.key'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('is an Ed25519 key', async () => {
    const path = await sealed.write('other.key', 'not a key');
    await chmod(path, 0o600);

    await expect(readSealerKey(path)).rejects.toMatchObject({ facts: { reason: 'not-ed25519' } });
    await expect(readSealerKey(sealed.path('none'))).rejects.toMatchObject({
      facts: { reason: 'unreadable' },
    });
  });

  it('is made up for the process in development alone', () => {
    expect(ephemeralSealerKey('development')).toMatchObject({ ephemeral: true });
    expect(refusal(() => ephemeralSealerKey('production'))).toMatchObject({
      code: 'AUDIT_SEALER_KEY_UNUSABLE',
    });
  });
});

describe('merkleRoot', () => {
  it('agrees with the example tree of RFC 6962, 2.1.3: seven leaves, the last one moves up', () => {
    const leaf = (text: string) => Buffer.from(text.padEnd(32));
    const leaves = ['a', 'b', 'c', 'd', 'e', 'f', 'j'].map(leaf);
    const [g, h, i] = [leaves.slice(0, 2), leaves.slice(2, 4), leaves.slice(4, 6)].map(merkleRoot);
    const k = merkleRoot([g!, h!]);
    const l = merkleRoot([i!, leaves[6]!]);

    expect(merkleRoot(leaves)).toEqual(merkleRoot([k, l]));
    expect(merkleRoot([leaves[0]!])).toEqual(leaves[0]);
  });
});
