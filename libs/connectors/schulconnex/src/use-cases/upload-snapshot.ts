import { createHash, type Hash } from 'node:crypto';
import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { IdempotencyMismatch } from '@gateway/http';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Finding, SnapshotRules } from '../domain/check-snapshot';
import { Codes } from '../domain/code-lists';
import { brokenGroups, duplicateKeys } from '../storage/check-snapshot';
import { SourceSnapshot } from '../storage/snapshot.entity';
import {
  beginSnapshot,
  carryOver,
  completeSnapshot,
  endedUpload,
  forgetOldRecords,
  refuseSnapshot,
  stillReceiving,
  type SnapshotEnd,
} from '../storage/snapshots';
import { removeRecords } from '../storage/source-records';
import type { Whose } from '../storage/whose';
import { schulconnexConnection, settingsOf } from './context';
import { takePart, UploadTally, type UploadItem } from './upload-part';

export interface UploadInput extends Whose {
  readonly actor: Actor;
  /** The caller's Idempotency-Key; the same content under it is taken over once. */
  readonly key: string;
  readonly parts: AsyncIterable<readonly UploadItem[]> | Iterable<readonly UploadItem[]>;
  /** What a mistake in one record costs: the record, which stays as it was before, or the whole upload. */
  readonly refuses?: 'record' | 'snapshot';
}

/** What became of an upload. */
export type UploadedSnapshot = Omit<SourceSnapshot, 'tenantId' | 'connectionId' | 'uploadKey' | 'mark'>;

/** Records that are read, checked and sealed before others get their turn. */
const AT_ONCE = 200;

interface Upload extends Whose {
  readonly snapshot: string;
  readonly rules: SnapshotRules;
}

const uploaded = auditEvent('schulconnex/snapshot-received', {
  log: 'admin',
  object: 'connection',
  requires: ['outcome', 'req'],
});

/**
 * Takes over everything a school has, part by part: whatever its size, no more than one part is in memory.
 * Nothing of it counts before all of it has come and was checked; then all of it counts at once.
 */
@Injectable()
export class UploadSnapshot {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * A refused snapshot is an answer like any other: `state` and `findings` tell.
   *
   * @throws {IdempotencyMismatch} @throws {UploadOvertaken} @throws {NotFound}
   */
  async run(input: UploadInput): Promise<UploadedSnapshot> {
    const { tenant } = input;
    const begun = await this.database.tenant(tenant, (tx) => this.begin(tx, input));
    const content = createHash('sha256').update(input.refuses ?? 'record');
    if ('earlier' in begun) return this.repeat(input, content, begun.earlier);

    const tally = new UploadTally();
    try {
      for await (const part of input.parts) {
        await this.database.tenant(tenant, async (tx) => {
          await stillReceiving(tx, input, begun.snapshot);
          for (let at = 0; at < part.length; at += AT_ONCE) {
            const some = part.slice(at, at + AT_ONCE);
            read(content, some);
            await takePart(tx, this.payloads, { ...begun, whose: input }, some, tally);
          }
        });
      }
    } catch (error) {
      await this.giveUp(begun);
      throw error;
    }
    const ended = await this.database.tenant(tenant, (tx) => this.end(tx, input, begun, tally, content));
    await this.database.tenant(tenant, forgetOldRecords);
    return ended;
  }

  private async begin(
    tx: Tx,
    input: UploadInput,
  ): Promise<Upload | { readonly earlier: SourceSnapshot & { mark: Buffer } }> {
    const { tenant } = input;
    const found = await schulconnexConnection(this.connections, tx, input.connection);
    const whose = { tenant, connection: found.id };
    const earlier = await endedUpload(tx, whose, input.key);
    if (earlier) return { earlier };
    const codes = new Codes(settingsOf(found).codeLists);
    const snapshot = await beginSnapshot(tx, whose, input.key);
    return { ...whose, snapshot, rules: { codes, today: new Date().toISOString().slice(0, 10) } };
  }

  /** The answer given before, once it is certain that this is the same request. */
  private async repeat(
    { tenant, parts }: UploadInput,
    content: Hash,
    earlier: SourceSnapshot & { mark: Buffer },
  ): Promise<UploadedSnapshot> {
    for await (const part of parts) read(content, part);
    const mark = await this.database.tenant(tenant, (tx) => this.markOf(tx, tenant, content));
    if (!mark.equals(earlier.mark)) throw new IdempotencyMismatch();
    return withoutKeys(earlier);
  }

  private async end(
    tx: Tx,
    { actor, refuses = 'record' }: UploadInput,
    upload: Upload,
    tally: UploadTally,
    content: Hash,
  ): Promise<UploadedSnapshot> {
    const { tenant, connection, snapshot } = upload;
    await stillReceiving(tx, upload, snapshot);
    if (tally.isWhole && !tally.refusesAll) await checkWhole(tx, upload, tally);
    const end: SnapshotEnd = {
      mark: await this.markOf(tx, tenant, content),
      refused: tally.refused,
      findings: tally.findings,
    };
    const refused = !tally.isWhole || tally.refusesAll || (refuses === 'snapshot' && tally.refused > 0);
    if (refused)
      await refuseSnapshot(tx, upload, snapshot, { ...end, ...(tally.isWhole ? {} : { code: INCOMPLETE }) });
    else await completeSnapshot(tx, upload, snapshot, end);
    const outcome = refused ? 'failure' : 'success';
    await this.audit.record(tx, uploaded({ tenant, actor, object: connection, outcome, req: snapshot }));
    return withoutKeys(await tx.findOneByOrFail(SourceSnapshot, { id: snapshot }));
  }

  /** Nothing of it is kept, and the same key may try again. */
  private async giveUp({ tenant, connection, snapshot }: Upload): Promise<void> {
    await this.database.tenant(tenant, async (tx) => {
      const end = { code: 'UPLOAD_BROKEN', refused: 0, findings: [] };
      await refuseSnapshot(tx, { tenant, connection }, snapshot, end);
      await forgetOldRecords(tx);
    });
  }

  private async markOf(tx: Tx, tenant: string, content: Hash): Promise<Buffer> {
    return (await this.payloads.digests(tx, tenant)).fingerprint(content.digest('hex'));
  }
}

/** The end was not announced, or announces something else than came: the export broke off. */
const INCOMPLETE = 'SNAPSHOT_INCOMPLETE';

/** What can be known only when everything has come. */
async function checkWhole(tx: Tx, { snapshot, ...whose }: Upload, tally: UploadTally): Promise<void> {
  tally.refuseAll(await duplicateKeys(tx, whose, snapshot));
  if (tally.refusesAll) return;
  await carryOver(tx, whose, snapshot, 'schulconnex_person', [...tally.refusedKeys.people]);
  await carryOver(tx, whose, snapshot, 'schulconnex_group', [...tally.refusedKeys.groups]);
  for (;;) {
    const findings = await brokenGroups(tx, whose, snapshot);
    if (findings.length === 0) return;
    const byKey = new Map<string, Finding[]>();
    for (const finding of findings) byKey.set(finding.key, [...(byKey.get(finding.key) ?? []), finding]);
    for (const [key, found] of byKey) tally.refuse('groups', key, found);
    const keys = [...byKey.keys()];
    await removeRecords(tx, 'schulconnex_group', whose, snapshot, keys);
    await carryOver(tx, whose, snapshot, 'schulconnex_group', keys);
  }
}

function read(content: Hash, part: readonly UploadItem[]): void {
  content.update(part.map((item) => `${JSON.stringify(item)}\n`).join(''));
}

/** What callers are shown of an upload. */
export const withoutKeys = ({
  tenantId: _,
  connectionId: __,
  uploadKey: ___,
  mark: ____,
  ...snapshot
}: SourceSnapshot): UploadedSnapshot => snapshot;
