import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A part of the product in a process of its own, which ends with the demo. */
export class Part {
  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts `dist/apps/<app>/src/main.js`; its output goes to the log file. */
  static start(app: string, args: readonly string[], env: NodeJS.ProcessEnv, logFile: string): Part {
    const log = openSync(logFile, 'w', 0o600);
    const script = resolve(__dirname, `../../../${app}/src/main.js`);
    const preload = ['--require', resolve(__dirname, 'end-with-parent.js')];
    const child = spawn(process.execPath, ['--enable-source-maps', ...preload, script, ...args], {
      env,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    return new Part(app, child);
  }

  /** Waits until the address answers. @throws if the process ends first */
  async answersAt(url: string): Promise<void> {
    for (let i = 0; i < 600; i++) {
      if (this.child.exitCode !== null) throw new Error(`The ${this.name} did not start`);
      const answer = await fetch(url).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`The ${this.name} does not answer`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 25_000);
    await ended;
    clearTimeout(late);
  }
}
