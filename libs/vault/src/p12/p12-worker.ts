import { parentPort, workerData } from 'node:worker_threads';
import { decodeP12 } from './decode-p12';
import { P12Failure } from './p12-failure';
import type { P12Answer, P12Begun, P12Question } from './read-p12';
import { ownThread } from './thread-time';

const answer = ({ file, password }: P12Question): P12Answer => {
  try {
    return { decoded: decodeP12(Buffer.from(file), password) };
  } catch (error) {
    if (!(error instanceof P12Failure)) return { reason: 'P12_DAMAGED' };
    return { reason: error.reason, ...(error.detail === undefined ? {} : { detail: error.detail }) };
  }
};

parentPort?.postMessage({ thread: ownThread() } satisfies P12Begun);
parentPort?.postMessage(answer(workerData as P12Question));
