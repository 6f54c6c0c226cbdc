import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RequestFeedback, ReadFeedback, SetUp, StoreCertificate } from '@connectors/oso';
import { feedbackInput, sampleSettings } from '@connectors/oso/testing';
import type { Actor } from '@gateway/audit';
import { Database, newId, Tenant } from '@gateway/database';
import type { Gateway } from './gateway';
import { Part } from './part';
import type { Stage } from './stage';

const PASSWORD = 'geheim123';

/** A simulated Traffic Center and school in a process of their own, whose CPU time is not counted. */
export class Oso {
  private constructor(
    private readonly part: Part,
    readonly trafficCenterUrl: string,
    /** Of the school's point. */
    readonly schoolUrl: string,
    private readonly folder: string,
  ) {}

  static async start({ folder: parent }: Stage): Promise<Oso> {
    const folder = resolve(parent, 'oso');
    const ports = ['--oso-tc-port', '0', '--oso-school-port', '0', '--oso-control-port', '0'];
    const args = ['oso', ...ports, '--oso-p12-dir', folder];
    const { part, found } = await Part.start('simulator', args, process.env, /Control API +(\S+)\/sim/);
    const state = await fetch(`${found[1] ?? ''}/sim/addresses`);
    const { trafficCenter, school } = (await state.json()) as Record<'trafficCenter' | 'school', string>;
    return new Oso(part, trafficCenter, school, folder);
  }

  /** Hosts and ports. */
  get addresses(): string[] {
    return [this.trafficCenterUrl, this.schoolUrl].map((url) => new URL(url).host);
  }

  get caPem(): string {
    return readFileSync(resolve(this.folder, 'ca.pem'), 'utf8');
  }

  get p12(): Buffer {
    return readFileSync(resolve(this.folder, 'supplier-a.p12'));
  }

  /** What a bare HTTPS client needs to be let in. */
  get tls(): { pfx: Buffer; passphrase: string; ca: string } {
    return { pfx: this.p12, passphrase: PASSWORD, ca: this.caPem };
  }

  stop(): Promise<void> {
    return this.part.stop();
  }
}

/** A new tenant with a connection that works. */
export class Samenwerkingsverband {
  private constructor(
    private readonly gateway: Gateway,
    private readonly ids: { readonly tenant: string; readonly connection: string; readonly actor: Actor },
  ) {}

  static async create(gateway: Gateway, oso: Oso): Promise<Samenwerkingsverband> {
    const tenant = newId();
    const actor: Actor = { type: 'user', id: newId() };
    await gateway
      .get(Database)
      .global((tx) => tx.insert(Tenant, { id: tenant, name: 'Samenwerkingsverband (verzonnen)' }));
    const { trafficCenterUrl, caPem: serverCa, p12: file } = oso;
    const settings = sampleSettings({ trafficCenterUrl, serverCa });
    const { id: connection } = await gateway
      .get(SetUp)
      .run({ tenant, actor, name: 'OSO', settings, active: true });
    await gateway.get(StoreCertificate).run({ tenant, actor, connection, file, password: PASSWORD });
    return new Samenwerkingsverband(gateway, { tenant, connection, actor });
  }

  /** One Terugkoppeling from handing in to its answer, as the API gives it. @throws unless the school confirmed it */
  async send(): Promise<void> {
    const { gateway, ids } = this;
    const { id } = await gateway.get(RequestFeedback).run({ ...ids, key: newId(), content: feedbackInput() });
    const feedback = await gateway.get(ReadFeedback).current(ids.tenant, ids.connection, id);
    if (feedback.state !== 'delivered')
      throw new Error(`Not delivered but ${feedback.state}: ${feedback.cause ?? ''}`);
  }
}
