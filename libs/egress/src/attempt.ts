import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Limits, SendOptions } from './endpoint';
import type { ServerCertificate, Timings } from './exchange';
import { connectVerdict, failureOf, sentVerdict } from './failures';
import { socketError } from './guarded-agent';
import { serverCertificateOf } from './server-certificate';
import { NotConnected, notSent, unknown, type Verdict } from './verdict';

/**
 * Watches one request and knows, whenever it ends, how far it got.
 *
 * It is the transport the HTTP client sends with: the client's own errors come too late and say too little.
 */
export class Attempt {
  /** What ended the request early. The first cause counts; what follows from it does not. */
  verdict?: Verdict;
  server?: ServerCertificate;
  /** Resolves when the request is given up from our side. */
  readonly givenUp: Promise<undefined>;

  private readonly begun = performance.now();
  private securedMs?: number;
  private answeredMs?: number;
  private request?: ClientRequest;
  private gaveUp!: () => void;
  private headersTimer?: NodeJS.Timeout;
  private readonly totalTimer: NodeJS.Timeout;

  constructor(
    private readonly limits: Limits,
    private readonly options: SendOptions,
  ) {
    this.givenUp = new Promise((resolve) => (this.gaveUp = () => resolve(undefined)));
    this.totalTimer = setTimeout(this.onTimeout, limits.totalMs);
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
    if (options.signal?.aborted) this.onAbort();
  }

  /** Whether a byte may have left the house. */
  get left(): boolean {
    return this.securedMs !== undefined;
  }

  get timings(): Timings {
    const { securedMs, answeredMs } = this;
    return {
      ...(securedMs !== undefined && { securedMs }),
      ...(answeredMs !== undefined && { answeredMs }),
      totalMs: this.elapsed(),
    };
  }

  /** The HTTP client's transport. */
  readonly open = (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
    const request = httpsRequest(options, onAnswer);
    this.request = request;
    request.once('socket', (socket) => this.onSocket(request, socket));
    request.once('response', this.onAnswer);
    request.on('error', (error) => (this.verdict ??= this.judge(error)));
    if (this.verdict) request.destroy();
    return request;
  };

  /** Ends the request for a reason of ours. */
  giveUp(verdict: Verdict): void {
    this.verdict ??= verdict;
    this.gaveUp();
    this.request?.destroy();
  }

  /** Must be called when the exchange is over. */
  close(): void {
    clearTimeout(this.totalTimer);
    clearTimeout(this.headersTimer);
    this.options.signal?.removeEventListener('abort', this.onAbort);
  }

  private onSocket(request: ClientRequest, socket: Duplex): void {
    if (this.verdict) return void request.destroy();
    if (socket.destroyed || !(socket instanceof TLSSocket))
      return this.giveUp(connectVerdict(failureOf(socketError(socket)), true));
    this.server = serverCertificateOf(socket);
    if (!this.mayLeave(this.server)) return this.giveUp(notSent('WITHHELD'));
    this.securedMs = this.elapsed();
    this.headersTimer = setTimeout(this.onTimeout, this.limits.headersMs);
  }

  private mayLeave(server: ServerCertificate): boolean {
    try {
      return this.options.beforeFirstByte?.(server) !== false;
    } catch {
      return false;
    }
  }

  private readonly onAnswer = (): void => {
    clearTimeout(this.headersTimer);
    this.answeredMs = this.elapsed();
  };

  private readonly onTimeout = (): void =>
    this.giveUp(this.left ? unknown('ANSWER_TIMEOUT') : notSent('CONNECT_TIMEOUT'));

  private readonly onAbort = (): void => this.giveUp(this.left ? unknown('ABORTED') : notSent('ABORTED'));

  private judge(error: unknown): Verdict {
    if (error instanceof NotConnected && !this.left) return error.verdict;
    return this.left ? sentVerdict(failureOf(error)) : connectVerdict(failureOf(error), false);
  }

  private readonly elapsed = (): number => Math.round(performance.now() - this.begun);
}
