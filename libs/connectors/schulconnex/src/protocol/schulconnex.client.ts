import type { EgressRequest, Exchange, SendOptions, Streamed } from '@gateway/egress';
import { Codes } from '../domain/code-lists';
import type { RemoteGroup } from '../domain/group';
import type { RemotePerson } from '../domain/person';
import type { Resource } from '../domain/plan/attributes';
import type { AccessTokens } from './access-tokens';
import { AnswerGarbled, NotOffered, readError, ReadingRefused, ServiceUnavailable } from './errors';
import { operations, pathOf, type Filters, type Operation } from './operations';
import { readGruppendatensatz, readOrganisation, readPersonendatensatz } from './read-records';
import { resources, type Records } from './resources';
import { NotAList, splitList } from './split-list';
import type { Transport } from './transport';
import type { Json, OwnOrganisation } from './wire';
import { readRemoved, readWritten, type Written } from './written';

/**
 * Speaks to one Schulconnex service on behalf of one school.
 *
 * Reading throws what ends a run; writing answers with a value. Sends everything once; only a request whose
 * token was not accepted (401/01, 401/02) is sent once more with a new one, because it was certainly not
 * carried out.
 */
export class SchulconnexClient {
  constructor(
    private readonly service: Transport,
    private readonly tokens: AccessTokens,
    private readonly codes: Codes = new Codes(),
  ) {}

  /** The organisation the token stands for. @throws as {@link people} */
  async organisation(signal?: AbortSignal): Promise<OwnOrganisation> {
    const answer = await this.readOne('readOrganisationInfo', {}, signal);
    return this.legible(readOrganisation(answer), 'readOrganisationInfo');
  }

  /**
   * Everybody of this school, without those whom others released to us.
   *
   * @throws LoginRefused | TokenUnavailable
   * @throws ReadingRefused | NotOffered | ServiceUnavailable
   * @throws AnswerGarbled if the list is not complete and readable to its last element: a person missing in it
   *   would be created a second time
   */
  people(signal?: AbortSignal): Promise<RemotePerson[]> {
    return this.readList('readPersonen', { filters: OWN }, readPersonendatensatz, signal);
  }

  /** All groups of this school with their memberships. @throws as {@link people} */
  groups(signal?: AbortSignal): Promise<RemoteGroup[]> {
    return this.readList('readGruppendatensaetze', {}, readGruppendatensatz, signal);
  }

  /** One record as it is now; `undefined` if there is none. @throws as {@link people} */
  async read<R extends Resource>(
    resource: R,
    id: string,
    signal?: AbortSignal,
  ): Promise<Records[R] | undefined> {
    const { read: operation, single } = resources[resource];
    const answer = await this.readOne(operation, { id }, signal, 'may be missing');
    return answer === undefined ? undefined : this.legible(single(answer, this.codes), operation);
  }

  /**
   * The records whose referrer contains this text – the service's filter is no more exact than that, so
   * compare (`recoverByReferrer`).
   *
   * @param parentId the person of a context, the group of a membership
   * @throws as {@link people}
   */
  findByReferrer<R extends Resource>(
    resource: R,
    referrer: string,
    { parentId, signal }: { readonly parentId?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Records[R][]> {
    const { find, listed } = resources[resource];
    const filters = { referrer, ...(find === 'readPersonen' && OWN) };
    return this.readList(find, { ...(parentId !== undefined && { id: parentId }), filters }, listed, signal);
  }

  /** @param parentId the person of a context, the group of a membership */
  async create<R extends Resource>(
    resource: R,
    body: Json,
    { parentId, ...options }: SendOptions & { readonly parentId?: string } = {},
  ): Promise<Written<Records[R]>> {
    const { create, written } = resources[resource];
    const exchange = await this.send(create, parentId === undefined ? {} : { id: parentId }, body, options);
    return readWritten(exchange, (answer) => written(parse(answer), this.codes));
  }

  /** @param body the whole record with its revision: what it lacks is deleted over there (`putBody`) */
  async update<R extends Resource>(
    resource: R,
    id: string,
    body: Json & { readonly revision?: unknown },
    options: SendOptions = {},
  ): Promise<Written<Records[R]>> {
    const { update, written } = resources[resource];
    const exchange = await this.send(update, { id }, body, options);
    return readWritten(exchange, (answer) => written(parse(answer), this.codes));
  }

  async remove(
    resource: Resource,
    id: string,
    revision: string,
    options: SendOptions = {},
  ): Promise<Written<never>> {
    return readRemoved(await this.send(resources[resource].remove, { id }, { revision }, options));
  }

  private async readList<T>(
    operation: Operation,
    place: Place,
    read: (element: unknown, codes: Codes) => T | undefined,
    signal?: AbortSignal,
  ): Promise<T[]> {
    const list: T[] = [];
    const consume = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      list.length = 0;
      for await (const element of splitList(chunks)) {
        const record = read(element, this.codes);
        if (record === undefined) throw new AnswerGarbled(operation, list.length);
        list.push(record);
      }
    };
    const { exchange } = await this.authorised(operation, place, undefined, async (request) => {
      try {
        return await this.service.stream(request, consume, signal ? { signal } : {});
      } catch (error) {
        if (error instanceof NotAList) throw new AnswerGarbled(operation);
        throw error;
      }
    });
    if (exchange.reached !== 'answered') throw readingFailed(operation, exchange);
    return list;
  }

  private async readOne(
    operation: Operation,
    place: Place,
    signal?: AbortSignal,
    mayBeMissing?: 'may be missing',
  ): Promise<unknown> {
    const exchange = await this.send(operation, place, undefined, signal ? { signal } : {});
    if (exchange.reached === 'answered') return this.legible(parse(exchange.body), operation);
    const missing = exchange.status === 404 && readError(404, exchange.body).code === '404/01';
    if (mayBeMissing && missing) return undefined;
    throw readingFailed(operation, exchange);
  }

  private async send(
    operation: Operation,
    place: Place,
    body: Json | undefined,
    options: SendOptions,
  ): Promise<Exchange> {
    const { exchange } = await this.authorised(operation, place, body, async (request) => ({
      exchange: await this.service.send(request, options),
    }));
    return exchange;
  }

  /** Sends, and sends once more if the service wants another token. */
  private async authorised<T>(
    operation: Operation,
    place: Place,
    body: Json | undefined,
    send: (request: EgressRequest) => Promise<Streamed<T>>,
  ): Promise<Streamed<T>> {
    const token = await this.tokens.current();
    const first = await send(requestFor(operation, place, body, token));
    if (!wantsAnotherToken(first.exchange)) return first;
    return send(requestFor(operation, place, body, await this.tokens.insteadOf(token)));
  }

  private legible<T>(read: T | undefined, operation: Operation): T {
    if (read === undefined) throw new AnswerGarbled(operation);
    return read;
  }
}

/** Only our own: what others released to us is none of our business. */
const OWN: Filters = { sichtfreigabe: 'nein' };

interface Place {
  readonly id?: string;
  readonly filters?: Filters;
}

const requestFor = (
  operation: Operation,
  place: Place,
  body: Json | undefined,
  token: string,
): EgressRequest => ({
  method: operations[operation][0],
  path: pathOf(operation, place),
  headers: {
    Accept: 'application/json',
    Authorization: `Bearer ${token}`,
    ...(body && { 'Content-Type': 'application/json' }),
  },
  ...(body && { body: Buffer.from(JSON.stringify(body)) }),
});

const wantsAnotherToken = ({ status, body }: Exchange): boolean =>
  status === 401 && ['401/01', '401/02'].includes(readError(401, body).code);

function readingFailed(operation: Operation, exchange: Exchange): Error {
  const { status, body, reached, reason, retryAfterSeconds } = exchange;
  const error = readError(status ?? 0, body);
  if (status === 405 || status === 501) return new NotOffered(operation, error);
  if (reached === 'refused' && status !== undefined) return new ReadingRefused(operation, error);
  if (reason === 'ANSWER_UNREADABLE' || reason === 'ANSWER_ENCODED') return new AnswerGarbled(operation);
  return new ServiceUnavailable(operation, reason, retryAfterSeconds);
}

function parse(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
