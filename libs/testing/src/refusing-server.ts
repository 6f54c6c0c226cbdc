import { createCipheriv, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server } from 'node:tls';
import type { TestCertificate } from './certificates';

/** TLS alerts with which servers turn down a client's certificate (RFC 8446, 6.2). */
export const certificateAlerts = {
  badCertificate: 42,
  certificateRevoked: 44,
  certificateExpired: 45,
  unknownCa: 48,
  certificateRequired: 116,
} as const;

export interface RefusingServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A server that turns down whoever shows a certificate with a genuine TLS alert, at the moment OpenSSL
 * would: under TLS 1.2 within the handshake, under TLS 1.3 after the client believes it is done.
 *
 * Node's own server closes the connection without saying why, and `openssl s_server` is not everywhere.
 * So a Node server does the handshake, and in place of its answer to the client's certificate goes the alert.
 */
export async function startRefusingServer(
  certificate: TestCertificate,
  version: 'TLSv1.2' | 'TLSv1.3',
  alert: number,
): Promise<RefusingServer> {
  let secret = '';
  const handshaking = createTlsServer({
    key: certificate.keyPem,
    cert: certificate.chainPem,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    ciphers: 'TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256',
  });
  handshaking.on('keylog', (line) => {
    secret = /^SERVER_TRAFFIC_SECRET_0 \w+ (\w+)/.exec(line.toString('ascii'))?.[1] ?? secret;
  });
  handshaking.on('tlsClientError', () => undefined);
  const inner = await listen(handshaking);
  const sockets = new Set<Socket>();
  const outer = createTcpServer((client) => {
    const server = connect(inner, '127.0.0.1');
    for (const socket of [client, server]) sockets.add(socket.on('error', () => socket.destroy()));
    let serverSpoke = false;
    server.on('data', (chunk) => {
      serverSpoke = true;
      client.write(chunk);
    });
    client.on('data', (chunk) => {
      if (!serverSpoke) return server.write(chunk);
      server.removeAllListeners('data').destroy();
      client.removeAllListeners('data').resume();
      return client.end(version === 'TLSv1.2' ? plainAlert(alert) : sealedAlert(alert, secret));
    });
  });
  return {
    port: await listen(outer),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([outer, handshaking].map((server) => once(server.close(), 'close')));
    },
  };
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const FATAL = 2;
const ALERT = 21;
const APPLICATION_DATA = 23;

const record = (type: number, length: number): Buffer =>
  Buffer.from([type, 3, 3, length >> 8, length & 0xff]);

const plainAlert = (alert: number): Buffer => Buffer.concat([record(ALERT, 2), Buffer.from([FATAL, alert])]);

/** The first record under the server's application keys (RFC 8446, 5.2 and 7.3), AES-128-GCM. */
function sealedAlert(alert: number, secretHex: string): Buffer {
  const secret = Buffer.from(secretHex, 'hex');
  const content = Buffer.from([FATAL, alert, ALERT]);
  const header = record(APPLICATION_DATA, content.length + 16);
  const cipher = createCipheriv('aes-128-gcm', expand(secret, 'key', 16), expand(secret, 'iv', 12));
  cipher.setAAD(header);
  return Buffer.concat([header, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function expand(secret: Buffer, name: string, length: number): Buffer {
  const label = Buffer.from(`tls13 ${name}`, 'ascii');
  const info = Buffer.concat([Buffer.from([0, length, label.length]), label, Buffer.from([0, 1])]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, length);
}
