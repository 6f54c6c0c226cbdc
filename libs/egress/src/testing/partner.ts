import { once } from 'node:events';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../endpoint';
import type { TestCertificate } from '@gateway/testing';

/** What a partner saw of one request. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Common name of the certificate shown. */
  readonly client: string | undefined;
  readonly clientFingerprint: string | undefined;
  readonly resumed: boolean;
}

export interface Partner {
  readonly port: number;
  readonly seen: readonly Seen[];
  /** TCP connections taken so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A partner on this machine that reads every request to its end before it answers as told. */
export async function startPartner(
  { keyPem, chainPem }: Pick<TestCertificate, 'keyPem' | 'chainPem'>,
  answer: RequestListener,
  options: ServerOptions = {},
): Promise<Partner> {
  const seen: Seen[] = [];
  let connections = 0;
  const server = createServer({ key: keyPem, cert: chainPem, ...options }, (request, response) => {
    void text(request).then((body) => {
      const socket = request.socket as TLSSocket;
      const { subject, fingerprint256 } = socket.getPeerCertificate() as Partial<
        ReturnType<TLSSocket['getPeerCertificate']>
      >;
      const { method = '', url = '', headers } = request;
      seen.push({
        method,
        url,
        headers,
        body,
        client: subject?.CN?.toString(),
        clientFingerprint: fingerprint256,
        resumed: socket.isSessionReused(),
      });
      answer(request, response);
    });
  });
  server.on('connection', () => (connections += 1));
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** A test certificate as it comes out of the vault. */
export const clientOf = ({ keyPem, chainPem, fingerprint256 }: TestCertificate): ClientCertificate => ({
  keyPem: Buffer.from(keyPem),
  chainPem: Buffer.from(chainPem),
  fingerprint256,
});
