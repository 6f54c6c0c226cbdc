import { request } from 'node:http';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { blockedKind } from './addresses';
import { connectVerdict, failureOf } from './failures';
import { misconfigured, NotConnected, notSent } from './verdict';

export interface TunnelRoute {
  readonly proxy: { readonly host: string; readonly port: number };
  readonly target: { readonly host: string; readonly port: number };
  readonly lookup: LookupFunction;
  /** Ranges allowed for the proxy's own address, should it be named by it. */
  readonly allowed: readonly string[];
  readonly timeoutMs: number;
}

/**
 * A connection to the target through an HTTP proxy. TLS runs inside: the proxy learns host and port only.
 *
 * @throws NotConnected
 */
export function openTunnel({ proxy, target, lookup, allowed, timeoutMs }: TunnelRoute): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (isIP(proxy.host) && blockedKind(proxy.host, allowed))
      return reject(new NotConnected(misconfigured('EGRESS_BLOCKED')));
    const authority = `${target.host}:${target.port}`;
    const asked = request({
      ...proxy,
      lookup,
      agent: false,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority },
    });
    const timer = setTimeout(() => asked.destroy(new NotConnected(notSent('CONNECT_TIMEOUT'))), timeoutMs);
    asked.once('close', () => clearTimeout(timer));
    asked.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      clearTimeout(timer);
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      return reject(
        new NotConnected(statusCode >= 500 ? notSent('CONNECT_FAILED') : misconfigured('PROXY_REFUSED')),
      );
    });
    asked.once('response', (answer) => {
      answer.destroy();
      reject(new NotConnected(misconfigured('PROXY_REFUSED')));
    });
    asked.once('error', (error) =>
      reject(
        error instanceof NotConnected ? error : new NotConnected(connectVerdict(failureOf(error), false)),
      ),
    );
    asked.end();
  });
}
