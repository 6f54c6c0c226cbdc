import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { resolve } from 'node:path';

/** One process of the gateway that may be killed, frozen and started again at any time. */
export class Victim {
  private child: ChildProcess | undefined;
  private readonly log: WriteStream;
  kills = 0;

  constructor(
    readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
    folder: string,
  ) {
    this.log = createWriteStream(resolve(folder, `${name}.log`), { mode: 0o600 });
  }

  start(): void {
    const script = resolve('dist/apps/gateway/src/main.js');
    const child = spawn(process.execPath, [script], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(this.log, { end: false });
    child.stderr.pipe(this.log, { end: false });
    this.child = child;
  }

  /** Without a warning, and at once again. */
  async killAndRestart(): Promise<void> {
    this.kills += 1;
    await this.end('SIGKILL');
    this.start();
  }

  /** Stands still for so long, as a machine under load does; longer than a lease, if need be. */
  freeze(ms: number): void {
    const { child } = this;
    child?.kill('SIGSTOP');
    setTimeout(() => child?.kill('SIGCONT'), ms).unref();
  }

  /** Starts it again where it ended by itself, for instance because the database was gone when it started. */
  ensure(): void {
    if (this.child?.exitCode !== null) this.start();
  }

  async stop(): Promise<void> {
    this.child?.kill('SIGCONT');
    await this.end('SIGTERM');
    this.log.end();
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(late);
  }
}
