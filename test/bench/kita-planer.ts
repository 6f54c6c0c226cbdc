import {
  type KitaPlanerSettings,
  ExportQueue,
  Receive,
  SetUp,
  StoreCredential,
} from '@connectors/kita-planer';
import { sampleSettings } from '@connectors/kita-planer/testing';
import type { Actor } from '@gateway/audit';
import { Database, newId, Tenant } from '@gateway/database';
import type { Gateway } from './gateway';
import { Part } from './part';

const FILE_PASSWORD = 'geheim123';

/** A simulated Kita-Planer in a process of its own, whose CPU time is not counted. */
export class KitaPlaner {
  private constructor(
    private readonly part: Part,
    readonly url: string,
    readonly caPem: string,
    readonly p12: Buffer,
  ) {}

  static async start(): Promise<KitaPlaner> {
    const args = ['kita-planer', '--kp-port', '0', '--kp-control-port', '0', '--kp-behalten', '20'];
    const { part, found } = await Part.start('simulator', args, process.env, /Control API +(\S+)\/sim/);
    const control = found[1] ?? '';
    const state = (await (await fetch(`${control}/sim/zustand`)).json()) as { webschnittstelle: string };
    const caPem = await (await fetch(`${control}/sim/zertifikate/ca.pem`)).text();
    const order = { cn: 'traeger-4711', passwort: FILE_PASSWORD };
    const issued = await fetch(`${control}/sim/zertifikate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    return new KitaPlaner(part, state.webschnittstelle, caPem, Buffer.from(await issued.arrayBuffer()));
  }

  /** Host and port. */
  get address(): string {
    return new URL(this.url).host;
  }

  /** What a bare HTTPS client needs to be let in. */
  get tls(): { pfx: Buffer; passphrase: string; ca: string } {
    return { pfx: this.p12, passphrase: FILE_PASSWORD, ca: this.caPem };
  }

  stop(): Promise<void> {
    return this.part.stop();
  }
}

type CareRecords = Parameters<Receive['batch']>[0]['cares'];

/** A new tenant with a connection that works. */
export class Traeger {
  private readonly actor: Actor = { type: 'user', id: newId() };

  private constructor(
    private readonly gateway: Gateway,
    readonly tenant: string,
    private connection = '',
  ) {}

  static async create(
    gateway: Gateway,
    partner: KitaPlaner,
    parts: Partial<KitaPlanerSettings> = {},
  ): Promise<Traeger> {
    const tenant = newId();
    await gateway
      .get(Database)
      .global((tx) => tx.insert(Tenant, { id: tenant, name: 'Muster-Kitawerk (erfunden)' }));
    const traeger = new Traeger(gateway, tenant);
    await traeger.setUp(partner, parts);
    return traeger;
  }

  private async setUp({ url, caPem, p12 }: KitaPlaner, parts: Partial<KitaPlanerSettings>): Promise<void> {
    const { tenant, actor, gateway } = this;
    // Group 1462, which all sample children are in, belongs to this Kita.
    const units = ['PIRATEN', 'LEUCHTTURM'].map((unit) => ({ unit, kitaId: 'KITA-471' }));
    const settings = sampleSettings({ baseUrl: url, serverCa: caPem, units, ...parts });
    const { id } = await gateway
      .get(SetUp)
      .run({ tenant, actor, name: 'Kita-Planer', settings, active: true });
    this.connection = id;
    await gateway.get(StoreCredential).run({
      ...{ tenant, actor, connection: id, name: 'central', user: 'kita-gateway', password: 'S3rv3r-PW' },
      ...{ file: p12, filePassword: FILE_PASSWORD },
    });
  }

  /** Fills the buffer, a thousand children a time; answers how many records wait to be sent. */
  async takeOver(cares: CareRecords): Promise<number> {
    let accepted = 0;
    for (let start = 0; start < cares.length; start += 1_000) {
      const { children } = await this.gateway
        .get(Receive)
        .batch(this.request(cares.slice(start, start + 1_000)));
      accepted += children
        .flatMap(({ records }) => records)
        .filter(({ result }) => result === 'accepted').length;
    }
    return accepted;
  }

  /** One change event in real time. @throws unless the Kita-Planer took it */
  async sendNow(care: CareRecords[number]): Promise<void> {
    const { result, because, refusals } = await this.gateway.get(Receive).one(this.request([care]));
    if (result !== 'EXPORTIERT')
      throw new Error(`Not exported but ${result}: ${because ?? refusals[0]?.code ?? ''}`);
  }

  /** Exports everything through the queue, as a person or the schedule does; answers how many records left. */
  async exportAll(): Promise<number> {
    const { tenant, connection, actor, gateway } = this;
    await gateway.get(ExportQueue).start(tenant, connection, actor);
    for (;;) {
      const run = await this.newestRun();
      if (run && run.state !== 'running') return run.counts.exported ?? 0;
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }

  private async newestRun(): Promise<{ state: string; counts: Record<string, number> } | undefined> {
    const [run] = await this.gateway
      .get(Database)
      .tenant(this.tenant, (tx) =>
        tx.query<{ state: string; counts: Record<string, number> }[]>(
          'select state, counts from connection_run where connection_id = $1 order by id desc limit 1',
          [this.connection],
        ),
      );
    return run;
  }

  private request(cares: CareRecords): Parameters<Receive['batch']>[0] {
    const { tenant, connection, actor } = this;
    return { tenant, connection, actor, key: newId(), route: 'bench', content: cares, cares };
  }
}
