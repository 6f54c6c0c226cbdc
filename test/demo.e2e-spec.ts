import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** On a machine with more to do. */
jest.setTimeout(180_000);

const main = resolve('dist/apps/cli/src/main.js');

describe('npm run demo', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-'));
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const demo = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [main, 'demo', ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, DREHKREUZ_DEMO_MARK: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });

  /** Every process that inherited this demo's environment. Where there is no /proc nobody can tell. */
  const left = (): string[] =>
    (existsSync('/proc/self/environ') ? readdirSync('/proc') : [])
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => contentOf(`/proc/${pid}/environ`).includes(`DREHKREUZ_DEMO_MARK=${folder}`))
      .map((pid) => contentOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' '));

  it('shows the expected outcomes as JSON, ends with 0 and leaves no process behind', async () => {
    const child = demo('--once', '--json');
    const [output, errors] = await Promise.all([text(child.stdout!), text(child.stderr!)]);

    expect({ errors, results: JSON.parse(output) as unknown }).toEqual({
      errors: '',
      results: [
        expect.objectContaining({
          ...{ exported: 240, withNotice: 2, refused: 5, unclear: 1, checkFailed: 2 },
          asExpected: true,
        }),
        expect.objectContaining({
          ...{ exported: 60, withNotice: 0, refused: 0, unclear: 0, checkFailed: 0 },
          asExpected: true,
        }),
        ...[
          'BEVESTIGD TerugkoppelingOntvangen',
          'AFGEWEZEN OnbekendeKoppelsleutel',
          'AFGEWEZEN OngeautoriseerdAanleverpunt',
          'AFGEWEZEN AanvragerNietBeschikbaar',
          'NIET AANGENOMEN GW_OngeldigeInvoer',
          'ONZEKER GW_AfleveringOnzeker',
          'MISLUKT GW_OngeldigAfleveradres',
        ].map((end) => {
          const [code, ...state] = end.split(' ').reverse();
          const told = { interface: 'oso', state: state.reverse().join(' '), code, asExpected: true };
          return expect.objectContaining(told) as unknown;
        }),
        ...['person', 'context', 'group', 'membership'].map(
          (kind) => expect.objectContaining({ interface: 'schulconnex', kind, asExpected: true }) as unknown,
        ),
      ],
    });
    expect(await ended(child)).toBe(0);
    expect(left()).toEqual([]);
  });

  it('stays up until Ctrl-C, and then leaves no process behind', async () => {
    const child = demo();
    await lineOf(child, /curl -s -H "Authorization/);
    expect(left().length).toBeGreaterThan(3);

    process.kill(-child.pid!, 'SIGINT');

    await ended(child);
    expect(left()).toEqual([]);
  });
});

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function lineOf(child: ChildProcess, wanted: RegExp): Promise<void> {
  for await (const line of createInterface(child.stdout!)) if (wanted.test(line)) return;
  throw new Error('The demo ended');
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
