import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A part of the product in a process of its own. */
export class Part {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts `dist/apps/<app>/src/main.js` and waits for the line of its output that matches. */
  static async start(
    app: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    ready: RegExp,
  ): Promise<{ part: Part; found: RegExpExecArray }> {
    const child = spawn(process.execPath, [resolve('dist/apps', app, 'src/main.js'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    process.once('exit', () => child.kill());
    for await (const line of createInterface({ input: child.stdout })) {
      const found = ready.exec(line);
      if (!found) continue;
      child.stdout.resume();
      return { part: new Part(child), found };
    }
    throw new Error(`The ${app} did not start`);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
