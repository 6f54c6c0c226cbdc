import { createServer as createControlServer, type Server as ControlServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import { makeCa, type TestCa } from '@gateway/testing';
import { apiListener, BASE_PATH, TOKEN_PATH } from './api/api-listener';
import { FaultQueue, type Fault } from './api/faults';
import { Journal } from './api/journal';
import { Tokens } from './api/tokens';
import { controlListener } from './control/control-listener';
import { listen, portOf, shut } from './listener';
import { sampleClients, type Profile, type RegisteredClient } from './state/client';
import { Clock } from './state/clock';
import { loadSeed, sampleOrganisations, type Seed } from './state/seed';
import { Store } from './state/store';

export interface SimulatorOptions {
  /** Port of the interface; 0 = any. */
  readonly port?: number;
  /** Port of the control API; 0 = any. */
  readonly controlPort?: number;
  readonly profile?: Profile;
  readonly clients?: readonly RegisteredClient[];
  /** How many requests the journal remembers; 10,000. */
  readonly keep?: number;
}

/**
 * A Schulconnex service in one process: the interface for source systems and its token endpoint over HTTPS,
 * and beside them a control API on plain loopback HTTP (dossier 11).
 *
 * Tests use it instead of mocks, vendors' developers instead of a test account. What it keeps is in `store`,
 * what goes wrong next in `faults`, what came in in `journal`.
 */
export class SchulconnexSimulator {
  readonly faults = new FaultQueue();
  readonly journal: Journal;
  readonly tokens: Tokens;
  readonly store: Store;
  readonly clients: readonly RegisteredClient[];
  profile: Profile;
  private readonly clock = new Clock();
  private readonly ca: TestCa = makeCa({ cn: 'Schulconnex Simulator CA', keyType: 'ec' });
  private readonly stopping = new AbortController();
  private readonly api: Server;
  private readonly control: ControlServer;

  private constructor({ profile = '1.7', clients = sampleClients, keep = 10_000 }: SimulatorOptions) {
    this.profile = profile;
    this.clients = clients;
    this.journal = new Journal(keep);
    this.tokens = new Tokens(clients, this.now);
    this.store = new Store(this.now);
    this.reset();
    const { keyPem, chainPem } = this.ca.issue({
      cn: 'Schulconnex Simulator',
      serverAuth: true,
      keyType: 'ec',
      dnsNames: ['localhost', 'schulconnex.localhost'],
      ips: ['127.0.0.1', '::1'],
    });
    this.api = createServer({ key: keyPem, cert: chainPem, minVersion: 'TLSv1.2' }, apiListener(this));
    this.control = createControlServer({ requestTimeout: 30_000 }, controlListener(this));
  }

  /** @throws the listener's own error if a port is taken. */
  static async start(options: SimulatorOptions = {}): Promise<SchulconnexSimulator> {
    const simulator = new SchulconnexSimulator(options);
    try {
      await listen(simulator.api, options.port ?? 0);
      await listen(simulator.control, options.controlPort ?? 0);
    } catch (error) {
      await simulator.stop();
      throw error;
    }
    return simulator;
  }

  /** What a connection's `baseUrl` must be: with the version, without a slash at the end. */
  get url(): string {
    return this.origin + BASE_PATH;
  }

  /** What a connection's `tokenUrl` must be. With `?profile=…` the tokens it issues meet another service. */
  get tokenUrl(): string {
    return this.origin + TOKEN_PATH;
  }

  get controlUrl(): string {
    return `http://127.0.0.1:${portOf(this.control)}`;
  }

  get port(): number {
    return portOf(this.api);
  }

  /** What a client must trust. */
  get caPem(): string {
    return this.ca.certPem;
  }

  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** The service's own time. */
  readonly now = (): Date => this.clock.now();

  /** Moves the service's time; passed times of deletion take effect, tokens expire. */
  advance(seconds: number): void {
    this.clock.advance(seconds);
  }

  /** Queues faults for the next requests, in this order. */
  failNext(...faults: readonly Fault[]): void {
    for (const fault of faults) this.faults.add(fault);
  }

  /** Adds records as the service would keep them. */
  seed(seed: Seed): void {
    loadSeed(this.store, this.clients, seed);
  }

  /** A service has fetched these contexts: they cannot be deleted directly any more. @returns how many */
  deliver(...contextIds: readonly string[]): number {
    return contextIds.filter((id) => this.store.deliver(id)).length;
  }

  /** Another source system changes a record: attributes are added or replaced, its revision moves. */
  changeByOthers(id: string, change: object): boolean {
    const entry = this.store.any(id);
    if (entry) this.store.change(entry, { ...entry.data, ...change });
    return entry !== undefined;
  }

  /** Back to nothing but the organisations: no records, tokens, faults or journal, and the real time. */
  reset(): void {
    this.faults.clear();
    this.journal.clear();
    this.tokens.clear();
    this.store.clear();
    this.clock.reset();
    for (const organisation of sampleOrganisations(this.clients)) {
      this.store.organisations.set(String(organisation.id), organisation);
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([shut(this.api), shut(this.control)]);
  }

  private get origin(): string {
    return `https://127.0.0.1:${this.port}`;
  }
}
