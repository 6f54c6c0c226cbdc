import { createPrivateKey } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { SecretBuffer } from '../secrets/secret-buffer';
import type { ClientCertificate, DecodedP12 } from './client-certificate';
import { P12Refused, type P12Reason } from './p12-refused';
import { threadTime } from './thread-time';

export interface P12Question {
  readonly file: Uint8Array;
  readonly password: string;
}

export type P12Answer =
  { readonly decoded: DecodedP12 } | { readonly reason: P12Reason; readonly detail?: string };

/** The thread is at work. Where the system can tell its time, it is limited by that; elsewhere by what has passed. */
export interface P12Begun {
  readonly thread: string | undefined;
}

/** In bytes. */
const MAX_SIZE = 100_000;

/** Of a processor's time, in milliseconds; 600,000 iterations take about two seconds of it. */
const MAX_WORK = 10_000;

/** In milliseconds. Reached only where so much else goes on that the thread hardly ever gets its turn. */
const MAX_WAIT = 60_000;

/** In milliseconds. */
const LOOK_EVERY = 200;

/**
 * Opens a .p12 file in a thread of its own, so that nothing else waits for its key derivations; a thread that
 * takes too long or too much memory is ended.
 *
 * Neither file nor password is kept: what comes back is all that is needed from now on.
 *
 * @throws {P12Refused}
 */
export async function readP12(file: Uint8Array, password: string): Promise<ClientCertificate> {
  if (file.byteLength > MAX_SIZE) throw new P12Refused('P12_TOO_LARGE');
  const answer = await askWorker({ file: Uint8Array.from(file), password });
  if ('reason' in answer) throw new P12Refused(answer.reason, answer.detail);
  const { key, ...rest } = answer.decoded;
  return { ...rest, key: SecretBuffer.taking(pemOf(key)) };
}

async function askWorker(question: P12Question): Promise<P12Answer> {
  const worker = new Worker(require.resolve('#dist/libs/vault/src/p12/p12-worker.js'), {
    workerData: question,
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  });
  const started = performance.now();
  let thread: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<P12Answer>((resolve, reject) => {
      const tooCostly = (): void => resolve({ reason: 'P12_TOO_COSTLY' });
      timer = setInterval(() => {
        const passed = performance.now() - started;
        const worked = (thread === undefined ? undefined : threadTime(thread)) ?? passed;
        if (worked > MAX_WORK || passed > MAX_WAIT) tooCostly();
      }, LOOK_EVERY);
      worker.on('message', (message: P12Answer | P12Begun) =>
        'thread' in message ? (thread = message.thread) : resolve(message),
      );
      worker.once('error', (error: Error & { code?: string }) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooCostly() : reject(error),
      );
    });
  } finally {
    clearInterval(timer);
    await worker.terminate();
  }
}

function pemOf(der: Uint8Array): Buffer {
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  der.fill(0);
  return Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }));
}
