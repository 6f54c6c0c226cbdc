import { newId } from '@gateway/database';
import { auditEvent, SET_LIMIT, type AuditGiven } from './audit-event';
import { entryBody } from './entry-body';

/** RFC 8785 by hand, so that the one in the code is not compared with itself. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
};

const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('An audit entry', () => {
  const event = auditEvent('kita-planer/record-delivered', { log: 'record', object: 'delivery' });
  const core = {
    tenant: newId(),
    actor: { type: 'user', id: newId(), auth: 'session' },
    object: newId(),
  } as const;
  const everything = {
    ...core,
    subject: 'ab'.repeat(16),
    purpose: 'betreuungsvertrag',
    outcome: 'success',
    code: 'KP-Z02',
    attempt: 2,
    endpoint: 'kita-planer.example.de',
    req: newId(),
    cfg: 'c'.repeat(64),
    fields: ['kind.vorname', 'kind.geburtsdatum', 'vertraege[].beginn'],
    ct: new Uint8Array(32).fill(7),
    keyref: 'tls-client/user/3',
  } as const;
  const at = new Date('2026-11-24T10:00:00.123Z');
  const id = newId();
  const bodyOf = (given: AuditGiven) => entryBody(event(given), id, at);

  it('has the fields of the format, and no other', () => {
    expect(JSON.parse(bodyOf(everything))).toEqual({
      v: 1,
      id,
      at: '2026-11-24T10:00:00.123Z',
      action: 'kita-planer/record-delivered',
      object: { type: 'delivery', id: core.object },
      tenant: core.tenant,
      actor: core.actor,
      subject: everything.subject,
      purpose: 'betreuungsvertrag',
      outcome: 'success',
      code: 'KP-Z02',
      attempt: 2,
      endpoint: 'kita-planer.example.de',
      req: everything.req,
      cfg: everything.cfg,
      fields: everything.fields,
      ct: '07'.repeat(32),
      keyref: 'tls-client/user/3',
    });
  });

  it.each([
    ['with everything', everything],
    ['with the least', core],
    ['of the operator', { ...core, tenant: null }],
    ['about many at once', { ...everything, object: [newId(), newId()] }],
  ])('is canonical JSON %s', (_, given) => {
    const body = bodyOf(given);

    expect(body).toBe(canonical(JSON.parse(body)));
    expect(body).toMatch(/^[\x20-\x7e]+$/);
  });

  it('names each of those to which the same happened, in their order, and says so by its version', () => {
    const [first, second, third] = [newId(), newId(), newId()];

    const body = JSON.parse(bodyOf({ ...core, object: [third, first, second] })) as object;

    expect(body).toMatchObject({ v: 2, object: { type: 'delivery', ids: [first, second, third] } });
    expect(Object.keys(body)).toEqual(Object.keys(JSON.parse(bodyOf(core)) as object));
  });

  it('says who owns it where no tenant does', () => {
    expect(JSON.parse(bodyOf({ ...core, tenant: null }))).toMatchObject({ tenant: 'operator' });
  });

  it.each<[string, object]>([
    ['the name of a person as the object', { object: 'Anna Schmidt' }],
    ['a single name as the object', { object: 'schmidt' }],
    ['a day of birth as the object', { object: '2019-05-03' }],
    ['a name among the objects', { object: [core.object, 'Anna Schmidt'] }],
    ['the same object twice', { object: [core.object, core.object] }],
    ['no object at all', { object: [] }],
    ['more objects than fit', { object: Array.from({ length: SET_LIMIT + 1 }, () => newId()) }],
    ['a mail address as the actor', { actor: { type: 'user', id: 'a.schmidt@kita.example' } }],
    ['a full name as the actor', { actor: { type: 'user', id: 'Anna Schmidt' } }],
    ['a sentence of the partner as the code', { code: 'Kind Anna Schmidt ist unbekannt' }],
    ['a day of birth as the code', { code: '2019-05-03' }],
    ['a pupil number as the code', { code: '999999990' }],
    ['a number with text around it as the code', { code: 'BSN_999999990' }],
    ['a name as the pseudonym', { subject: 'Anna Schmidt' }],
    ['a hash that is not 16 or 32 bytes as the pseudonym', { subject: new Uint8Array(20) }],
    ['a sentence as the purpose', { purpose: 'Anmeldung von Anna' }],
    ['an address with a query as the endpoint', { endpoint: 'https://kita.example/kinder?name=Anna' }],
    ['values instead of names of fields', { fields: ['vorname=Anna'] }],
    ['a name among the names of fields', { fields: ['Anna Schmidt'] }],
    ['a day among the names of fields', { fields: ['d2019-05-03'] }],
    ['text with umlauts', { endpoint: 'kita-müller' }],
    ['anything else as the outcome', { outcome: 'geht so' }],
    ['half an attempt', { attempt: 1.5 }],
    ['a sentence as the correlation', { req: 'siehe Anruf von Frau Schmidt' }],
    ['clear text as the hash', { ct: 'Anna' }],
    ['a field of its own', { note: 'Frau Schmidt hat angerufen' }],
    ['a field of every object', { constructor: 'Anna' }],
    ['an actor of another kind', { actor: { type: 'child', id: newId() } }],
  ])('refuses %s', (_, given) => {
    expect(refusal(() => bodyOf({ ...core, ...given }))).toMatchObject({
      code: 'AUDIT_ENTRY_INVALID',
      kind: 'misconfigured',
    });
  });

  it('keeps what it refuses out of the error', () => {
    const error = refusal(() => bodyOf({ ...core, code: 'Anna Schmidt', Schmidt: 1 } as AuditGiven));

    expect(error).toBeInstanceOf(Error);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/Anna|Schmidt/);
  });

  it('has what its event requires', () => {
    const strict = auditEvent('oso/feedback-sent', {
      log: 'record',
      object: 'feedback',
      requires: ['endpoint'],
    });

    expect(
      refusal(() => entryBody(strict({ ...core, endpoint: undefined as unknown as string }), id, at)),
    ).toMatchObject({ field: 'endpoint' });
  });

  it('takes an object without a UUID only from a closed list', () => {
    const chosen = auditEvent('gateway/connector-enabled', {
      log: 'admin',
      object: 'connector',
      objectIds: ['oso', 'kita-planer'],
    });

    expect(entryBody(chosen({ ...core, object: 'oso' }), id, at)).toContain('"object":{"id":"oso"');
    expect(refusal(() => entryBody(chosen({ ...core, object: 'anna' }), id, at))).toMatchObject({
      field: 'object',
    });
  });

  it.each(['Library/happened', 'library', 'library/it/happened', 'library/Anna Schmidt'])(
    'has no event called %s',
    (action) => {
      expect(refusal(() => auditEvent(action as 'a/b', { log: 'admin', object: 'thing' }))).toMatchObject({
        code: 'AUDIT_ENTRY_INVALID',
      });
    },
  );
});
