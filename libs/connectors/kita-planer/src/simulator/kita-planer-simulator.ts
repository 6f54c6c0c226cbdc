import { randomUUID } from 'node:crypto';
import { createServer as createControlServer, type Server as ControlServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { CertificateWishes } from '@gateway/testing';
import { CallLog } from './api/call-log';
import { FaultQueue, type Fault } from './api/faults';
import { IMPORT_PATH, ImportEndpoint } from './api/import-endpoint';
import { SimulatorCertificates, type ClientP12 } from './certificates';
import { controlListener } from './control/control-listener';
import { listen, portOf, shut } from './listener';
import type { Mode } from './portal/mode';
import { Portal } from './portal/portal';
import type { Traeger } from './portal/traeger';

export interface SimulatorOptions {
  /** Port of the Webschnittstelle; 0 = any. */
  readonly port?: number;
  /** Port of control API and Träger-Ansicht; 0 = any. */
  readonly controlPort?: number;
  readonly mode?: Partial<Mode>;
  readonly certificates?: SimulatorCertificates;
  /** Refuse bad client certificates in the handshake instead of with KP-101…103. */
  readonly strictTls?: boolean;
  /** The Träger with access; two invented ones by default. */
  readonly traeger?: readonly Traeger[];
  /** How many Datenquellen and calls are remembered; 1,000. */
  readonly behalten?: number;
  readonly clock?: () => Date;
}

/**
 * The Kita-Planer 2 in one process: its Webschnittstelle behind mutual TLS, and beside it a control API
 * with the Träger-Ansicht on plain loopback HTTP (dossier 5.10).
 *
 * Tests use it instead of mocks, vendors' developers instead of a test account. What it knows is in
 * `portal`, what goes wrong next in `faults`, what came in in `calls`.
 */
export class KitaPlanerSimulator {
  /** Stands in every answer (`x-simulator-instanz`), so that a test can see whom it talks to. */
  readonly instance = randomUUID();
  readonly startedAt: Date;
  readonly strictTls: boolean;
  readonly portal: Portal;
  readonly faults = new FaultQueue();
  readonly calls: CallLog;
  readonly certificates: SimulatorCertificates;
  /** Handshakes that failed; with `strictTls` the only trace of a refused certificate. */
  failedHandshakes = 0;
  private readonly stopping = new AbortController();
  private readonly api: Server;
  private readonly control: ControlServer;

  private constructor(options: SimulatorOptions) {
    const { behalten: keep = 1_000, clock = () => new Date(), mode, traeger, strictTls = false } = options;
    this.startedAt = clock();
    this.strictTls = strictTls;
    this.certificates = options.certificates ?? SimulatorCertificates.create();
    this.portal = new Portal({ keep, clock, ...(mode && { mode }), ...(traeger && { traeger }) });
    this.calls = new CallLog(keep);
    this.api = this.apiServer(clock);
    this.control = createControlServer({ requestTimeout: 30_000 }, controlListener(this));
  }

  /** @throws the listener's own error if a port is taken. */
  static async start(options: SimulatorOptions = {}): Promise<KitaPlanerSimulator> {
    const simulator = new KitaPlanerSimulator(options);
    try {
      await listen(simulator.api, options.port ?? 0);
      await listen(simulator.control, options.controlPort ?? 0);
    } catch (error) {
      await simulator.stop();
      throw error;
    }
    return simulator;
  }

  /** What the connection's `basisUrl` must be. */
  get url(): string {
    return `https://127.0.0.1:${portOf(this.api)}`;
  }

  get importUrl(): string {
    return this.url + IMPORT_PATH;
  }

  get controlUrl(): string {
    return `http://127.0.0.1:${portOf(this.control)}`;
  }

  /** Queues faults for the next calls, in this order. */
  failNext(...faults: readonly Fault[]): void {
    for (const fault of faults) this.faults.add(fault);
  }

  /** A .p12 file of a certificate that may call for this Träger. The password must be ASCII. */
  clientP12(cn: string, password: string, wishes: ClientWishes = {}): ClientP12 {
    const { traeger, ...certificate } = wishes;
    if (traeger !== undefined) this.portal.allow(cn, traeger);
    return this.certificates.clientP12(cn, password, certificate);
  }

  /** Back to the sample data: no faults, no calls, no log. The instance and the certificates stay. */
  reset(): void {
    this.faults.clear();
    this.calls.clear();
    this.portal.reset();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([shut(this.api), shut(this.control)]);
  }

  private apiServer(clock: () => Date): Server {
    const { portal, faults, calls } = this;
    const endpoint = new ImportEndpoint({ portal, faults, calls, clock, stopped: this.stopping.signal });
    const { keyPem, chainPem } = this.certificates.server;
    const server = createServer(
      {
        key: keyPem,
        cert: chainPem,
        ca: this.certificates.caPem,
        requestCert: true,
        rejectUnauthorized: this.strictTls,
        minVersion: 'TLSv1.2',
      },
      (request, response) => {
        response.setHeader('x-simulator-instanz', this.instance);
        void endpoint.answer(request, response);
      },
    );
    return server.on('tlsClientError', () => this.failedHandshakes++);
  }
}

/** What a client certificate says, and which Träger it may call for (`traeger-<kennung>` may anyway). */
export type ClientWishes = Partial<Omit<CertificateWishes, 'cn' | 'keyType'>> & { readonly traeger?: string };
