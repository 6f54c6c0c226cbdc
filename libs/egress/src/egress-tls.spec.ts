import { lookup } from 'node:dns';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { ServerOptions } from 'node:https';
import { HttpService } from '@nestjs/axios';
import { certificateAlerts, makeCa, startRefusingServer, type TestCertificate } from '@gateway/testing';
import { Egress } from './egress';
import type { EgressRequest, Endpoint } from './endpoint';
import { loopbackPolicy } from './policy';
import { clientOf, startPartner } from './testing/partner';

const ca = makeCa();
const stranger = makeCa({ cn: 'Stranger' });
const server = ca.issue({ cn: 'partner', serverAuth: true, ips: ['127.0.0.1'] });
const client = ca.issue({ cn: 'träger', clientAuth: true });
const write: EgressRequest = { method: 'POST', body: Buffer.from('{"a":1}') };
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000);

describe('a connection to a partner', () => {
  const egress = new Egress(new HttpService(), lookup);
  const trusting: Partial<Endpoint> = { ca: Buffer.from(ca.certPem) };

  const sendTo = (port: number, given: Partial<Endpoint> = trusting, host = '127.0.0.1') =>
    egress.send(
      { tenant: 't1', url: `https://${host}:${port}/`, policy: loopbackPolicy(port), ...given },
      write,
    );

  async function sendToServer(certificate: TestCertificate, options: ServerOptions = {}, given = trusting) {
    const partner = await startPartner(certificate, (_, response) => response.end(), options);
    try {
      return { ...(await sendTo(partner.port, given)), requests: partner.seen.length };
    } finally {
      await partner.close();
    }
  }

  async function sendToTcp(onConnection: (socket: Socket) => void, given: Partial<Endpoint> = {}) {
    const sockets: Socket[] = [];
    const tcp = createServer((socket) => {
      sockets.push(socket.on('error', () => socket.destroy()));
      onConnection(socket);
    });
    await once(tcp.listen(0, '127.0.0.1'), 'listening');
    try {
      return await sendTo((tcp.address() as AddressInfo).port, { ...trusting, ...given });
    } finally {
      for (const socket of sockets) socket.destroy();
      tcp.close();
    }
  }

  afterAll(() => egress.onApplicationShutdown());

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is secured with %s and our certificate', async (version) => {
    const result = await sendToServer(
      server,
      { requestCert: true, ca: ca.certPem, minVersion: version, maxVersion: version },
      { ...trusting, client: clientOf(client) },
    );

    expect(result).toMatchObject({
      reached: 'answered',
      requests: 1,
      clientFingerprint: client.fingerprint256,
      serverCertificate: { fingerprint256: server.fingerprint256 },
    });
  });

  it('is secured with elliptic certificates on both sides', async () => {
    const elliptic = ca.issue({ cn: 'p', keyType: 'ec', serverAuth: true, ips: ['127.0.0.1'] });
    const own = ca.issue({ cn: 'c', keyType: 'ec', clientAuth: true });

    const result = await sendToServer(
      elliptic,
      { requestCert: true, ca: ca.certPem },
      { ...trusting, client: clientOf(own) },
    );

    expect(result).toMatchObject({ reached: 'answered', requests: 1 });
  });

  describe('is not made, and stays so until somebody changes a setting,', () => {
    const serving = { cn: 'partner', serverAuth: true, ips: ['127.0.0.1'] };

    it.each<[string, string, TestCertificate, ServerOptions, Partial<Endpoint>]>([
      [
        'Kita 19: when an unknown authority issued it',
        'TLS_UNTRUSTED_SERVER',
        stranger.issue(serving),
        {},
        trusting,
      ],
      ['when it is self-signed', 'TLS_UNTRUSTED_SERVER', makeCa(), {}, trusting],
      ['when only the system’s authorities are trusted', 'TLS_UNTRUSTED_SERVER', server, {}, {}],
      [
        'when it has expired',
        'TLS_SERVER_EXPIRED',
        ca.issue({ ...serving, notAfter: day(-0.5) }),
        {},
        trusting,
      ],
      [
        'when it is not yet valid',
        'TLS_SERVER_EXPIRED',
        ca.issue({ ...serving, notBefore: day(1) }),
        {},
        trusting,
      ],
      [
        'when it names another host',
        'TLS_WRONG_HOST',
        ca.issue({ ...serving, ips: ['127.0.0.2'] }),
        {},
        trusting,
      ],
      [
        'when its key is weak',
        'TLS_WEAK',
        ca.issue({ ...serving, bits: 1024 }),
        { ciphers: 'DEFAULT@SECLEVEL=0' },
        trusting,
      ],
      [
        'when it only speaks TLS 1.1',
        'TLS_WEAK',
        server,
        { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
        trusting,
      ],
      [
        'when it only offers CBC ciphers',
        'TLS_WEAK',
        server,
        { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-SHA256' },
        trusting,
      ],
      [
        'when it only offers RSA key exchange',
        'TLS_WEAK',
        server,
        { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
        trusting,
      ],
      [
        'when its certificate is revoked',
        'TLS_REVOKED',
        server,
        {},
        { ...trusting, crl: Buffer.from(ca.revoke(server)) },
      ],
      [
        'when the revocation list is another authority’s',
        'TLS_REVOCATION_UNKNOWN',
        server,
        {},
        { ...trusting, crl: Buffer.from(stranger.revoke()) },
      ],
    ])('%s (%s)', async (_, reason, certificate, options, given) => {
      expect(await sendToServer(certificate, options, given)).toMatchObject({
        reached: 'not-sent',
        reason,
        configuration: true,
        bytes: { sent: 0 },
        requests: 0,
      });
    });

    it('when nobody speaks TLS there (TLS_NOT_SPOKEN)', async () => {
      const result = await sendToTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));

      expect(result).toMatchObject({ reached: 'not-sent', reason: 'TLS_NOT_SPOKEN', configuration: true });
    });
  });

  it('is made when the revocation list does not name the server', async () => {
    const given = { ...trusting, crl: Buffer.from(ca.revoke(client)) };

    expect(await sendToServer(server, {}, given)).toMatchObject({ reached: 'answered' });
  });

  it('is verified even if the environment says not to', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      const certificate = stranger.issue({ cn: 'x', serverAuth: true, ips: ['127.0.0.1'] });
      expect(await sendToServer(certificate)).toMatchObject({ reason: 'TLS_UNTRUSTED_SERVER', requests: 0 });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it.each(
    Object.entries(certificateAlerts).flatMap(([name, alert]) => [
      [name, 'TLSv1.2', alert] as const,
      [name, 'TLSv1.3', alert] as const,
    ]),
  )('Kita 13: turned down with the alert %s under %s is refused, not unclear', async (_, version, alert) => {
    const refusing = await startRefusingServer(server, version, alert);

    const exchange = await sendTo(refusing.port, { ...trusting, client: clientOf(client) });

    expect(exchange).toMatchObject({
      reached: 'refused',
      reason: 'CLIENT_CERTIFICATE_REFUSED',
      configuration: true,
    });
    await refusing.close();
  });

  it('turned down under TLS 1.2 for showing no certificate is refused', async () => {
    const refusing = await startRefusingServer(server, 'TLSv1.2', 40);

    expect(await sendTo(refusing.port)).toMatchObject({
      reached: 'refused',
      reason: 'CLIENT_CERTIFICATE_REFUSED',
    });
    await refusing.close();
  });

  it('ended by an alert about something else, after the request left, is unknown', async () => {
    const internalError = 80;
    const refusing = await startRefusingServer(server, 'TLSv1.3', internalError);

    expect(await sendTo(refusing.port)).toMatchObject({ reached: 'unknown', reason: 'CONNECTION_LOST' });
    await refusing.close();
  });

  it('closed without a word by a Node server that wants another certificate is unknown under TLS 1.3', async () => {
    const result = await sendToServer(
      server,
      { requestCert: true, rejectUnauthorized: true, ca: stranger.certPem, minVersion: 'TLSv1.3' },
      { ...trusting, client: clientOf(client) },
    );

    expect(result).toMatchObject({ reached: 'unknown', reason: 'CONNECTION_LOST', requests: 0 });
  });

  it.each<[string, string, TestCertificate]>([
    ['Kita 12: expired', 'CLIENT_CERTIFICATE_EXPIRED', ca.issue({ cn: 'c', notAfter: day(-0.5) })],
    ['not yet valid', 'CLIENT_CERTIFICATE_NOT_YET_VALID', ca.issue({ cn: 'c', notBefore: day(1) })],
    ['too weak', 'CLIENT_CERTIFICATE_UNUSABLE', ca.issue({ cn: 'c', bits: 1024 })],
    ['without its key', 'CLIENT_CERTIFICATE_UNUSABLE', { ...client, keyPem: server.keyPem }],
    ['that is not the one announced', 'CLIENT_CERTIFICATE_UNUSABLE', { ...client, fingerprint256: 'AA:BB' }],
    ['that is none', 'CLIENT_CERTIFICATE_UNUSABLE', { ...client, chainPem: 'geheim' }],
  ])('is not even tried with a certificate of ours that is %s', async (_, reason, own) => {
    const partner = await startPartner(server, (_request, response) => response.end());

    expect(await sendTo(partner.port, { ...trusting, client: clientOf(own) })).toMatchObject({
      reached: 'not-sent',
      reason,
      configuration: true,
    });
    expect(partner.connections()).toBe(0);
    await partner.close();
  });

  it('Kita 17: is not made when nobody listens', async () => {
    const tcp = createServer();
    await once(tcp.listen(0, '127.0.0.1'), 'listening');
    const { port } = tcp.address() as AddressInfo;
    await once(tcp.close(), 'close');

    expect(await sendTo(port)).toMatchObject({
      reached: 'not-sent',
      reason: 'CONNECT_REFUSED',
      configuration: false,
    });
  });

  it('Kita 18: is not made when TCP is taken and TLS never begins', async () => {
    const result = await sendToTcp(() => undefined, {
      limits: { tlsMs: 100 },
    });

    expect(result).toMatchObject({ reached: 'not-sent', reason: 'TLS_TIMEOUT', configuration: false });
  });

  it('is not made within the deadline of everything, when that is shorter', async () => {
    const result = await sendToTcp(() => undefined, {
      limits: { totalMs: 100 },
    });

    expect(result).toMatchObject({ reached: 'not-sent', reason: 'CONNECT_TIMEOUT' });
  });

  it('is not made when the partner closes it during the handshake', async () => {
    const result = await sendToTcp((socket) => socket.once('data', () => socket.destroy()));

    expect(result).toMatchObject({ reached: 'not-sent', reason: 'CONNECTION_LOST', configuration: false });
  });
});
