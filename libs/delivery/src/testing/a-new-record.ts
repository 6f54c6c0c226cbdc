import { createHash } from 'node:crypto';
import { newId } from '@gateway/database';
import type { NewRecord } from '../delivery-record';

let made = 0;

/** A record nobody has seen before, in a lane of its own, unless told otherwise. */
export function aNewRecord(given: Partial<NewRecord> & { readonly content?: string } = {}): NewRecord {
  const { content = `content ${++made}`, ...rest } = given;
  const recordKey = given.recordKey ?? `agreement-${++made}`;
  return {
    id: newId(),
    recordKey,
    lane: recordKey,
    sortKey: '2026-08-01',
    subjectId: null,
    number: null,
    refs: {},
    payload: Buffer.from(`sealed ${content}`),
    payloadHash: createHash('sha256').update(content).digest(),
    notices: [],
    trigger: 'source-change',
    actor: 'source',
    runId: null,
    deadlineAt: null,
    ...rest,
  };
}
