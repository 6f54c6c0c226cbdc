import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TestCertificate } from '@gateway/testing';
import type { Misbehaviour } from './switches';

/** One HTTP answer before it goes out. */
export interface Outgoing {
  readonly status: number;
  readonly body: string;
}

export interface Incoming {
  readonly path: string;
  readonly body: Buffer;
  /** Organisation number of the caller's certificate. */
  readonly caller: string;
}

/** Requests larger than any Terugkoppeling are not read to their end. */
const MOST_BYTES = 32 * 1024 * 1024;

/** A listener for SOAP over mutual TLS on 127.0.0.1, whose answers can be spoilt. */
export class Service {
  private server: Server;
  private port = 0;

  constructor(
    private readonly certificate: TestCertificate,
    private readonly caPem: string,
    private readonly handle: (
      incoming: Incoming,
    ) => Promise<{ outgoing: Outgoing; spoilt?: Misbehaviour | undefined }>,
  ) {
    this.server = this.create();
  }

  get origin(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  async up(port = this.port): Promise<void> {
    this.server = this.create();
    await once(this.server.listen(port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Nobody listens on the port any more. */
  async down(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server.close(), 'close');
    this.server.closeAllConnections();
    await closed;
  }

  private create(): Server {
    const { keyPem, chainPem } = this.certificate;
    const server = createServer(
      {
        key: keyPem,
        cert: chainPem,
        ca: this.caPem,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      },
      (request, response) => {
        this.respond(request, response).catch(() => response.destroy());
      },
    );
    return server.on('tlsClientError', () => undefined);
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MOST_BYTES) return void request.destroy();
      chunks.push(chunk);
    }
    const subject = (request.socket as TLSSocket).getPeerCertificate().subject as unknown as Record<
      string,
      string
    >;
    const path = new URL(request.url ?? '/', this.origin).pathname;
    const { outgoing, spoilt } = await this.handle({
      path,
      body: Buffer.concat(chunks),
      caller: subject.serialNumber ?? '',
    });
    if (spoilt) spoil(response, outgoing, spoilt);
    else answer(response, outgoing.status, outgoing.body);
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: string,
  contentType = 'text/xml; charset=utf-8',
): void {
  response.writeHead(status, { 'Content-Type': contentType }).end(body);
}

function spoil(response: ServerResponse, { body, status }: Outgoing, how: Misbehaviour): void {
  switch (how.kind) {
    case 'status':
      return answer(response, how.status, how.body ?? body, how.contentType);
    case 'redirect':
      return void response.writeHead(302, { Location: how.location }).end();
    case 'abort':
      return void response.destroy();
    case 'silent':
      return;
    case 'drip':
      return drip(response, body, how.everyMs);
    case 'half':
      return void response
        .writeHead(status, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) + 100 })
        .write(body, () => response.destroy());
    case 'large':
      return void response
        .writeHead(status, { 'Content-Type': 'text/xml' })
        .end(body + 'a'.repeat(how.bytes));
    case 'content':
      return answer(response, status, body);
  }
}

function drip(response: ServerResponse, body: string, everyMs: number): void {
  response.writeHead(200, { 'Content-Type': 'text/xml' });
  let at = 0;
  const timer = setInterval(() => response.write(body[at++] ?? ' '), everyMs);
  response.on('close', () => clearInterval(timer));
}
