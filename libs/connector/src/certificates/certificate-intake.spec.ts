import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { auditStorage, AuditTrail } from '@gateway/audit';
import { newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { connectorStorage } from '../connector.module';
import { Connections } from '../connections';
import { CertificateIntake } from './certificate-intake';

const RIGHT = 'Muster-Kennwort-7';
const p12 = (name: string) => readFileSync(resolve(__dirname, `../../../vault/src/testing/p12/${name}.p12`));

describe('certificate files', () => {
  const trail = new AuditTrail();
  let test: TestDatabase;
  let tenant: string;
  let connection: string;

  beforeAll(async () => {
    test = await TestDatabase.create(auditStorage, connectorStorage);
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    tenant = await test.tenant();
    const { id } = await test.database.tenant(tenant, (tx) =>
      new Connections(trail).create(tx, someone, {
        ...{ tenant, connector: 'testing', name: newId(), settings: {} },
      }),
    );
    connection = id;
  });

  const someone = { type: 'key', id: newId() } as const;
  const aProcess = () => new CertificateIntake(test.database, new Connections(trail), trail);
  const codeOf = (error: { code: string }) => error.code;
  const open = (password: string, { actor = someone, file = 'modern' } = {}) =>
    aProcess()
      .open({ tenant, connection, actor }, p12(file), password)
      .then(() => 'open', codeOf);
  const wrong = async (times: number) => {
    for (let time = 0; time < times; time++) await open(`falsch-${time}`);
  };
  const wait = (seconds: number) =>
    test.admin(`update certificate_try set last_at = last_at - $1 * interval '1 second'`, [seconds]);

  it('are not opened after five wrong passwords, not with the right one and by no process, until the wait is over', async () => {
    await wrong(4);
    await expect(open('falsch')).resolves.toBe('P12_PASSWORD_WRONG');

    await expect(
      aProcess().open({ tenant, connection, actor: someone }, p12('modern'), RIGHT),
    ).rejects.toMatchObject({
      code: 'P12_TRIED_TOO_OFTEN',
      kind: 'throttled',
      retryAfterSeconds: expect.any(Number),
    });
    await wait(31);
    await expect(open(RIGHT)).resolves.toBe('open');
  });

  it('make whoever goes on guessing wait twice as long each time', async () => {
    await wrong(5);
    await wait(31);
    await expect(open('falsch')).resolves.toBe('P12_PASSWORD_WRONG');
    await wait(31);
    await expect(open(RIGHT)).resolves.toBe('P12_TRIED_TOO_OFTEN');
    await wait(30);
    await expect(open(RIGHT)).resolves.toBe('open');
  });

  it('are opened again without wait once the right password was given', async () => {
    await wrong(4);
    await open(RIGHT);
    await wrong(4);

    await expect(open(RIGHT)).resolves.toBe('open');
  });

  it('take five guesses of twenty made at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => open(`falsch-${index}`)));

    expect(answers.filter((answer) => answer === 'P12_PASSWORD_WRONG')).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'P12_TRIED_TOO_OFTEN')).toHaveLength(15);
  });

  it('slow down nobody else, and nobody whose file is at fault', async () => {
    await wrong(5);

    await expect(open('falsch', { actor: { type: 'key', id: newId() } })).resolves.toBe('P12_PASSWORD_WRONG');
    const other = { actor: { type: 'key', id: newId() } as const, file: 'no-key' };
    for (let time = 0; time < 6; time++) await expect(open(RIGHT, other)).resolves.toBe('P12_KEY_MISSING');
  });

  it('of a connection the tenant does not have are not looked at', async () => {
    connection = newId();

    await expect(open(RIGHT)).resolves.toBe('NOT_FOUND');
    await expect(
      test.admin('select from certificate_try where connection_id = $1', [connection]),
    ).resolves.toEqual([]);
  });

  it('that were refused are in the audit trail, without a word of the password', async () => {
    await wrong(5);
    await open('Geheim-4711');

    const entries = await test.admin<{ body: string }>(
      `select body from audit_entry where stream like $1 and body like '%certificate-refused%' order by seq`,
      [`${tenant}/security/%`],
    );
    expect(entries.map(({ body }) => JSON.parse(body) as object)).toEqual([
      ...Array<unknown>(5).fill(expect.objectContaining({ outcome: 'failure', code: 'P12_PASSWORD_WRONG' })),
      expect.objectContaining({ outcome: 'denied', code: 'P12_TRIED_TOO_OFTEN' }),
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/Geheim-4711|falsch/);
  });
});
