import { Agent } from 'node:https';
import { sampleClients, serviceOf } from '@connectors/schulconnex/testing';
import axios, { type AxiosInstance } from 'axios';
import type { SchoolPeople, ServiceAddress } from './schulconnex';

/** As many as a connection may have under way. */
const AT_ONCE = 4;

type Wire = Readonly<Record<string, unknown>>;

/**
 * The least anybody could do: the same requests with the same HTTP client, four at a time. It checks nothing,
 * plans nothing and stores nothing.
 */
export class SchulconnexFloor {
  private constructor(
    private readonly http: AxiosInstance,
    private readonly agent: Agent,
    private readonly address: ServiceAddress,
  ) {}

  static lay(address: ServiceAddress): SchulconnexFloor {
    const agent = new Agent({ keepAlive: true, minVersion: 'TLSv1.2', ca: address.caPem });
    const http = axios.create({ httpsAgent: agent, maxRedirects: 0, proxy: false });
    return new SchulconnexFloor(http, agent, address);
  }

  /** Creates everybody, each with their contexts. */
  async create(people: SchoolPeople): Promise<void> {
    const headers = { Authorization: `Bearer ${await this.token()}` };
    const post = async (path: string, body: Wire): Promise<string> =>
      (await this.http.post<{ id: string }>(`${this.address.url}${path}`, body, { headers })).data.id;
    const queue = serviceOf(people).values();
    const worker = async (): Promise<void> => {
      for (const { person, personenkontexte = [] } of queue) {
        const id = await post('/personen', toPost(person));
        for (const context of personenkontexte)
          await post(`/personen/${id}/personenkontexte`, toPost(context));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  lift(): void {
    this.agent.destroy();
  }

  private async token(): Promise<string> {
    const [client] = sampleClients;
    if (!client) throw new Error('The simulator knows no source system');
    const { username, password, clientId, clientSecret } = client;
    const form = new URLSearchParams({ grant_type: 'password', username, password });
    const auth = { username: clientId, password: clientSecret };
    const { data } = await this.http.post<{ access_token: string }>(this.address.tokenUrl, form, { auth });
    return data.access_token;
  }
}

const toPost = ({ id: _, revision: __, ...record }: Wire): Wire => record;
