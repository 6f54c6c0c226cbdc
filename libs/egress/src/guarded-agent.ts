import { Agent, type RequestOptions } from 'node:https';
import type { ClientRequestArgs } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket, type PeerCertificate, type SecureContext } from 'node:tls';
import { connectVerdict, failureOf } from './failures';
import { openTunnel } from './tunnel';
import { NotConnected, notSent, type Verdict } from './verdict';

/** How to reach one partner as one tenant with one credential. */
export interface Link {
  readonly secureContext: SecureContext;
  readonly lookup: LookupFunction;
  /** Ranges allowed besides public addresses. */
  readonly allowed: readonly string[];
  readonly proxy?: { readonly host: string; readonly port: number };
  readonly connectMs: number;
  readonly tlsMs: number;
}

/**
 * A connection idle for longer is not used again.
 *
 * Partners close idle connections after two seconds at the earliest; a request written into one that is
 * just being closed would be `unknown` for no reason. See docs/decisions/egress-keep-alive.md.
 */
const IDLE_MS = 1_000;

/**
 * Connects for one credential only: Node's cache of TLS sessions and its pool of sockets do not look at
 * `secureContext`, so sharing an agent would show one tenant's certificate in another's name.
 *
 * Hands out connections that are secured and verified; whatever fails before that was never sent.
 */
export class GuardedAgent extends Agent {
  constructor(private readonly link: Link) {
    super({
      keepAlive: true,
      // A resumed TLS session names no server certificate, and nobody checks it again.
      maxCachedSessions: 0,
      timeout: IDLE_MS,
      scheduling: 'lifo',
      secureContext: link.secureContext,
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
    });
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const done = callback as (error: Error | null, stream?: Duplex) => void;
    this.connect(options).then(
      (socket) => done(null, socket),
      (error: unknown) => done(error instanceof NotConnected ? error : asNotConnected(error)),
    );
  }

  private async connect(options: RequestOptions): Promise<TLSSocket> {
    const { proxy, lookup, allowed, connectMs, tlsMs } = this.link;
    const target = { host: options.host ?? '', port: Number(options.port) };
    const tunnel = proxy && (await openTunnel({ proxy, target, lookup, allowed, timeoutMs: connectMs }));
    const socket = super.createConnection({ ...options, lookup, ...(tunnel && { socket: tunnel }) });
    if (!(socket instanceof TLSSocket)) throw new NotConnected(notSent('EGRESS_FAULT'));
    return secured(socket, tunnel ? 0 : connectMs, tlsMs);
  }
}

/** Waits until the connection is secured. Errors of the socket are remembered from here on. */
function secured(socket: TLSSocket, connectMs: number, tlsMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const give = (verdict: Verdict) => (): void => {
      reject(new NotConnected(verdict));
      socket.destroy();
    };
    let timer = connectMs
      ? setTimeout(give(notSent('CONNECT_TIMEOUT')), connectMs)
      : setTimeout(give(notSent('TLS_TIMEOUT')), tlsMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      timer = setTimeout(give(notSent('TLS_TIMEOUT')), tlsMs);
    });
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.on('error', (error: Error) => {
      clearTimeout(timer);
      if (!errors.has(socket)) errors.set(socket, error);
      reject(asNotConnected(error, isThere(socket.getPeerCertificate())));
    });
    socket.once('close', () => {
      clearTimeout(timer);
      reject(new NotConnected(notSent('CONNECTION_LOST')));
    });
  });
}

const errors = new WeakMap<Duplex, Error>();

/** The error that ended this socket, even if it came while no request was listening. */
export const socketError = (socket: Duplex): Error | undefined => errors.get(socket);

/** Nothing of a server has been seen through a socket that is already destroyed: `null`, against its type. */
const isThere = (certificate: PeerCertificate | null): boolean =>
  certificate !== null && Object.keys(certificate).length > 0;

const asNotConnected = (error: unknown, serverSeen = false): NotConnected =>
  error instanceof NotConnected ? error : new NotConnected(connectVerdict(failureOf(error), serverSeen));
