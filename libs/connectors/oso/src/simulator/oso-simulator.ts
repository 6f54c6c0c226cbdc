import type { Aanleverpunt } from '../domain/aanleverpunt';
import { profiles, type Profile, type ProfileName } from '../domain/profile';
import { readEnvelope } from '../protocol/envelope';
import { matchMessage } from '../protocol/match-message';
import type { MessageName, Operation } from '../protocol/messages';
import { envelope, fault, field, message, type Reply } from './answer-xml';
import { SimulatorCertificates } from './certificates';
import { Register } from './register';
import { requestOf, type SimulatedRequest } from './requests';
import { School } from './school';
import { Service, type Incoming, type Outgoing } from './service';
import { usual, type Misbehaviour, type ServiceName, type Switches } from './switches';
import { TrafficCenter } from './traffic-center';
import { WireSchema } from './wire-schema';

export interface SimulatorOptions {
  readonly profile?: ProfileName;
  /** Taken beside that of the profile. */
  readonly namespaces?: readonly string[];
  readonly trafficCenterPort?: number;
  readonly schoolPort?: number;
  readonly certificates?: SimulatorCertificates;
}

/** A message as it arrived, and what the schema says about it. */
export interface ReceivedMessage {
  readonly service: ServiceName;
  readonly path: string;
  readonly caller: string;
  readonly envelope: string;
  readonly schemaErrors: readonly string[];
}

/** How many messages are kept. */
const KEPT = 1_000;

/** The Traffic Center and the systems of schools, in one process (dossier 8). Strict: what the schema refuses, it refuses. */
export class OsoSimulator {
  readonly messages: ReceivedMessage[] = [];
  readonly switches: Switches = { ...usual };
  readonly register: Register;
  readonly center: TrafficCenter;
  readonly school: School;
  readonly trafficCenter: Service;
  readonly schools: Service;
  private readonly schema = new WireSchema();
  private readonly next: Readonly<Record<ServiceName, Misbehaviour[]>> = { trafficCenter: [], school: [] };

  private constructor(
    readonly certificates: SimulatorCertificates,
    readonly profile: Profile,
    private readonly namespaces: readonly string[],
  ) {
    this.register = new Register(profile);
    this.center = new TrafficCenter(this.register, this.switches, profile, (point) => this.urlOf(point));
    this.school = new School(this.register, this.center);
    const { caPem } = certificates;
    this.trafficCenter = new Service(certificates.trafficCenter, caPem, (call) =>
      this.handle('trafficCenter', call),
    );
    this.schools = new Service(certificates.school, caPem, (call) => this.handle('school', call));
  }

  static async start(options: SimulatorOptions = {}): Promise<OsoSimulator> {
    const { profile = 'oso2017', namespaces = [], certificates = SimulatorCertificates.create() } = options;
    const simulator = new OsoSimulator(certificates, profiles[profile], namespaces);
    await simulator.trafficCenter.up(options.trafficCenterPort ?? 0);
    await simulator.schools.up(options.schoolPort ?? 0);
    return simulator;
  }

  get url(): string {
    return `${this.trafficCenter.origin}/tc`;
  }

  urlOf({ brin, point }: Aanleverpunt): string {
    return `${this.schools.origin}/ap/${brin}/${point}`;
  }

  /** Spoils the next answers of a service, one after the other. */
  misbehave(service: ServiceName, ...how: readonly Misbehaviour[]): void {
    this.next[service].push(...how);
  }

  received(service: ServiceName): ReceivedMessage[] {
    return this.messages.filter((received) => received.service === service);
  }

  reset(): void {
    this.messages.length = 0;
    this.next.trafficCenter.length = 0;
    this.next.school.length = 0;
    Object.assign(this.switches, usual);
    this.register.reset();
    this.center.reset();
    this.school.reset();
  }

  async stop(): Promise<void> {
    await Promise.all([this.trafficCenter.down(), this.schools.down(), this.schema.close()]);
  }

  private async handle(
    service: ServiceName,
    { path, body, caller }: Incoming,
  ): Promise<{ outgoing: Outgoing; spoilt?: Misbehaviour | undefined }> {
    const { profile, schemaErrors } = await this.validate(body);
    this.messages.push({ service, path, caller, envelope: body.toString('utf8'), schemaErrors });
    if (this.messages.length > KEPT) this.messages.shift();
    const spoilt = this.next[service].shift();
    const outgoing =
      schemaErrors.length > 0 ? invalid(profile) : this.answer(service, path, { body, profile, caller });
    return {
      spoilt,
      outgoing:
        spoilt?.kind === 'content' ? { ...outgoing, body: this.inside(profile, spoilt.xml) } : outgoing,
    };
  }

  /** By the schema in the namespace of the request, if that is one we take. */
  private async validate(body: Buffer): Promise<{ profile: Profile; schemaErrors: readonly string[] }> {
    const read = readEnvelope(body);
    const namespace = read.kind === 'message' ? read.message.uri : '';
    const taken = [this.profile.namespace, ...this.namespaces].includes(namespace);
    const profile = taken ? { ...this.profile, namespace } : this.profile;
    return { profile, schemaErrors: await this.schema.errors(body, profile) };
  }

  private answer(
    service: ServiceName,
    path: string,
    { body, profile, caller }: { body: Buffer; profile: Profile; caller: string },
  ): Outgoing {
    const read = readEnvelope(body);
    if (read.kind !== 'message') return invalid(profile);
    const { local } = read.message;
    const operation = local.replace(/Request$/, '') as Operation;
    const values = matchMessage(read.message, local as MessageName, profile);
    if (!values) return invalid(profile);
    const request = requestOf(operation, values, profile, caller);
    return this.outgoing(operation, this.reply(service, path, request), profile);
  }

  private reply(service: ServiceName, path: string, request: SimulatedRequest): Reply {
    if (service === 'trafficCenter') return this.center.answer(request);
    const [, , brin = '', point = ''] = path.split('/');
    return this.school.answer(request, { brin, point });
  }

  private outgoing(operation: Operation, reply: Reply, { namespace: asked }: Profile): Outgoing {
    const namespace = this.switches.answerNamespace ?? asked;
    if (reply.kind === 'fault') return { status: 500, body: envelope(namespace, fault(reply.text)) };
    if (reply.kind === 'code' && this.switches.faultMode === 'fault')
      return { status: 500, body: envelope(namespace, fault(reply.code)) };
    const fields = reply.kind === 'code' ? field('resultaat', reply.code) : reply.xml;
    return { status: 200, body: envelope(namespace, message(`${operation}Response`, fields)) };
  }

  private inside({ namespace }: Profile, xml: string): string {
    return envelope(this.switches.answerNamespace ?? namespace, xml);
  }
}

const invalid = ({ namespace }: Profile): Outgoing => ({
  status: 500,
  body: envelope(
    namespace,
    '<s:Fault><faultcode>s:Client</faultcode><faultstring>Ongeldig bericht</faultstring></s:Fault>',
  ),
});
