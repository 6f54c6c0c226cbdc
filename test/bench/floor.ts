import { Agent } from 'node:https';
import { newId } from '@gateway/database';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosInstance } from 'axios';
import { Client } from 'pg';
import type { Gateway } from './gateway';
import type { KitaPlaner } from './kita-planer';

/** A call as it left the gateway. */
export interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  readonly records: number;
}

/** Keeps a copy of what leaves the gateway while the work is done, and of nothing after. */
export async function recording(gateway: Gateway, work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const { interceptors } = gateway.get(HttpService).axiosRef;
  const tap = interceptors.request.use((config) => {
    const body = Buffer.from(config.data as Buffer);
    const { anzahlDatensaetze = 1 } = JSON.parse(body.toString()) as { anzahlDatensaetze?: number };
    const headers = Object.fromEntries(
      Object.entries(config.headers.toJSON()).filter(([, value]) => typeof value === 'string'),
    ) as Record<string, string>;
    sent.push({ url: config.url ?? '', headers, body, records: anzahlDatensaetze });
    return config;
  });
  await work();
  interceptors.request.eject(tap);
  return sent;
}

/**
 * The least anybody could do: post the bodies one after the other with the same client and TLS settings, and
 * store one row per record, all rows of a call in one statement and one commit.
 */
export class Floor {
  private constructor(
    private readonly client: Client,
    private readonly http: AxiosInstance,
    private readonly agent: Agent,
  ) {}

  static async lay(databaseUrl: string, partner: KitaPlaner): Promise<Floor> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`
      create table if not exists bench_floor (
        id uuid primary key, call_id uuid not null, at timestamptz not null, number text not null,
        outcome text not null, payload bytea not null)`);
    const agent = new Agent({ keepAlive: true, minVersion: 'TLSv1.2', ...partner.tls });
    const http = axios.create({
      httpsAgent: agent,
      maxRedirects: 0,
      proxy: false,
      decompress: false,
      responseType: 'arraybuffer',
      transformRequest: [],
      transformResponse: [],
      maxContentLength: -1,
      maxBodyLength: -1,
    });
    return new Floor(client, http, agent);
  }

  async call({ url, headers, body, records }: Sent): Promise<void> {
    await this.http.post(url, body, { headers });
    const call = newId();
    const rows = Array.from({ length: records }, (_, index) => index);
    const share = Math.floor(body.length / records);
    await this.client.query(
      `insert into bench_floor (id, call_id, at, number, outcome, payload)
       select id, $2, now(), number, 'EXPORTIERT', payload
       from unnest($1::uuid[], $3::text[], $4::bytea[]) as r(id, number, payload)`,
      [
        rows.map(() => newId()),
        call,
        rows.map((index) => `KPP-${index}`),
        rows.map((index) => body.subarray(index * share, (index + 1) * share)),
      ],
    );
  }

  async lift(): Promise<void> {
    this.agent.destroy();
    await this.client.end();
  }
}
