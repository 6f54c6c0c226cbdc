import { Agent } from 'node:https';
import { bareWsdl, feedbackWire } from '@connectors/oso/testing';
import axios from 'axios';
import { Client, HttpClient, WSDL } from 'soap';
import type { Oso } from './oso';

type Method = (content: object) => Promise<[Record<string, string>, ...unknown[]]>;

/**
 * The least anybody could do: the SOAP library as it comes, with one agent that keeps its connections, makes
 * the same two calls. It checks nothing and stores nothing.
 */
export class OsoFloor {
  private constructor(
    private readonly agent: Agent,
    private readonly center: Client,
    private readonly school: Client,
  ) {}

  static async lay({ tls, trafficCenterUrl, schoolUrl }: Oso): Promise<OsoFloor> {
    const agent = new Agent({ keepAlive: true, minVersion: 'TLSv1.2', ...tls });
    const request = axios.create({ httpsAgent: agent, maxRedirects: 0, proxy: false });
    const client = async (service: 'TrafficCenter' | 'Aanleverpunt', url: string): Promise<Client> =>
      new Client(await described(bareWsdl(service)), url, { httpClient: new HttpClient({ request }) });
    return new OsoFloor(
      agent,
      await client('TrafficCenter', trafficCenterUrl),
      await client('Aanleverpunt', schoolUrl),
    );
  }

  /** @throws unless both answer as they should */
  async send(): Promise<void> {
    const { melding, terugkoppeling } = feedbackWire();
    const [{ url }] = await this.call(this.center, 'meldenTerugkoppeling', melding);
    this.school.setEndpoint(url ?? '');
    const [{ resultaat }] = await this.call(this.school, 'terugkoppeling', terugkoppeling);
    if (resultaat !== 'TerugkoppelingOntvangen') throw new Error('The bare client was not understood');
  }

  lift(): void {
    this.agent.destroy();
  }

  private call(client: Client, operation: string, content: object): ReturnType<Method> {
    const method = (client as unknown as Record<string, Method>)[`${operation}Async`];
    if (!method) throw new Error(`The description has no ${operation}`);
    return method(content);
  }
}

const described = (text: string): Promise<WSDL> =>
  new Promise((resolve, reject) => {
    const description = new WSDL(text, '', {});
    description.onReady((error: Error | null) => (error ? reject(error) : resolve(description)));
  });
