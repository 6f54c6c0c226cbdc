import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KitaPlanerSimulator } from '@connectors/kita-planer/simulator';
import { TestDatabase } from '@gateway/testing';
import { describeProgram } from '../apps/cli/src/program';
import { storages } from '../apps/gateway/src';
import { child, linesOf } from './support/children';
import { CommandLine } from './support/command-line';
import { environmentFor } from './support/gateway';
import { codesOf, createOperator, type Operator } from './support/operator';

/** Each command is a process of its own, which takes its time to start. */
jest.setTimeout(180_000);

const NOBODY = '019c2f6e-0000-7000-8000-000000000000';

/** Every command once, as an operator types it, on a real database. */
describe('the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const file = (name: string) => join(folder, name);
  let test: TestDatabase;
  let portal: KitaPlanerSimulator;
  let tenant: string;
  let connection: string;

  const environment = () => ({
    ...environmentFor(test, portal),
    VAULT_KEY_FILE: file('kek'),
    NODE_ENV: 'test',
  });
  const line = new CommandLine(folder, environment, [
    ...['kita-planer', 'schulconnex', 'tenant', 'user', 'key', 'vault', 'audit'],
  ]);

  beforeAll(async () => {
    [test, portal] = await Promise.all([TestDatabase.create(...storages), KitaPlanerSimulator.start()]);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([test.drop(), portal.stop()]);
  });

  const run = (words: readonly string[], input?: string) => line.run(words, input);
  const json = <T>(words: readonly string[], input?: string) =>
    line.json<T>(words, input === undefined ? {} : { input });

  const operator = (name: string) => createOperator(test, name, file('kek'));
  const codes = (...operators: readonly Operator[]) => codesOf(test, ...operators);

  it('prepares an installation: key, tables, tenant, key of its software, doctor', async () => {
    const { out: line } = await run(['vault', 'new-key', 'first']);
    writeFileSync(file('kek'), line, { mode: 0o600 });

    await expect(json(['migrate'])).resolves.toEqual({ applied: [] });
    await expect(json(['migrate', '--check'])).resolves.toEqual({ pending: [] });
    ({ id: tenant } = await json<{ id: string }>(['tenant', 'create', 'Träger (erfunden)']));
    await expect(json(['tenant', 'list'])).resolves.toMatchObject([
      { id: tenant, name: 'Träger (erfunden)' },
    ]);
    const key = await json<{ id: string; token: string }>([
      'key',
      'create',
      tenant,
      'Software',
      '--scopes',
      'all',
    ]);
    expect(key.token).toMatch(/^dk_/);
    await expect(run(['key', 'revoke', tenant, key.id])).resolves.toMatchObject({ code: 0 });
    await expect(json(['key', 'list', tenant])).resolves.toMatchObject([
      { id: key.id, revokedAt: expect.any(String) as unknown },
    ]);
    const findings = await run(['doctor', '--json']);
    expect(JSON.parse(findings.out)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'tables are those of this version', state: 'ok' }),
      ]),
    );
  });

  it('sets a Träger up and takes its children over', async () => {
    const settings = {
      ...{ baseUrl: portal.url, serverCa: portal.certificates.caPem, traeger: '4711', areas: ['KITA'] },
      services: [{ service: 'KITA-8', valid: true, dailyHours: '8' }],
      units: [{ unit: 'PIRATEN', kitaId: 'KITA-471' }],
    };
    writeFileSync(file('settings.json'), JSON.stringify(settings));
    writeFileSync(file('user.p12'), portal.clientP12('traeger-4711', 'geheim123').p12);
    writeFileSync(file('children.ndjson'), linesOf([child('A'), child('B')]));
    const kita = ['kita-planer'];

    ({ id: connection } = await json<{ id: string }>([
      ...kita,
      'set-up',
      tenant,
      'Nord',
      file('settings.json'),
      '--active',
    ]));
    const passwords = JSON.stringify({
      filePassword: 'geheim123',
      user: 'kita-gateway',
      password: 'S3rv3r-PW',
    });
    await expect(
      json([...kita, 'credential', tenant, connection, 'central', file('user.p12')], passwords),
    ).resolves.toMatchObject({ name: 'central', version: 1 });
    await expect(run([...kita, 'unlock', tenant, connection, 'central', '1'])).resolves.toMatchObject({
      code: 0,
    });
    await expect(
      json([
        ...kita,
        'ingest',
        tenant,
        connection,
        file('children.ndjson'),
        '--key',
        'delivery-of-2026-11-24',
      ]),
    ).resolves.toEqual({ lines: 2, refusedLines: 0, accepted: 2, held: 0, unchanged: 0 });
    await expect(run([...kita, 'run', tenant, connection])).resolves.toMatchObject({ code: 0 });
    await expect(run([...kita, 'recheck', tenant, connection])).resolves.toMatchObject({ code: 0 });
  });

  it('lists everything there is, and acts on it', async () => {
    const list = (name: string, ...more: string[]) =>
      json<{ id: string }[]>(['kita-planer', name, tenant, connection, ...more]);

    await expect(json(['kita-planer', 'connections', tenant])).resolves.toMatchObject([{ id: connection }]);
    await expect(list('credentials')).resolves.toHaveLength(1);
    const buffer = await list('buffer', '--status', 'neu');
    expect(buffer).toHaveLength(2);
    const empty = ['archive', 'runs', 'calls', 'entries'].map((name) => list(name));
    await expect(Promise.all(empty)).resolves.toEqual([[], [], [], []]);
    const [first] = buffer;
    await expect(
      json(['kita-planer', 'act', tenant, 'resolve', first?.id ?? '', '--reason', 'Von Hand erledigt']),
    ).resolves.toEqual([{ id: first?.id, result: 'done' }]);
    await expect(list('archive')).resolves.toMatchObject([
      { id: first?.id, archiveReason: 'OHNE_EXPORT_ERLEDIGT' },
    ]);
    await expect(json(['kita-planer', 'put-back', tenant, first?.id ?? ''])).resolves.toMatchObject([
      { id: first?.id },
    ]);
    await expect(
      json(['kita-planer', 'counts', tenant, connection, '--from', '2000-01-01', '--to', '2099-01-01']),
    ).resolves.toMatchObject({ difference: 0 });
    await expect(run(['kita-planer', 'follow-up-done', tenant, connection])).resolves.toMatchObject({
      code: 1,
    });
  });

  it('erases a child when two operators agree, each with an own code, and not otherwise', async () => {
    const erase = ['erase', tenant, 'BB', '--operators'];
    const [ada, bob] = [await operator('ada'), await operator('bob')];
    const refused = async (words: readonly string[], codes: string) => (await run(words, codes)).err;

    await expect(run(['erase', tenant, 'BB'])).resolves.toMatchObject({ code: 1 });
    await expect(refused([...erase, ada.email, ada.email], await codes(ada, ada))).resolves.toContain(
      'SECOND_PERSON_NEEDED',
    );
    await expect(refused([...erase, ada.email, bob.email], `${await codes(ada)}000000`)).resolves.toContain(
      'OPERATOR_NOT_CONFIRMED',
    );
    await expect(json([...erase, ada.email, bob.email], await codes(ada, bob))).resolves.toMatchObject({
      withdrawn: 1,
    });
    await expect(refused([...erase, ada.email, bob.email], await codes(ada, bob))).resolves.toContain(
      'NOT_FOUND',
    );
  });

  it('looks after the vault and the trail', async () => {
    const { out: second } = await run(['vault', 'new-key', 'second']);
    writeFileSync(file('kek'), second + readFileSync(file('kek'), 'utf8'), { mode: 0o600 });
    await expect(json(['vault', 'status'])).resolves.toMatchObject([
      { id: 'second', current: true },
      { id: 'first', current: false, tenants: 1 },
    ]);
    await expect(json(['vault', 'rewrap'])).resolves.toMatchObject({ broken: 0, remaining: 0 });
    const [eve, max] = [await operator('eve'), await operator('max')];
    await expect(
      run(['vault', 'destroy-key', 'first', '--operators', eve.email, max.email], await codes(eve, max)),
    ).resolves.toMatchObject({ code: 0 });
    await expect(json(['vault', 'expiring', '--days', '730'])).resolves.toMatchObject([
      { connection, credential: 'central' },
    ]);

    await expect(run(['audit', 'new-key', file('sealer')])).resolves.toMatchObject({ code: 0 });
    const sealer = { AUDIT_SEALER_DATABASE_URL: test.url, AUDIT_SEALER_KEY_FILE: file('sealer') };
    Object.assign(process.env, sealer);
    await expect(run(['audit', 'seal', '--once'])).resolves.toMatchObject({ code: 0 });
    const [entries, checkpoints] = [file('entries'), file('checkpoints')];
    await expect(
      run(['audit', 'export', '--entries', entries, '--checkpoints', checkpoints]),
    ).resolves.toMatchObject({ code: 0 });
    const proof = ['--export', entries, '--checkpoints', checkpoints, '--pub', file('sealer.pub')];
    const verified = await run(['audit', 'verify', ...proof]);
    expect(verified).toMatchObject({ code: 0 });
  });

  it('says what is wrong with a command, and ends with 1', async () => {
    const wrong: [words: string[], message: string][] = [
      [['nonsense'], 'unknown command'],
      [['key', 'create', NOBODY, 'y', '--scopes', 'everything'], 'Use some of'],
      [['kita-planer', 'buffer', 'no-uuid', 'no-uuid'], 'NOT_FOUND'],
      [['kita-planer', 'buffer', NOBODY, NOBODY], 'NOT_FOUND'],
      [['kita-planer', 'act', NOBODY, 'destroy', NOBODY, '--reason', 'x'], 'Use one of'],
      [['kita-planer', 'runs', NOBODY, NOBODY, '--limit', 'many'], 'whole number'],
      [['kita-planer', 'set-up', NOBODY, 'x', '/nowhere.json'], '/nowhere.json'],
    ];
    const ended = await Promise.all(wrong.map(([words]) => run(words)));

    ended.forEach(({ code, err }, index) => {
      expect(err).toContain(wrong[index]?.[1]);
      expect(err).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
    });
  });

  it('says of a synchronisation nobody has that it is not there', async () => {
    const answers = file('answers.json');
    writeFileSync(answers, JSON.stringify([{ nr: 1, answer: 'same' }]));
    const ended = await Promise.all(
      [
        ...['show', 'questions', 'items', 'report', 'cancel'].map((name) => [name, NOBODY]),
        ['start'],
        ['list'],
        ['answer', NOBODY, answers],
        ['accept', NOBODY, '1'],
        ['confirm', NOBODY, '1'],
      ].map(([name = '', ...rest]) => run(['schulconnex', name, tenant, NOBODY, ...rest])),
    );

    for (const { code, err } of ended) {
      expect(err).toContain('NOT_FOUND');
      expect(err).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
    }
  });

  it('gives people their way in', async () => {
    const operator = await run(['user', 'create-operator', 'betrieb@anbieter.example', 'B. Beispiel']);
    const invited = await run(['user', 'invite', tenant, 'amt@traeger.example', 'A. Muster']);
    const recovered = await run(['user', 'recover', 'betrieb@anbieter.example']);
    const digits = await run(['user', 'code', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ']);

    for (const { code, err } of [operator, invited, recovered])
      expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(digits.out).toMatch(/^\d{6}\s*$/);
  });

  it('has no command that was not tried', () => {
    const commands = describeProgram().commands.flatMap((group) =>
      group.commands.length === 0
        ? [group.name()]
        : group.commands.map((command) => `${group.name()} ${command.name()}`),
    );

    expect(
      commands.filter(
        (command) => !line.tried.has(command) && command !== 'demo' && !command.startsWith('oso '),
      ),
    ).toEqual([]);
    expect(commands.length).toBeGreaterThan(25);
  });
});
