import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import type { DataSource } from 'typeorm';
import { auditStorage } from '../audit.module';
import { AuditTrail, type AuditReceipt } from '../audit-trail';
import { auditEvent } from '../entry/audit-event';
import { exportCheckpoints, exportEntries, type ExportScope } from '../reading/export-trail';
import { FileCheckpointSink } from '../sealing/checkpoint-sink';
import { Sealer } from '../sealing/sealer';
import { sealerDataSource } from '../sealing/sealer-data-source';
import { createSealerKey, type SealerKey } from '../sealing/sealer-key';

export const VERIFIER = join(__dirname, '../../verifier/verify.mjs');

export const thingNoted = auditEvent('testing/thing-noted', { log: 'record', object: 'thing' });

export const anActor = { type: 'user', id: newId() } as const;

/** What the verifier printed and its exit code. */
export interface Verdict {
  readonly exitCode: number | null;
  readonly [fact: string]: unknown;
}

/** A trail of a few entries with its sealer, its sink outside the database, and the verifier beside it. */
export class SealedTrail {
  readonly trail = new AuditTrail();

  private constructor(
    readonly test: TestDatabase,
    readonly reader: DataSource,
    readonly key: SealerKey,
    readonly folder: string,
    readonly sink: FileCheckpointSink,
    readonly sealer: Sealer,
  ) {}

  static async create(): Promise<SealedTrail> {
    const test = await TestDatabase.create(auditStorage);
    const reader = await sealerDataSource(test.url).initialize();
    const folder = await mkdtemp(join(tmpdir(), 'audit-'));
    const key = await createSealerKey(join(folder, 'sealer.key'));
    const sink = new FileCheckpointSink(join(folder, 'checkpoints.ndjson'));
    const sealer = new Sealer(reader, key, [sink], { origin: 'testing/audit' });
    return new SealedTrail(test, reader, key, folder, sink, sealer);
  }

  /** A sealer started anew, as after a restart of its process. */
  restartedSealer(): Sealer {
    return new Sealer(this.reader, this.key, [new FileCheckpointSink(this.path('checkpoints.ndjson'))], {
      origin: 'testing/audit',
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  note(tenant: string, entries: number): Promise<AuditReceipt[]> {
    return this.test.database.tenant(tenant, (tx) =>
      this.trail.record(
        tx,
        Array.from({ length: entries }, () => thingNoted({ tenant, actor: anActor, object: newId() })),
      ),
    );
  }

  /** One entry about all of these. */
  noteSet(tenant: string, objects: readonly string[]): Promise<AuditReceipt[]> {
    return this.test.database.tenant(tenant, (tx) =>
      this.trail.record(tx, thingNoted({ tenant, actor: anActor, object: objects })),
    );
  }

  /** Does as the owner of the tables what the application cannot, with the triggers off. */
  async tamper(sql: string): Promise<void> {
    const tables = await this.test.admin<{ name: string }>(
      `select relname as name from pg_class where relname like 'audit\\_%' and relkind in ('r', 'p')`,
    );
    const toggle = (state: string): string =>
      tables.map(({ name }) => `alter table ${name} ${state} trigger user;`).join('');
    await this.test.admin(`${toggle('disable')} ${sql}; ${toggle('enable')}`);
  }

  /** Exports the entries and has them judged by the checkpoints outside the database. */
  async verify(...more: string[]): Promise<Verdict> {
    await this.exportTo('entries.ndjson', exportEntries(this.reader));
    return this.judge('entries.ndjson', 'checkpoints.ndjson', ...more);
  }

  /** Exports one tenant's part of both, and has it judged. */
  async verifyPart(scope: Required<ExportScope>): Promise<Verdict> {
    await this.exportTo('own-checkpoints.ndjson', exportCheckpoints(this.reader, scope));
    await this.exportTo('own-entries.ndjson', exportEntries(this.reader, scope));
    return this.judge('own-entries.ndjson', 'own-checkpoints.ndjson', '--tenant', scope.tenant);
  }

  judge(entries: string, checkpoints: string, ...more: string[]): Verdict {
    const files = ['--export', this.path(entries), '--checkpoints', this.path(checkpoints)];
    const key = ['--pub', this.path('sealer.key.pub')];
    const { status, stdout } = spawnSync(process.execPath, [VERIFIER, ...files, ...key, '--json', ...more], {
      encoding: 'utf8',
      env: {},
    });
    return { exitCode: status, ...(JSON.parse(stdout) as Record<string, unknown>) };
  }

  async write(name: string, text: string): Promise<string> {
    await writeFile(this.path(name), text);
    return this.path(name);
  }

  async drop(): Promise<void> {
    await this.reader.destroy();
    await this.test.drop();
    await rm(this.folder, { recursive: true });
  }

  private async exportTo(name: string, lines: NodeJS.ReadableStream): Promise<void> {
    await pipeline(lines, createWriteStream(this.path(name)));
  }
}
