import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErasureLedger } from './erasure-ledger';

describe('the erasure ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  const path = join(folder, 'erased');
  const ledger = new ErasureLedger({ ERASURE_LEDGER_FILE: path });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is empty before anybody is erased', async () => {
    await expect(ledger.read()).resolves.toEqual(new Map());
  });

  it('knows who was erased, tenant by tenant, and is only for its owner to read', async () => {
    await ledger.note({ tenant: 'T1', subject: 'S1' });
    await ledger.note({ tenant: 'T2', subject: 'S2' });
    await ledger.note({ tenant: 'T1', subject: 'S3' });

    await expect(ledger.read()).resolves.toEqual(
      new Map([
        ['T1', ['S1', 'S3']],
        ['T2', ['S2']],
      ]),
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not spoilt by a line somebody died over', async () => {
    appendFileSync(path, '\n{"at":"2026-11-24T12:00:00.000Z","tena');
    await ledger.note({ tenant: 'T3', subject: 'S4' });

    expect([...(await ledger.read())]).toEqual([
      ['T1', ['S1', 'S3']],
      ['T2', ['S2']],
      ['T3', ['S4']],
    ]);
  });

  it('that cannot be written lets nobody be erased, and one that cannot be read lets nothing start', async () => {
    const broken = new ErasureLedger({ ERASURE_LEDGER_FILE: folder });

    await expect(broken.note({ tenant: 'T1', subject: 'S1' })).rejects.toMatchObject({
      code: 'ERASURE_LEDGER_UNAVAILABLE',
    });
    await expect(broken.read()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is not kept where none is wanted', async () => {
    const none = new ErasureLedger({});
    await none.note({ tenant: 'T1', subject: 'S1' });

    await expect(none.read()).resolves.toEqual(new Map());
  });
});
