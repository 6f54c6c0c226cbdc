import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Allowance } from './allowance';

/** A request as it came, from a system whose certificate was verified. */
export interface InboundMessage {
  readonly path: string;
  /** Organisation number in the certificate. */
  readonly sender: string;
  readonly envelope: Buffer;
}

export interface InboundAnswer {
  readonly status: number;
  readonly envelope: string;
  readonly retryAfterSeconds?: number;
}

export interface ListenerOptions {
  readonly port: number;
  readonly address: string;
  /** PEM, key and chain. */
  readonly tls: Buffer;
  /** PEM. */
  readonly clientCa: Buffer;
  /** Messages one certificate may send. */
  readonly perMinute: number;
  /** Said to whom sends more. */
  readonly tooMany: (retryAfterSeconds: number) => InboundAnswer;
}

/** A Notificatie is smaller than this by far. */
const MOST_BYTES = 64 * 1024;

/** SOAP over mutual TLS: who has no certificate of the named authorities is not even asked what they want. */
export class NotificationListener {
  private readonly server: Server;
  private readonly allowance: Allowance;

  constructor(
    private readonly options: ListenerOptions,
    private readonly handle: (message: InboundMessage) => Promise<InboundAnswer>,
  ) {
    const { tls, clientCa } = options;
    this.allowance = new Allowance(options.perMinute);
    const handshake = {
      key: tls,
      cert: tls,
      ca: clientCa,
      requestCert: true,
      rejectUnauthorized: true,
    } as const;
    this.server = createServer(
      {
        ...handshake,
        minVersion: 'TLSv1.2',
        requestTimeout: 10_000,
        headersTimeout: 5_000,
        maxHeaderSize: 8_192,
      },
      (request, response) => {
        this.respond(request, response).catch(() => send(response, nothing(500)));
      },
    );
    this.server.maxConnections = 200;
    this.server.on('tlsClientError', () => undefined);
  }

  /** Where it listens; with port 0 the system has chosen one. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async open(): Promise<void> {
    await once(this.server.listen(this.options.port, this.options.address), 'listening');
  }

  async close(): Promise<void> {
    const closed = once(this.server.close(), 'close');
    this.server.closeAllConnections();
    await closed;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      send(response, nothing(405));
      return;
    }
    const { subject, fingerprint256 } = (request.socket as TLSSocket).getPeerCertificate();
    const wait = this.allowance.take(fingerprint256, Date.now());
    if (wait > 0) {
      send(response, this.options.tooMany(wait));
      return;
    }
    const envelope = await bodyOf(request);
    if (!envelope) {
      send(response, nothing(413));
      return;
    }
    const { serialNumber = '' } = subject as unknown as { serialNumber?: string };
    send(response, await this.handle({ path: request.url ?? '/', sender: serialNumber, envelope }));
  }
}

const nothing = (status: number): InboundAnswer => ({ status, envelope: '' });

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, envelope, retryAfterSeconds }: InboundAnswer): void {
  if (status >= 400) response.setHeader('Connection', 'close');
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8' }).end(envelope);
}
