import { asExchange, Egress, type Exchange } from '@gateway/egress';
import { Retrying, type RetryPolicy } from '@gateway/retry';
import { Injectable } from '@nestjs/common';
import type { Direction } from '../domain/aanleverpunt';
import type { FeedbackContent } from '../domain/feedback';
import { endpointOf, onlyTo, type Account } from './account';
import { readEnvelope } from './envelope';
import { judgeDelivery, type Delivered } from './judge-delivery';
import { judgeMelding, type Melding } from './judge-melding';
import { SoapDoor, soapHeaders, type SoapAnswer, type Transport } from './soap-door';
import { addressFields, terugkoppelingOf } from './wire';

/** How to reach the Traffic Center. */
export interface TrafficCenter {
  readonly url: string;
  /** OIN its certificate has to carry. */
  readonly organisationNumber?: string | undefined;
  readonly timeoutMs: number;
  readonly patience: RetryPolicy;
}

/** Where one Terugkoppeling goes, and under which conditions. */
export interface Destination {
  readonly url: URL;
  readonly organisationNumber?: string | undefined;
  readonly timeoutMs: number;
  /** Puts on record that it is being sent, before the first byte; false if it must not be any more. */
  readonly intend: (envelope: Buffer) => Promise<boolean>;
  /** Asked in the last moment. */
  readonly stillOurs: () => boolean;
}

/** Of one call that may have been repeated. */
export interface Tried<T> {
  readonly outcome: T;
  readonly exchange: Exchange;
  readonly attempts: number;
}

/** Speaks to the Traffic Center and to schools' systems; what they answer comes back as a value. */
@Injectable()
export class Partners {
  constructor(
    private readonly door: SoapDoor,
    private readonly egress: Egress,
    private readonly retrying: Retrying,
  ) {}

  /**
   * Registers a Terugkoppeling (meldenTerugkoppeling). Repeated where nobody answered, because a melding
   * reaches no school and a second one only registers it again (dossier 2.6).
   */
  async meld(
    account: Account,
    center: TrafficCenter,
    { direction, koppelsleutel }: { readonly direction: Direction; readonly koppelsleutel: string },
  ): Promise<Tried<Melding>> {
    const content = { ...addressFields(direction, account.profile), koppelsleutel };
    const { answer, attempts } = await this.ask(account, center, 'meldenTerugkoppeling', content);
    return { outcome: judgeMelding(answer, account), exchange: answer.exchange, attempts };
  }

  /** Asks the Traffic Center one thing, as often as its patience allows. */
  async ask(
    account: Account,
    center: TrafficCenter,
    operation: 'ping' | 'overdracht' | 'afmelding' | 'meldenTerugkoppeling',
    content: object,
  ): Promise<{ readonly answer: SoapAnswer; readonly attempts: number }> {
    let attempts = 0;
    const endpoint = endpointOf(account, center.url, within(center.timeoutMs));
    const transport: Transport = (envelope) =>
      this.retrying.run(`oso ${account.connection}`, center.patience, never(), async (attempt) => {
        attempts = attempt;
        const request = { method: 'POST', headers: soapHeaders, body: envelope } as const;
        return asQuestion(
          await this.egress.send(endpoint, request, { beforeFirstByte: onlyTo(center.organisationNumber) }),
        );
      });
    const answer = await this.door.call(
      account.profile,
      { service: 'TrafficCenter', operation, content },
      transport,
    );
    return { answer, attempts };
  }

  /** Asks the school's system for a dossier, within a session; once, and it may be large. */
  document(
    account: Account,
    { url, organisationNumber, timeoutMs }: Omit<Destination, 'intend' | 'stillOurs'>,
    content: object,
  ): Promise<SoapAnswer> {
    const limits = { ...within(timeoutMs), answerBytes: LARGEST };
    const call = { service: 'Aanleverpunt', operation: 'document', content } as const;
    return this.door.call(account.profile, call, (envelope) =>
      this.egress.send(
        endpointOf(account, url.href, limits),
        { method: 'POST', headers: soapHeaders, body: envelope },
        { beforeFirstByte: onlyTo(organisationNumber) },
      ),
    );
  }

  /** Sends a Terugkoppeling to the school's system: once, whatever comes of it (dossier 1.3). */
  async deliver(
    account: Account,
    destination: Destination,
    message: {
      readonly direction: Direction;
      readonly koppelsleutel: string;
      readonly content: FeedbackContent;
    },
  ): Promise<{ readonly outcome: Delivered; readonly exchange: Exchange }> {
    const { url, organisationNumber, timeoutMs, intend, stillOurs } = destination;
    const content = {
      ...addressFields(message.direction, account.profile),
      koppelsleutel: message.koppelsleutel,
      terugkoppeling: terugkoppelingOf(message.content),
    };
    const met = { stranger: false };
    const transport: Transport = async (envelope) => {
      if (!(await intend(envelope))) return withheld;
      const allows = onlyTo(organisationNumber);
      return this.egress.send(
        endpointOf(account, url.href, { ...within(timeoutMs), requestBytes: LARGEST }),
        { method: 'POST', headers: soapHeaders, body: envelope },
        {
          beforeFirstByte: (server) => {
            met.stranger = allows(server) === false;
            return !met.stranger && stillOurs();
          },
        },
      );
    };
    const call = { service: 'Aanleverpunt', operation: 'terugkoppeling', content } as const;
    const answer = await this.door.call(account.profile, call, transport);
    const outcome: Delivered = met.stranger
      ? { kind: 'wrong-address', reason: 'ORGANISATION_NUMBER_WRONG' }
      : judgeDelivery(answer, account);
    return { outcome, exchange: answer.exchange };
  }
}

/** Attachments of 10 MiB, in Base64, and what is around them. */
const LARGEST = 16 * 1024 * 1024;

/** No answer of OSO but a dossier is larger. */
const ANSWER_BYTES = 1024 * 1024;

const within = (totalMs: number): { totalMs: number; headersMs: number; answerBytes: number } => ({
  totalMs,
  headersMs: totalMs,
  answerBytes: ANSWER_BYTES,
});

/**
 * What the breaker and the repetitions are told about an answer: a Fault is an answer like any other, and
 * a question that got none in time may be asked again, however far it came.
 */
function asQuestion(exchange: Exchange): Exchange {
  const { reached, reason, status, body } = exchange;
  if (reached !== 'unknown') return exchange;
  if (status === 500 && body && readEnvelope(body).kind === 'fault')
    return asExchange({ ...exchange, body, reached: 'refused' });
  const unheard = reason === 'ANSWER_TIMEOUT' || (reason === 'CONNECTION_LOST' && status === undefined);
  return unheard ? asExchange({ ...exchange, reached: 'not-processed' }) : exchange;
}

const never = (): AbortSignal => new AbortController().signal;

const withheld: Exchange = asExchange({
  reached: 'not-sent',
  reason: 'WITHHELD',
  configuration: false,
  headers: {},
  timings: { totalMs: 0 },
  bytes: { sent: 0, received: 0 },
});
