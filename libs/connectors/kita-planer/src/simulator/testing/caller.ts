import { once } from 'node:events';
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { TestCertificate } from '@gateway/testing';
import type { Answer } from '../api/import-answer';
import type { KitaPlanerSimulator } from '../kita-planer-simulator';
import type { WireRecord } from '../portal/fields';

let lastNumber = 0;

/** A record of child K22760 as the sample data have it, with what a test wants otherwise. */
export const aRecord = (wishes: WireRecord = {}): WireRecord => ({
  DATENSATZ_ID: `00000000-0000-4000-8000-${String(++lastNumber).padStart(12, '0')}`,
  KITA_ID_EXTERN: 'KITA-471',
  KIND_ID_EXTERN: 'K22760',
  KIND_VORNAME: 'Max',
  KIND_NACHNAME: 'Mustermann',
  KIND_GEBDATUM: '05.11.2021',
  KIND_GESCHLECHT: 'm',
  SB1_ANREDE: 'Frau',
  SB1_VORNAME: 'Lena',
  SB1_NACHNAME: 'Mustermann',
  SB1_STRASSE: 'Am Berg',
  SB1_HAUSNUMMER: '2',
  SB1_POSTLEITZAHL: '24103',
  SB1_ORT: 'Kiel',
  SB2_VORNAME: '',
  SB2_NACHNAME: '',
  WOHNHAFT_BEI: 'SB1',
  VER_VERTRAG_AB: '01.08.2026',
  VER_AENDERUNG_AB: '',
  VER_KUENDIGUNG_ZUM: '',
  VER_BETREUUNGSSTUNDEN_TÄGLICH: '8',
  VER_GRUPPE_ID: '1462',
  VER_GRUPPE: 'Piraten',
  VER_GRUPPE_AB: '01.08.2026',
  VER_MITTAGESSEN: 'j',
  ...wishes,
});

/** A record of a child the portal has never met. */
export const aNewChild = (kindIdExtern: string, wishes: WireRecord = {}): WireRecord =>
  aRecord({ KIND_ID_EXTERN: kindIdExtern, KIND_VORNAME: 'Neu', KIND_NACHNAME: 'Neuling', ...wishes });

type Envelope = Readonly<Record<string, unknown>>;

export const anImport = (datensaetze: readonly WireRecord[], wishes: Envelope = {}): Envelope => ({
  traeger: '4711',
  benutzerId: 'kita-gateway',
  passwort: 'S3rv3r-PW',
  quelle: {
    id: `KPD-${++lastNumber}`,
    system: 'Kita-Gateway',
    version: '1.0.0',
    erstelltAm: '22.11.2026 07:15:03',
  },
  anzahlDatensaetze: datensaetze.length,
  datensaetze,
  ...wishes,
});

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** False if the connection broke before the announced end. */
  readonly complete: boolean;
}

export interface Wishes {
  readonly client?: Pick<TestCertificate, 'keyPem' | 'chainPem'> | undefined;
  /** Undefined takes a header away that would be sent. */
  readonly headers?: Readonly<Record<string, string | number | undefined>>;
  readonly tls?: RequestOptions;
  readonly method?: string;
  readonly path?: string;
  readonly signal?: AbortSignal;
}

/** A client of one simulator, written with nothing but node:https. */
export class Caller {
  constructor(
    private readonly simulator: KitaPlanerSimulator,
    private readonly client: Wishes['client'],
  ) {}

  /** The answer to these records, in a call where nothing is wrong. */
  async send(datensaetze: readonly WireRecord[], wishes: Envelope = {}): Promise<Answer> {
    const { text } = await this.post(JSON.stringify(anImport(datensaetze, wishes)));
    return JSON.parse(text) as Answer;
  }

  async post(body: string | Buffer, wishes: Wishes = {}): Promise<Reply> {
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
    const client = 'client' in wishes ? wishes.client : this.client;
    const outgoing = request(this.simulator.url + (wishes.path ?? '/kitaplaner/api/schnittstelle/import'), {
      agent,
      method: wishes.method ?? 'POST',
      ca: this.simulator.certificates.caPem,
      ...(client && { key: client.keyPem, cert: client.chainPem }),
      ...(wishes.signal && { signal: wishes.signal }),
      headers: headersFor(body, wishes.headers),
      ...wishes.tls,
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return readAll(response);
  }
}

function headersFor(body: string | Buffer, wishes: Wishes['headers']): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    accept: 'application/json',
    ...wishes,
  };
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

async function readAll(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', () => undefined);
  await new Promise((resolve) => response.once('close', resolve));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString('utf8'),
    complete: response.complete,
  };
}
