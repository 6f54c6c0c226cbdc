import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { child } from './support/children';
import { RunningGateway } from './support/gateway';
import { TestTenant, type Answer } from './support/tenant';

const p12 = (name: string) => readFileSync(resolve(__dirname, `../libs/vault/src/testing/p12/${name}.p12`));

const JSON_TYPE = { 'content-type': 'application/json' };

/** Rows of the list of bad inputs that anybody can send to this interface; each ends in a documented code. */
describe('bad inputs', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
    connection = await tenant.connection();
  });

  afterAll(async () => {
    expect(gateway.log).not.toContain('"status":500');
    await gateway.stop();
  });

  const care = (body: string | Uint8Array, headers = {}) =>
    tenant.send(`${connection}/care-records`, {
      method: 'POST',
      body,
      headers: { ...JSON_TYPE, ...headers },
    });
  const problemOf = ({ status, body }: Answer) => [
    status,
    body.code,
    ...(body.field === undefined ? [] : [body.field]),
  ];
  const text = JSON.stringify(child('bad'));
  const named = (familyName: string) => text.replace('"Mustermann"', `"${familyName}"`);

  it.each([
    ['1: not JSON', '{"child":', [400, 'JSON_INVALID']],
    ['1: trailing bytes', `${text} x`, [400, 'JSON_INVALID']],
    ['1: BOM', `\uFEFF${text}`, [400, 'JSON_INVALID']],
    ['1: no object', '[]', [400, 'TYPE_INVALID', '']],
    ['1: nothing', '', [400, 'TYPE_INVALID', '']],
    [
      '2: a key twice',
      '{"sourceRevision":"1","sourceRevision":"2"}',
      [400, 'JSON_DUPLICATE_KEY', '/sourceRevision'],
    ],
    ['3: too deep', `${'[{"a":'.repeat(40)}1${'}]'.repeat(40)}`, [400, 'JSON_TOO_COMPLEX']],
    [
      '3: too many members',
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, 1]))),
      [400, 'JSON_TOO_COMPLEX'],
    ],
    [
      '5: __proto__',
      text.replace('{', '{"__proto__":{"transfer":true},'),
      [400, 'FIELD_UNKNOWN', '/__proto__'],
    ],
    ['5: constructor', text.replace('{', '{"constructor":1,'), [400, 'FIELD_UNKNOWN', '/constructor']],
    [
      '6: a number that cannot be kept',
      text.replace('10000', '9007199254740993'),
      [400, 'NUMBER_UNSAFE', '/lines/0/line'],
    ],
    ['7: half a character', named('\\ud83d'), [400, 'TEXT_INVALID', '/mainContact1/familyName']],
    ['7: NUL', named('a\\u0000b'), [400, 'TEXT_INVALID', '/mainContact1/familyName']],
    ['7: a control character', named('a\\u0007b'), [400, 'TEXT_INVALID', '/mainContact1/familyName']],
    [
      '9: a day that is none',
      text.replace('2021-11-05', '2020-02-31'),
      [400, 'DATE_INVALID', '/child/birthDate'],
    ],
    [
      '9: a day in German',
      text.replace('2021-11-05', '31.02.2020'),
      [400, 'DATE_INVALID', '/child/birthDate'],
    ],
    [
      '9: born in the future',
      text.replace('2021-11-05', '2199-01-01'),
      [400, 'DATE_INVALID', '/child/birthDate'],
    ],
    ['13: a tenant in the body', text.replace('{', '{"tenant":"x",'), [400, 'FIELD_NOT_ALLOWED', '/tenant']],
  ])('row %s', async (_, body, problem) => {
    const answer = await care(body);

    expect(problemOf(answer).slice(0, problem.length)).toEqual(problem);
    expect(answer.text).not.toContain('Mustermann');
  });

  it('row 4: a body that is too large, also unpacked, is refused before it is read', async () => {
    const large = ' '.repeat(5 * 1_048_576 + 1);
    await expect(care(large).then(problemOf)).resolves.toEqual([413, 'BODY_TOO_LARGE']);
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
    await expect(care(bomb, { 'content-encoding': 'gzip' }).then(problemOf)).resolves.toEqual([
      413,
      'BODY_TOO_LARGE',
    ]);
    await expect(care('x', { 'content-encoding': 'br' }).then(problemOf)).resolves.toEqual([
      400,
      'CONTENT_ENCODING_UNSUPPORTED',
    ]);
  });

  it('row 8: a name with decomposed accents is taken, and revealed as it will be sent, composed', async () => {
    const body = child('nfd', { child: { familyName: 'Mu\u0308ller' } });
    const { records } = await tenant.expect<{ records: { id: string }[] }>(
      202,
      `${connection}/care-records`,
      { body },
    );
    const { record } = await tenant.expect(200, `${connection}/records/${records[0]?.id ?? ''}/reveal`, {
      method: 'POST',
    });

    expect(record).toMatchObject({ childFamilyName: 'M\u00fcller' });
  });

  it('row 13: a tenant in the body of anything else is not allowed', async () => {
    const body = { name: 'x', settings: tenant.settings(), tenantId: tenant.id };

    await expect(tenant.send('/kita-planer/connections', { body }).then(problemOf)).resolves.toEqual([
      400,
      'FIELD_NOT_ALLOWED',
      '/tenantId',
    ]);
  });

  it('row 15: SQL is text like any other, wherever it stands', async () => {
    const sql = `'; drop table delivery; --`;
    const body = child(sql.slice(0, 20), { child: { familyName: sql }, sourceRevision: sql });
    await expect(
      tenant.send(`${connection}/care-records`, { body, key: `${sql}1234567`.replaceAll(' ', '_') }),
    ).resolves.toMatchObject({ status: 202 });
    for (const path of [
      'buffer?childId=',
      'buffer?code=',
      'entries?outcome=',
      'entries?kitaId=',
      'calls?class=',
    ])
      await expect(
        tenant.send(`${connection}/${path}${encodeURIComponent(sql.slice(0, 20))}`),
      ).resolves.toMatchObject({ status: 200 });
    await expect(tenant.send(`${connection}/entries/search`, { body: { name: sql } })).resolves.toMatchObject(
      { status: 200 },
    );
    await expect(tenant.pages(`${connection}/buffer`)).resolves.toMatchObject({ pages: 1 });
  });

  it.each([
    ['buffer?limit=1000000000'],
    ['buffer?limit=0'],
    ['buffer?limit=1&limit=2'],
    ['buffer?sort=name'],
    ['buffer?status=NICHTS'],
    ['buffer?cursor=AAAA'],
    ['archive?reason=x'],
    ['archive?cursor=W10'],
    ['runs?cursor=eyJ9'],
    ['calls?from=yesterday'],
    ['calls?from=2026-W48-2'],
    ['calls?run=1'],
    ['entries?call=x'],
    ['entries?to=2026-02-30'],
    [`entries?childId=${'x'.repeat(26)}`],
    ['counts?from=2026-11-24'],
    ['counts?from=2026-11-24&to=tomorrow'],
  ])('row 17: a query that cannot be meant, %s', async (path) => {
    const answer = await tenant.send(`${connection}/${path}`);

    expect(problemOf(answer).slice(0, 2)).toEqual([400, 'QUERY_INVALID']);
  });

  it.each([
    ['20: a wrong password', p12('modern'), 'wrong', [422, 'P12_PASSWORD_WRONG']],
    ['22: no key', p12('no-key'), undefined, [422, 'P12_KEY_MISSING']],
    ['22: two keys', p12('two-keys'), undefined, [422, 'P12_AMBIGUOUS']],
    ['22: a key of another certificate', p12('mismatch'), undefined, [422, 'P12_KEY_MISMATCH']],
    ['23: five million rounds', p12('iterations-5000001'), undefined, [422, 'P12_TOO_COSTLY']],
    ['23: cut off', p12('modern').subarray(0, 900), undefined, [422, 'P12_DAMAGED']],
    ['23: a ZIP', Buffer.from('UEsDBBQAAAAIAAAAIQA=', 'base64'), undefined, [422, 'P12_DAMAGED']],
    ['23: ten megabytes', Buffer.alloc(10_000_000), undefined, [413, 'BODY_TOO_LARGE']],
    ['23: larger than any certificate', Buffer.alloc(120_000), undefined, [413, 'P12_TOO_LARGE']],
  ])('row %s', async (_, file, password = 'Muster-Kennwort-7', problem) => {
    const body = { file: file.toString('base64'), filePassword: password, user: 'kita-gateway' };
    const asked = performance.now();
    const answer = await tenant.send(`${connection}/credentials/central`, { method: 'PUT', body });

    expect(problemOf(answer).slice(0, 2)).toEqual(problem);
    expect(performance.now() - asked).toBeLessThan(10_000);
  });

  it('row 20: after five wrong passwords nobody opens a .p12 file for a while, and no other key is slowed down', async () => {
    const guessed = await tenant.connection();
    const upload = (filePassword: string, who = tenant) =>
      who.send(`${guessed}/credentials/central`, {
        method: 'PUT',
        body: { file: p12('modern').toString('base64'), filePassword, user: 'kita-gateway' },
      });
    for (let time = 0; time < 5; time++)
      await expect(upload(`Geheim-${time}`).then(problemOf)).resolves.toEqual([422, 'P12_PASSWORD_WRONG']);

    const answer = await upload('Muster-Kennwort-7');

    expect(problemOf(answer)).toEqual([429, 'P12_TRIED_TOO_OFTEN']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(20);
    expect(answer.body.retryable).toBe(true);
    const colleague = new TestTenant(gateway, tenant.id, await gateway.keyOf(tenant.id));
    await expect(upload('Muster-Kennwort-7', colleague)).resolves.toMatchObject({ status: 200 });
    expect(gateway.log).not.toContain('Geheim-');
  });

  it('row 21: an RC2-40 file is taken with a warning, and the credential is shown as weak', async () => {
    const connectionOfItsOwn = await tenant.connection();
    const body = {
      file: p12('rc2-40').toString('base64'),
      filePassword: 'Muster-Kennwort-7',
      user: 'kita-gateway',
    };

    const stored = await tenant.expect(200, `${connectionOfItsOwn}/credentials/central`, {
      method: 'PUT',
      body,
    });

    expect(stored.warnings).toContainEqual({ code: 'P12_WEAK_CONTAINER', facts: { weak: 'RC2-40, 3DES' } });
  });

  it.each([
    ['has expired', { notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01') }, 'CERT_EXPIRED'],
    [
      'is not valid yet',
      { notBefore: new Date('2099-01-01'), notAfter: new Date('2099-02-01') },
      'CERT_NOT_YET_VALID',
    ],
    ['is for servers', { clientAuth: false, serverAuth: true }, 'CERT_NOT_FOR_CLIENT_AUTH'],
  ])('row 24: a certificate that %s', async (_, wishes, code) => {
    const file = gateway.portal.clientP12('traeger-4711', 'geheim123', wishes).p12.toString('base64');
    const body = { file, filePassword: 'geheim123', user: 'kita-gateway' };

    const answer = await tenant.send(`${connection}/credentials/central`, { method: 'PUT', body });

    expect(problemOf(answer).slice(0, 2)).toEqual([422, code]);
  });

  it('row 26: a name that leads into the house is not connected to; the child waits, and the reason is on record', async () => {
    const inside = await tenant.ready({ baseUrl: 'https://localhost', realTime: true });

    const answer = await tenant.send(`${inside}/care-records`, { body: child('inside') });

    expect([answer.status, answer.body]).toMatchObject([
      202,
      { ergebnis: 'IM_PUFFER', grund: 'EGRESS_BLOCKED' },
    ]);
    await expect(tenant.pages(`${inside}/calls`)).resolves.toMatchObject({
      items: [{ class: 'NICHT_GESENDET', code: 'EGRESS_BLOCKED' }],
    });
    await expect(tenant.pages(`${inside}/buffer`)).resolves.toMatchObject({ items: [{ status: 'NEU' }] });
  });

  it.each([
    ['http://kita.example', 'NOT_HTTPS'],
    ['https://10.0.0.1', 'IP_LITERAL'],
    ['https://2130706433', 'ODD_NUMBER'],
    ['https://0x7f.1', 'ODD_NUMBER'],
    ['https://user:secret@kita.example', 'USERINFO'],
    ['https://kita.example:5432', 'PORT_NOT_ALLOWED'],
    ['https://kita.example.', 'TRAILING_DOT'],
    ['kita.example', 'NOT_A_URL'],
  ])('row 25: %s is no address to send to', async (baseUrl, reason) => {
    const body = { name: baseUrl, settings: tenant.settings({ baseUrl }) };
    const answer = await tenant.send('/kita-planer/connections', { body });

    expect(problemOf(answer)).toEqual([422, 'URL_NOT_ALLOWED', '/settings/baseUrl']);
    expect(answer.body.detail).toContain(reason);
    expect(answer.text).not.toContain('secret');
  });
});
