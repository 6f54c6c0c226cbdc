import { newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { createHash } from 'node:crypto';
import { auditEvent, auditStorage, AuditTrail } from './index';

describe('AuditTrail', () => {
  let test: TestDatabase;
  const trail = new AuditTrail();
  const noted = auditEvent('test/thing-noted', { log: 'record', object: 'thing' });
  const actor = { type: 'user', id: newId() } as const;
  const aNote = (tenant: string | null) => noted({ tenant, actor, object: newId() });

  beforeAll(async () => {
    test = await TestDatabase.create(auditStorage);
  });

  afterAll(() => test.drop());

  it('chains every entry to the one before', async () => {
    const tenant = await test.tenant();
    const [first, second] = await test.database.tenant(tenant, (tx) =>
      trail.record(tx, [aNote(tenant), aNote(tenant)]),
    );
    const stream = `${tenant}/record/0`;
    expect(first).toMatchObject({ stream, seq: 1 });
    const rows = await test.admin<{ body: string; prev: Buffer; hash: Buffer }>(
      'select body, prev, hash from audit_entry where stream = $1 order by seq',
      [stream],
    );
    const sha = (...parts: (string | Buffer)[]) => {
      const hash = createHash('sha256');
      parts.forEach((part) => hash.update(part));
      return hash.digest('hex');
    };
    const genesis = sha(`genesis:${stream}`);
    expect(rows[0]!.prev.toString('hex')).toBe(genesis);
    expect(first!.hash).toBe(sha('\0', Buffer.from(genesis, 'hex'), `${stream}|1|${rows[0]!.body}`));
    expect(second!.hash).toBe(sha('\0', rows[0]!.hash, `${stream}|2|${rows[1]!.body}`));
  });
});
