import type { Exchange, Reason } from '@gateway/egress';
import { CODE, type GatewayCode } from '../domain/result-codes';
import type { Account } from './account';
import { answerIn, type AnswerWarning } from './answer-in';
import type { SoapAnswer } from './soap-door';

/** What the Traffic Center said to a melding. */
export type Melding =
  /** Where the Terugkoppeling goes; still to be checked. */
  | { readonly kind: 'registered'; readonly url: string; readonly warnings: readonly AnswerWarning[] }
  /** Its code, one we know or not. */
  | { readonly kind: 'refused'; readonly code: string; readonly warnings: readonly AnswerWarning[] }
  /** It said nothing we can use; `reason` tells why, in stable words. */
  | { readonly kind: 'failed'; readonly code: GatewayCode; readonly reason: string };

/** Reads the answer to meldenTerugkoppeling by the steps of dossier 2.3. */
export function judgeMelding(
  answer: SoapAnswer,
  account: Pick<Account, 'profile' | 'strictNamespace'>,
): Melding {
  const { exchange, envelope } = answer;
  if (envelope?.kind === 'fault' && envelope.code !== undefined)
    return { kind: 'refused', code: envelope.code, warnings: [] };
  if (envelope?.kind === 'fault') return unexpected('FAULT');
  if (exchange.reached !== 'answered') return silence(exchange);
  const read = answerIn(answer, account);
  return read.values ? judgeValues(read.values, read.warnings) : unexpected(read.reason);
}

function judgeValues(
  { url, resultaat, aanleverpunt }: Readonly<Record<string, unknown>>,
  warnings: readonly AnswerWarning[],
): Melding {
  const texts = [url, urlWithin(aanleverpunt), resultaat].filter((value) => value !== undefined);
  const [text, ...others] = texts;
  // Two urls, or a url beside a code, or something that holds elements where a text belongs.
  if (typeof text !== 'string' || others.length > 0) return unexpected('AMBIGUOUS');
  if (text !== resultaat || /^https?:\/\//i.test(text)) return { kind: 'registered', url: text, warnings };
  return CODE.test(text) ? { kind: 'refused', code: text, warnings } : unexpected('NO_CODE');
}

/** In a list of points the library gives one point as an object and several as a list. */
const urlWithin = (aanleverpunt: unknown): unknown =>
  typeof aanleverpunt === 'object' && aanleverpunt !== null && 'url' in aanleverpunt
    ? aanleverpunt.url
    : aanleverpunt;

const unexpected = (reason: string): Melding => ({ kind: 'failed', code: 'GW_OnverwachtAntwoord', reason });

const silence = (exchange: Exchange): Melding => ({
  kind: 'failed',
  code: transportCode(exchange),
  reason: exchange.reason,
});

/** The code for an exchange that brought no answer we can use (dossier 2.6). */
function transportCode({ reason, status }: Pick<Exchange, 'reason' | 'status'>): GatewayCode {
  if (reason === 'ANSWER_TIMEOUT') return 'GW_TrafficCenterTimeout';
  // It had begun to answer.
  if (reason === 'CONNECTION_LOST' && status !== undefined) return 'GW_OnverwachtAntwoord';
  if (UNREACHABLE.includes(reason)) return 'GW_TrafficCenterNietBereikbaar';
  return INSECURE.test(reason) ? 'GW_BeveiligdeVerbindingMislukt' : 'GW_OnverwachtAntwoord';
}

const UNREACHABLE: readonly Reason[] = [
  ...(['ABORTED', 'BULKHEAD_FULL', 'CIRCUIT_OPEN', 'CONNECTION_LOST', 'CONNECT_FAILED'] as const),
  ...(['CONNECT_REFUSED', 'CONNECT_TIMEOUT', 'DNS_FAILED', 'PROXY_REFUSED', 'THROTTLED'] as const),
  ...(['HTTP_429', 'HTTP_502', 'HTTP_503', 'HTTP_504', 'TLS_TIMEOUT'] as const),
];

/** Certificates, versions, and addresses we must not speak to. */
const INSECURE = /^(TLS_|CLIENT_CERTIFICATE_|EGRESS_BLOCKED$|URL_NOT_ALLOWED$|WITHHELD$)/;
