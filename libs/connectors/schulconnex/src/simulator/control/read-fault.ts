import type { Fault, Misfortune } from '../api/faults';
import { isJson } from '../../protocol/wire';

type Given = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A fault somebody ordered as JSON; `undefined` if there is no such fault. */
export function readFault(given: Given): Fault | undefined {
  const misfortune = readMisfortune(given);
  const [method, path] = [string(given.method), string(given.path)];
  const [times, from] = [number(given.times), number(given.from)];
  return (
    misfortune && {
      ...misfortune,
      ...(method !== undefined && { method }),
      ...(path !== undefined && { path }),
      ...(times !== undefined && { times }),
      ...(from !== undefined && { from }),
    }
  );
}

const readMisfortune = (given: Given): Misfortune | undefined => {
  const kind = string(given.kind) ?? '';
  return Object.hasOwn(READERS, kind) ? READERS[kind]?.(given) : undefined;
};

const READERS: Readonly<Record<string, (given: Given) => Misfortune>> = {
  status: ({ status, subcode, retryAfter }) => ({
    kind: 'status',
    status: number(status) ?? 500,
    ...(typeof subcode === 'string' && { subcode }),
    ...((typeof retryAfter === 'number' || typeof retryAfter === 'string') && { retryAfter }),
  }),
  'status-after': ({ status }) => ({ kind: 'status-after', status: number(status) ?? 500 }),
  slow: ({ ms }) => ({ kind: 'slow', ms: number(ms) ?? 1_000 }),
  truncated: ({ keep }) => ({ kind: 'truncated', keep: number(keep) ?? 0 }),
  'changed-by-others': ({ change }) => ({ kind: 'changed-by-others', ...(isJson(change) && { change }) }),
  'lost-answer': () => ({ kind: 'lost-answer' }),
  'hang-up': () => ({ kind: 'hang-up' }),
  'cut-answer': () => ({ kind: 'cut-answer' }),
  'login-page': () => ({ kind: 'login-page' }),
  shuffled: () => ({ kind: 'shuffled' }),
  'expired-token': () => ({ kind: 'expired-token' }),
};
