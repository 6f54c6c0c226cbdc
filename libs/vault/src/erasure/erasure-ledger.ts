import { open, readFile } from 'node:fs/promises';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { VaultConfig } from '../vault.config';

/** What has been erased of one tenant; ids that lead to nobody. */
interface ErasedSubject {
  readonly tenant: string;
  readonly subject: string;
}

/** Without a note in the ledger nothing is erased: a backup would bring it back unnoticed. */
class ErasureLedgerUnavailable extends GatewayError {
  readonly kind = 'unavailable';
  readonly code = 'ERASURE_LEDGER_UNAVAILABLE';

  constructor() {
    super('The erasure ledger cannot be read or written');
  }
}

/**
 * A file outside the database that knows who was erased, so that a restored backup brings nobody back (guarantees
 * 4.2, promise P1). It is only ever added to, a line of JSON each, and holds nothing but ids. Without
 * `ERASURE_LEDGER_FILE` there is none.
 */
@Injectable()
export class ErasureLedger {
  constructor(private readonly config: VaultConfig) {}

  /**
   * On disk before the erasure is committed. One that is noted and then not committed is done at the next start.
   *
   * @throws {ErasureLedgerUnavailable}
   */
  async note({ tenant, subject }: ErasedSubject): Promise<void> {
    const path = this.config.ERASURE_LEDGER_FILE;
    if (path === undefined) return;
    const line = JSON.stringify({ at: new Date().toISOString(), tenant, subject });
    try {
      const file = await open(path, 'a', 0o600);
      try {
        // Begins with a new line, in case somebody died while writing the one before.
        await file.appendFile(`\n${line}\n`);
        await file.datasync();
      } finally {
        await file.close();
      }
    } catch {
      throw new ErasureLedgerUnavailable();
    }
  }

  /**
   * Everybody in it, by tenant. Half a line is of an erasure that was never committed, and counts for nothing.
   *
   * @throws {ErasureLedgerUnavailable}
   */
  async read(): Promise<ReadonlyMap<string, readonly string[]>> {
    const path = this.config.ERASURE_LEDGER_FILE;
    const subjects = new Map<string, string[]>();
    if (path === undefined) return subjects;
    for (const { tenant, subject } of (await textOf(path)).split('\n').flatMap(entryOf)) {
      const known = subjects.get(tenant);
      if (known) known.push(subject);
      else subjects.set(tenant, [subject]);
    }
    return subjects;
  }
}

/** Empty before the first erasure. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new ErasureLedgerUnavailable();
  }
}

function entryOf(line: string): ErasedSubject[] {
  try {
    const { tenant, subject } = JSON.parse(line) as Partial<ErasedSubject>;
    return tenant !== undefined && subject !== undefined ? [{ tenant, subject }] : [];
  } catch {
    return [];
  }
}
