import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { newId } from '@gateway/database';
import { SealedTrail, VERIFIER } from './testing/sealed-trail';

describe('The verifier', () => {
  let sealed: SealedTrail;

  beforeAll(async () => {
    sealed = await SealedTrail.create();
    const [one, other] = [await sealed.test.tenant(), await sealed.test.tenant()];
    for (let round = 0; round < 4; round++) {
      await sealed.note(one, 1);
      await sealed.noteSet(one, [newId(), newId(), newId()]);
      if (round !== 2) await sealed.note(other, 2);
      await sealed.sealer.seal();
    }
    await sealed.verify();
  });

  afterAll(() => sealed.drop());

  it('never calls a changed file clean, whatever the change', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(VERIFIER, '../mutate.mjs'),
        ...['--export', sealed.path('entries.ndjson'), '--checkpoints', sealed.path('checkpoints.ndjson')],
        ...['--pub', sealed.path('sealer.key.pub'), '--work', sealed.folder, '--runs', '4000'],
      ],
      { encoding: 'utf8' },
    );
    const { counts, survivors } = JSON.parse(stdout) as {
      counts: Record<string, number>;
      survivors: unknown[];
    };

    expect(survivors).toEqual([]);
    expect(counts.tampered).toBeGreaterThan(3000);
  });

  it('cannot judge without a checkpoint, a file or an Ed25519 key', async () => {
    const empty = await sealed.write('empty', '');
    const cannot = { exitCode: 2, verdict: 'cannot judge' };

    expect(sealed.judge('entries.ndjson', 'empty')).toMatchObject(cannot);
    expect(sealed.judge('nowhere', 'checkpoints.ndjson')).toMatchObject(cannot);
    expect(sealed.judge('entries.ndjson', 'checkpoints.ndjson', '--pub', empty)).toMatchObject(cannot);
    expect(sealed.judge('entries.ndjson', 'checkpoints.ndjson', '--receipt', empty)).toMatchObject(cannot);
    expect(sealed.judge('entries.ndjson', 'checkpoints.ndjson', '--unknown')).toMatchObject({ exitCode: 2 });
  });

  it('refuses checkpoints of another installation', () => {
    expect(sealed.judge('entries.ndjson', 'checkpoints.ndjson', '--origin', 'elsewhere/audit')).toMatchObject(
      { exitCode: 1, damage: 'checkpoint-forged' },
    );
  });
});
