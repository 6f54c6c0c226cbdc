import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OsoSimulator } from './oso-simulator';
import { misbehaviours, usual, type Misbehaviour, type ServiceName, type Switches } from './switches';

type Json = Record<string, unknown>;

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

const NO_SUCH_THING: Reply = { status: 404, body: { code: 'NOT_FOUND' } };
const NOT_UNDERSTOOD: Reply = { status: 400, body: { code: 'NOT_UNDERSTOOD' } };

/**
 * Looks into the simulator and sets it, as JSON over HTTP:
 * `GET /sim/addresses`, `GET /sim/messages`, `GET /sim/feedback`, `GET|PUT /sim/switches`, `POST /sim/misbehave`, `POST /sim/reset`.
 *
 * There is no login: it listens on loopback and takes no request from a web page.
 */
export class ControlListener {
  private readonly server: Server;

  constructor(private readonly simulator: OsoSimulator) {
    this.server = createServer((request, response) => {
      this.answer(request)
        .catch(() => NOT_UNDERSTOOD)
        .then(
          ({ status, body }) => {
            response.writeHead(status, { 'Content-Type': 'application/json' });
            response.end(body === undefined ? '' : JSON.stringify(body));
          },
          () => response.destroy(),
        );
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async open(port: number): Promise<void> {
    await once(this.server.listen(port, '127.0.0.1'), 'listening');
  }

  async close(): Promise<void> {
    const closed = once(this.server.close(), 'close');
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage): Promise<Reply> {
    const { host = '', origin } = request.headers;
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) || origin !== undefined) return { status: 403 };
    if (request.method === 'GET') return this.shown(request.url ?? '');
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'PUT /sim/switches':
        return this.set(await jsonOf(request));
      case 'POST /sim/misbehave':
        return this.misbehave(await jsonOf(request));
      case 'POST /sim/reset':
        this.simulator.reset();
        return { status: 204 };
      default:
        return NO_SUCH_THING;
    }
  }

  private shown(path: string): Reply {
    switch (path) {
      case '/sim/addresses':
        return { status: 200, body: this.addresses() };
      case '/sim/messages':
        return { status: 200, body: this.simulator.messages };
      case '/sim/feedback':
        return { status: 200, body: this.simulator.school.shown };
      case '/sim/switches':
        return { status: 200, body: this.simulator.switches };
      default:
        return NO_SUCH_THING;
    }
  }

  /** Where the services are, and the authority of their certificates. */
  private addresses(): Json {
    const { url, register, certificates } = this.simulator;
    return {
      trafficCenter: url,
      school: this.simulator.urlOf(register.point(0)),
      caPem: certificates.caPem,
    };
  }

  private set(wanted: Json): Reply {
    if (!Object.keys(wanted).every((name) => name in usual)) return NOT_UNDERSTOOD;
    Object.assign(this.simulator.switches, wanted as Partial<Switches>);
    return { status: 200, body: this.simulator.switches };
  }

  private misbehave({ service, ...how }: Json): Reply {
    const known = misbehaviours.some((kind) => kind === how.kind);
    if (!known || (service !== 'trafficCenter' && service !== 'school')) return NOT_UNDERSTOOD;
    this.simulator.misbehave(service satisfies ServiceName, how as unknown as Misbehaviour);
    return { status: 204 };
  }
}

async function jsonOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
}
