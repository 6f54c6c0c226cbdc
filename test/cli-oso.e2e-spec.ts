import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbers, OsoSimulator, SAMPLE_KEY } from '@connectors/oso/simulator';
import { egressAllow, feedbackInput, pointInput } from '@connectors/oso/testing';
import { TestDatabase } from '@gateway/testing';
import { describeProgram } from '../apps/cli/src/program';
import { storages } from '../apps/gateway/src';
import { CommandLine } from './support/command-line';

/** Each command is a process of its own, which takes its time to start. */
jest.setTimeout(180_000);

const NOBODY = '019c2f6e-0000-7000-8000-000000000000';
const BY = ['--account', 'anna.de-vries'];

interface Told {
  readonly id: string;
  readonly state: string;
  readonly timeline: readonly { readonly step: string }[];
}

describe('the command line for OSO', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-oso-'));
  const file = (name: string, content?: string | Buffer) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
  let test: TestDatabase;
  let simulator: OsoSimulator;
  let line: CommandLine;
  let tenant: string;
  let connection: string;

  beforeAll(async () => {
    [test, simulator] = await Promise.all([TestDatabase.create(...storages), OsoSimulator.start()]);
    const env = { DATABASE_URL: test.url, EGRESS_ALLOW: egressAllow(simulator), NODE_ENV: 'test' };
    line = new CommandLine(folder, () => env, ['oso']);
    tenant = await test.tenant('Samenwerkingsverband (verzonnen)');
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([test.drop(), simulator.stop()]);
  });

  const ofConnection = (command: string, ...more: string[]) => ['oso', command, tenant, connection, ...more];

  it('sets a connection up and tests it, and tells which step fails', async () => {
    const settings = {
      trafficCenterUrl: simulator.url,
      serverCa: simulator.certificates.caPem,
      recipients: [{ host: '127.0.0.1', organisationNumber: numbers.B }],
    };
    const settingsFile = file('settings.json', JSON.stringify(settings));
    ({ id: connection } = await line.json<{ id: string }>([
      ...['oso', 'set-up', tenant, 'OSO', settingsFile, '--active'],
    ]));
    await expect(line.json(ofConnection('ping'), { code: 1 })).resolves.toMatchObject([
      { step: 'dns', result: 'ok' },
      { step: 'tls', result: 'ok' },
      { step: 'certificate', result: 'failed', reason: 'MISSING' },
      { step: 'ping', result: 'not-reached' },
    ]);

    const p12 = file('supplier.p12', simulator.certificates.supplierP12(numbers.A, 'geheim123'));
    const input = JSON.stringify({ password: 'geheim123' });
    await expect(line.json(ofConnection('certificate', p12), { input })).resolves.toMatchObject({
      version: 1,
    });
    await expect(line.json(ofConnection('certificates'))).resolves.toMatchObject([{ version: 1 }]);
    await expect(line.json(['oso', 'connections', tenant])).resolves.toMatchObject([
      { id: connection, active: true },
    ]);
    await expect(line.run(ofConnection('ping'))).resolves.toMatchObject({ code: 0 });
  });

  it('sends a Terugkoppeling, once for one key, and shows its life', async () => {
    const content = file('feedback.json', JSON.stringify(feedbackInput()));
    const words = ofConnection('request', content, '--key', 'besluit-2026-11-24-1', ...BY);
    const { id, ...sent } = await line.json<Told>(words);
    const again = await line.json<Told>(words);

    expect(sent).toMatchObject({ state: 'BEVESTIGD', orderedBy: 'anna.de-vries' });
    expect(again.id).toBe(id);
    expect(simulator.school.shown).toHaveLength(1);
    const shown = await line.json<Told>(ofConnection('show', id));
    expect(shown.timeline.map(({ step }) => step)).toEqual(['GEMELD', 'BEVESTIGD']);
    const table = await line.run(ofConnection('show', id));
    expect(table.out).toContain('anna.de-vries');
    expect(table.out).not.toContain(SAMPLE_KEY);
    await expect(line.json(ofConnection('list'))).resolves.toEqual([]);
    await expect(line.json(ofConnection('list', '--state', 'bevestigd'))).resolves.toMatchObject([{ id }]);
  });

  it('tells a refusal with code and message, and lets it be sent again or closed with a reason', async () => {
    const content = feedbackInput({ doel: pointInput('oso2017', 103) });
    const path = file('refused.json', JSON.stringify(content));
    const key = ['--key', 'besluit-2026-11-24-2'];
    const told = await line.run(ofConnection('request', path, ...key, ...BY));
    expect(told).toMatchObject({ code: 1 });
    expect(told.out).toContain('AanvragerNietBeschikbaar');
    expect(told.out).toContain('Er heeft zich een interne fout voorgedaan tijdens de SWV aanvraag.');

    const [open] = await line.json<Told[]>(ofConnection('list', '--code', 'AanvragerNietBeschikbaar'));
    const id = open?.id ?? '';
    await expect(line.json(ofConnection('resend', id, ...BY), { code: 1 })).resolves.toMatchObject({
      ...{ id, state: 'AFGEWEZEN', result: { code: 'AanvragerNietBeschikbaar' } },
    });
    await expect(
      line.json(ofConnection('close', id, '--reason', 'Telefonisch doorgegeven', ...BY)),
    ).resolves.toMatchObject({ id, state: 'AFGESLOTEN' });
  });

  it('lists Notificaties, and does not know what is not there', async () => {
    await expect(line.json(ofConnection('notices'))).resolves.toEqual([]);
    const wrong: [words: string[], message: string][] = [
      [ofConnection('dossier', NOBODY, ...BY), 'NOT_FOUND'],
      [ofConnection('dossier', 'x', ...BY), 'NOT_FOUND'],
      [ofConnection('show', NOBODY), 'NOT_FOUND'],
      [['oso', 'list', tenant, NOBODY], 'NOT_FOUND'],
      [ofConnection('resend', NOBODY), '--account'],
      [ofConnection('resend', NOBODY, '--account', 'Anna de Vries'), 'QUERY_INVALID'],
      [ofConnection('close', NOBODY, '--reason', ' ', ...BY), 'three characters'],
      [ofConnection('list', '--state', 'KWIJT'), 'Use one of'],
    ];
    const ended = await Promise.all(wrong.map(([words]) => line.run(words)));

    ended.forEach(({ code, err }, index) => {
      expect(err).toContain(wrong[index]?.[1]);
      expect(err).not.toMatch(/\n\s+at /);
      expect(code).toBe(1);
    });
  });

  it('has no command that was not tried', () => {
    const commands = describeProgram().commands.find((group) => group.name() === 'oso')?.commands ?? [];

    expect(commands.length).toBeGreaterThan(10);
    expect(
      commands.map((command) => `oso ${command.name()}`).filter((name) => !line.tried.has(name)),
    ).toEqual([]);
  });
});
