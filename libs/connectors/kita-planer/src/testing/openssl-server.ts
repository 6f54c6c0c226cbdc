import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { certificateAlerts, startRefusingServer, type RefusingServer } from '@gateway/testing';
import type { SimulatorCertificates } from '../simulator';

/** Ten years from now, when every certificate of the simulator has expired. */
const LATER = Math.floor(Date.now() / 1_000) + 10 * 365 * 86_400;

/**
 * A TLS 1.3 server that finds every client certificate expired and says so: `openssl s_server`, whose
 * clock goes ahead, or – where there is no OpenSSL command – a server that sends the same alert.
 */
export async function serverThatFindsCertificatesExpired({
  server,
  caPem,
}: SimulatorCertificates): Promise<RefusingServer> {
  if (spawnSync('openssl', ['version']).status !== 0)
    return startRefusingServer(server, 'TLSv1.3', certificateAlerts.certificateExpired);
  const folder = mkdtempSync(join(tmpdir(), 's-server-'));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const child = spawn(
    'openssl',
    [
      ...['s_server', '-accept', '127.0.0.1:0', '-tls1_3', '-Verify', '2', '-verify_return_error'],
      ...['-cert', file('server.pem', server.chainPem), '-key', file('server.key', server.keyPem)],
      ...['-CAfile', file('ca.pem', caPem), '-attime', String(LATER)],
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const port = await portFrom(child.stdout);
  return {
    port,
    close: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

/** `ACCEPT 127.0.0.1:40123`. */
async function portFrom(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface(output)) {
    const port = /^ACCEPT .*:(\d+)$/.exec(line)?.[1];
    if (port) return Number(port);
  }
  throw new Error('openssl s_server did not start');
}
