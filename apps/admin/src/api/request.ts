/** Something the gateway refused, or the way to it that is gone (`NETWORK_LOST`). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** JSON pointer of the field it is about. */
    readonly field?: string,
    readonly errors: readonly FieldProblem[] = [],
    /** What support finds it by. */
    readonly request?: string,
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

interface ProblemBody {
  readonly code?: string;
  readonly detail?: string;
  readonly field?: string;
  readonly errors?: readonly FieldProblem[];
  readonly request?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Asked {
  readonly method?: Method;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Told whenever the gateway does not know us any more. */
export const sessionEnded = new EventTarget();

/**
 * Asks the gateway; `path` begins below `/api/v1`. The browser adds the session.
 *
 * @throws {Problem} for every answer that is not good, and for none
 */
export async function request<T>(path: string, asked: Asked = {}): Promise<T> {
  const answer = await answerTo(path, asked);
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
  if (answer.ok) return body as T;
  if (answer.status === 401 && !path.startsWith('/session')) sessionEnded.dispatchEvent(new Event('ended'));
  throw problemOf(answer, body ?? {});
}

/** The same for an answer that is text. @throws {Problem} */
export async function requestText(path: string): Promise<string> {
  const answer = await answerTo(path, {});
  const text = await answer.text();
  if (!answer.ok) throw problemOf(answer, {});
  return text;
}

/** The same for an answer that is a file. @throws {Problem} */
export async function requestFile(path: string): Promise<Blob> {
  const answer = await answerTo(path, {});
  if (answer.ok) return await answer.blob().catch(lost);
  if (answer.status === 401) sessionEnded.dispatchEvent(new Event('ended'));
  throw problemOf(answer, (await answer.json().catch(() => ({}))) as ProblemBody);
}

/** What breaks off half way is no file. */
const lost = (): never => {
  throw new Problem(0, 'NETWORK_LOST', 'The gateway cannot be reached');
};

const problemOf = ({ status, headers }: Response, body: ProblemBody): Problem =>
  new Problem(
    status,
    body.code ?? 'UNREADABLE',
    body.detail ?? '',
    body.field,
    body.errors,
    body.request ?? headers.get('x-request-id') ?? undefined,
  );

async function answerTo(path: string, { method = 'GET', body, headers, signal }: Asked): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'NETWORK_LOST', 'The gateway cannot be reached');
  }
}

/** `?a=b` of what is given; nothing for what is empty. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
