import {
  CarryOut,
  DirectSynchronisation,
  ReadSynchronisation,
  SetUp,
  StoreCredential,
  UploadSnapshot,
} from '@connectors/schulconnex';
import { sampleClients, sampleSettings, serviceOf, type sampleSchool } from '@connectors/schulconnex/testing';
import type { Actor } from '@gateway/audit';
import { Database, newId, Tenant } from '@gateway/database';
import type { Gateway } from './gateway';
import { Part } from './part';

export type SchoolPeople = ReturnType<typeof sampleSchool>['people'];

/** Where a service is and what a client must trust. */
export interface ServiceAddress {
  readonly url: string;
  readonly tokenUrl: string;
  readonly caPem: string;
}

/** Records posted to the simulator's control API at once. */
const SEEDED = 5_000;

/** Lines of an upload that are stored in one transaction. */
const LINES = 1_000;

/** A simulated Schulconnex service in a process of its own, whose CPU time is not counted. */
export class Schulconnex {
  private constructor(
    private readonly part: Part,
    private readonly control: string,
    readonly address: ServiceAddress,
  ) {}

  static async start(): Promise<Schulconnex> {
    const args = ['schulconnex', '--sc-port', '0', '--sc-control-port', '0'];
    const { part, found } = await Part.start('simulator', args, process.env, /Control API +(\S+)\/_sim/);
    const control = `${found[1] ?? ''}/_sim`;
    const { url, tokenUrl } = (await (await fetch(control)).json()) as Record<'url' | 'tokenUrl', string>;
    const caPem = await (await fetch(`${control}/ca.pem`)).text();
    return new Schulconnex(part, control, { url, tokenUrl, caPem });
  }

  /** Everything it knew and everything it was asked is gone. */
  async reset(): Promise<void> {
    await fetch(`${this.control}/reset`, { method: 'POST' });
  }

  /** It knows these people as well. */
  async learn(people: SchoolPeople): Promise<void> {
    for (let at = 0; at < people.length; at += SEEDED) {
      const body = JSON.stringify({ personen: serviceOf(people.slice(at, at + SEEDED)) });
      const { ok } = await fetch(`${this.control}/seed`, { method: 'POST', body });
      if (!ok) throw new Error('The simulator did not take the people');
    }
  }

  /** What it was asked, as `GET /personen`. */
  async requests(): Promise<string[]> {
    const journal = (await (await fetch(`${this.control}/journal`)).json()) as Record<string, string>[];
    return journal.map(({ method = '', path = '' }) => `${method} ${path}`);
  }

  stop(): Promise<void> {
    return this.part.stop();
  }
}

export interface SchoolIds {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
}

/** A school with a connection that works, in a tenant of its own. */
export class SampleSchool {
  constructor(
    private readonly gateway: Gateway,
    readonly ids: SchoolIds,
  ) {}

  static async create(gateway: Gateway, { url, tokenUrl, caPem }: ServiceAddress): Promise<SampleSchool> {
    const tenant = newId();
    const actor: Actor = { type: 'user', id: newId() };
    await gateway
      .get(Database)
      .global((tx) => tx.insert(Tenant, { id: tenant, name: 'Musterschule (erfunden)' }));
    const settings = sampleSettings({ baseUrl: url, tokenUrl, serverCa: caPem });
    const { id: connection } = await gateway
      .get(SetUp)
      .run({ tenant, actor, name: 'Schulconnex', settings, active: true });
    const ids = { tenant, connection, actor };
    const [client] = sampleClients;
    if (!client) throw new Error('The simulator knows no source system');
    const { clientSecret, password } = client;
    await gateway.get(StoreCredential).run(ids, { clientSecret, password });
    return new SampleSchool(gateway, ids);
  }

  /** Hands everybody over. @throws unless all of them were taken */
  async upload(people: SchoolPeople): Promise<void> {
    const { state, refused } = await this.gateway
      .get(UploadSnapshot)
      .run({ ...this.ids, key: newId(), parts: partsOf(people) });
    if (state !== 'complete' || refused > 0) throw new Error(`The upload is ${state}, ${refused} refused`);
  }

  /** Plans and stops there; answers how many steps the people's part has. */
  async plan(): Promise<number> {
    const { counts } = await this.synchronise({ dryRun: true });
    return counts.peoplePlanned ?? 0;
  }

  /**
   * From the start to the report, confirming whatever is planned.
   *
   * @param confirmed called when there is nothing left to do but to write and to report
   * @throws unless it succeeded
   */
  async synchronise({
    dryRun = false,
    confirmed,
  }: { readonly dryRun?: boolean; readonly confirmed?: () => unknown } = {}): Promise<{
    readonly counts: Record<string, number>;
  }> {
    const { tenant, connection } = this.ids;
    const direct = this.gateway.get(DirectSynchronisation);
    const mode = { dryRun, unattended: false, schoolYear: false, selection: {} };
    let sync = await direct.start(this.ids, mode);
    while (!['done', 'failed'].includes(sync.state)) {
      await this.gateway.get(CarryOut).run({ tenant, connection }, new AbortController().signal);
      sync = await this.gateway.get(ReadSynchronisation).one({ tenant, connection }, sync.id);
      if (!sync.state.startsWith('deciding-')) continue;
      if (sync.warnings.length > 0) await direct.confirmAmounts(this.ids, sync.id, sync.plan);
      confirmed?.();
      sync = await direct.confirm(this.ids, sync.id, sync.plan);
    }
    if (sync.state === 'failed' || sync.report?.outcome === 'failed')
      throw new Error(`The synchronisation failed: ${sync.code ?? ''}`);
    return sync;
  }
}

function* partsOf(
  people: SchoolPeople,
): Generator<readonly ({ person: unknown } | { end: { people: number; groups: number } })[]> {
  for (let at = 0; at < people.length; at += LINES)
    yield people.slice(at, at + LINES).map((person) => ({ person }));
  yield [{ end: { people: people.length, groups: 0 } }];
}
