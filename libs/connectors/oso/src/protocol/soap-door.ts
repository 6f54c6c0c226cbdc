import { asExchange, type Exchange } from '@gateway/egress';
import { Injectable } from '@nestjs/common';
import { Client, WSDL, type IHttpClient } from 'soap';
import type { Profile } from '../domain/profile';
import { readAnswer, type Envelope } from './envelope';
import type { Operation } from './messages';
import { wsdlOf, type Service } from './schema';

/** Sends the bytes of an envelope and says what became of them. */
export type Transport = (envelope: Buffer) => Promise<Exchange>;

/** An exchange with a partner, and what its answer holds as far as it could be read. */
export interface SoapAnswer {
  readonly exchange: Exchange;
  /** Absent where no complete answer came that may be SOAP. */
  readonly envelope?: Envelope;
  /** Of a message with a success status: its fields, as the SOAP library reads them. */
  readonly values?: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly service: Service;
  readonly operation: Operation;
  /** Built afresh by us, in the order of the schema: the library sends whatever is in it. */
  readonly content: object;
}

/** Headers of every request. The action is empty, because none is published. */
export const soapHeaders = { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' } as const;

/**
 * The only place that knows the SOAP library. It writes envelopes and reads answers; what it would do of
 * its own accord is taken from it: it sends nothing itself, sees no answer before it was read strictly by
 * us, shares no description between differing clients, and none of its errors comes out.
 */
@Injectable()
export class SoapDoor {
  private readonly descriptions = new Map<string, Promise<WSDL>>();

  /** Makes one call. Throws nothing but what the transport throws. */
  async call(
    profile: Profile,
    { service, operation, content }: Call,
    transport: Transport,
  ): Promise<SoapAnswer> {
    const visit = new Visit(operation, transport);
    const client = new Client(await this.description(profile, service), 'https://oso.invalid/', {
      httpClient: visit as unknown as IHttpClient,
      disableCache: true,
    });
    const method = (client as unknown as Record<string, Method>)[`${operation}Async`];
    const values = await method?.(content).then(
      ([result]) => result,
      () => undefined,
    );
    return visit.outcome(values);
  }

  /** One per profile and namespace, always used with the same options, which the library writes into it. */
  private description(profile: Profile, service: Service): Promise<WSDL> {
    const key = `${profile.name} ${profile.namespace} ${service}`;
    const known = this.descriptions.get(key) ?? parse(wsdlOf(profile, service));
    this.descriptions.set(key, known);
    return known;
  }
}

type Method = (content: object) => Promise<[unknown, ...unknown[]]>;

const parse = (text: string): Promise<WSDL> =>
  new Promise((resolve, reject) => {
    const description = new WSDL(text, '', { disableCache: true });
    description.onReady((error: Error | null) => (error ? reject(error) : resolve(description)));
  });

/** The library's HTTP client for one call: hands its bytes to the transport, and back only what we have read. */
class Visit {
  private exchange?: Exchange;
  private envelope?: Envelope;
  private failure?: { readonly error: unknown };

  constructor(
    private readonly operation: Operation,
    private readonly transport: Transport,
  ) {}

  request(
    _url: string,
    data: string,
    callback: (error: Error | null, response?: object, body?: string) => void,
  ): void {
    this.send(Buffer.from(data)).then(
      (body) => (body === undefined ? callback(new Error('not read')) : callback(null, answered, body)),
      (error: unknown) => {
        this.failure = { error };
        callback(new Error('not sent'));
      },
    );
  }

  outcome(values: unknown): SoapAnswer {
    if (this.failure) throw this.failure.error;
    const { exchange = unsent, envelope } = this;
    const isMessage = envelope?.kind === 'message' && exchange.reached === 'answered';
    return {
      exchange,
      ...(envelope && { envelope }),
      ...(isMessage && typeof values === 'object' && { values: { ...values } }),
    };
  }

  /** The body for the library to read; undefined where it must not. */
  private async send(envelope: Buffer): Promise<string | undefined> {
    this.exchange = await this.transport(envelope);
    const { body, status = 0, reached } = this.exchange;
    if (!body || (status !== 200 && status !== 500)) return undefined;
    this.envelope = readAnswer(body, this.operation);
    const isMessage = this.envelope.kind === 'message' && reached === 'answered';
    return isMessage ? body.toString('utf8') : undefined;
  }
}

const answered = { status: 200, headers: {} };

/** The library failed before it asked for anything to be sent. */
const unsent: Exchange = asExchange({
  reached: 'not-sent',
  reason: 'REQUEST_INVALID',
  configuration: true,
  headers: {},
  timings: { totalMs: 0 },
  bytes: { sent: 0, received: 0 },
});
