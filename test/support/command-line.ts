import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The commands as an operator types them, each in a process of its own. */
export class CommandLine {
  /** Every command that was typed: `kita-planer set-up`, `migrate`. */
  readonly tried = new Set<string>();

  /** @param groups the commands that have others below them */
  constructor(
    private readonly cwd: string,
    private readonly env: () => NodeJS.ProcessEnv,
    private readonly groups: readonly string[],
  ) {}

  run(words: readonly string[], input = ''): Promise<Ended> {
    this.tried.add(words.slice(0, this.groups.includes(words[0] ?? '') ? 2 : 1).join(' '));
    const script = resolve(__dirname, '../../dist/apps/cli/src/main.js');
    return new Promise((done) => {
      const started = execFile(
        process.execPath,
        [script, ...words],
        { env: { ...process.env, ...this.env() }, cwd: this.cwd },
        (error, out, err) =>
          done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
      );
      started.stdin?.end(input);
    });
  }

  /** With `--json`. @throws unless it ends with 0, or as expected */
  async json<T>(
    words: readonly string[],
    { input, code = 0 }: { input?: string; code?: number } = {},
  ): Promise<T> {
    const ended = await this.run([...words, '--json'], input);
    if (ended.code !== code)
      throw new Error(`${words.join(' ')} ended with ${ended.code}: ${ended.err}${ended.out}`);
    return JSON.parse(ended.out) as T;
  }
}
