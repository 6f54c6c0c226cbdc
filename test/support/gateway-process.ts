import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** The gateway as it is shipped, in a process of its own that can be killed. */
export class GatewayProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: string[],
  ) {}

  static async start(env: NodeJS.ProcessEnv): Promise<GatewayProcess> {
    const script = resolve(__dirname, '../../dist/apps/gateway/src/main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      env: { ...process.env, NODE_ENV: 'test', ROLE: 'all', ...env },
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
    await untilListening(child, lines);
    const url = /"msg":"listening","url":"([^"]+)"/.exec(lines.join(''))?.[1] ?? '';
    return new GatewayProcess(url, child, lines);
  }

  get log(): string {
    return this.lines.join('');
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends it, and answers how it ended: its exit code, or the signal that killed it. */
  async end(name: NodeJS.Signals): Promise<number | string> {
    const { exitCode, signalCode } = this.child;
    if (exitCode !== null || signalCode !== null) return exitCode ?? signalCode ?? '';
    const ended = once(this.child, 'exit');
    this.child.kill(name);
    const [code, signal] = (await ended) as [number | null, string | null];
    return code ?? signal ?? '';
  }
}

async function untilListening(child: ChildProcessWithoutNullStreams, lines: string[]): Promise<void> {
  await new Promise<void>((done, fail) => {
    const look = (): void => {
      if (lines.join('').includes('"msg":"listening"')) done();
    };
    child.stdout.on('data', look);
    child.once('exit', (code) => fail(new Error(`The gateway ended with ${code}: ${lines.join('')}`)));
  });
}
