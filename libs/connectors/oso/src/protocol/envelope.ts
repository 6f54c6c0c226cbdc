import { CODE, isRefusal } from '../domain/result-codes';
import type { Operation } from './messages';
import { readXml, type XmlElement, type XmlFault } from './read-xml';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';

/** Why a document is not a SOAP message we take. */
type EnvelopeFault = XmlFault | 'NOT_SOAP' | 'EMPTY_BODY' | 'OTHER_MESSAGE';

/** What a SOAP 1.1 message holds: the one element of its body, a Fault, or nothing we take. */
export type Envelope =
  | { readonly kind: 'message'; readonly message: XmlElement }
  /** The code a Fault names, where it names one. */
  | { readonly kind: 'fault'; readonly code?: string }
  | { readonly kind: 'unreadable'; readonly fault: EnvelopeFault };

/**
 * Reads an envelope by its exact path: `Envelope`, at most a `Header`, one `Body` with one element. What
 * stands anywhere else is not read, so nothing can be slipped in beside it.
 */
export function readEnvelope(bytes: Buffer): Envelope {
  const read = readXml(bytes);
  if (!read.root) return { kind: 'unreadable', fault: read.fault };
  const body = bodyOf(read.root);
  if (!body) return { kind: 'unreadable', fault: 'NOT_SOAP' };
  const [message, ...others] = body.children;
  if (!message) return { kind: 'unreadable', fault: 'EMPTY_BODY' };
  if (others.length > 0) return { kind: 'unreadable', fault: 'OTHER_MESSAGE' };
  if (!is(message, 'Fault')) return { kind: 'message', message };
  const code = codeOf(message);
  return { kind: 'fault', ...(code === undefined ? {} : { code }) };
}

/** The same, for the answer to one operation. Which namespace it is in, its caller decides. */
export function readAnswer(bytes: Buffer, operation: Operation): Envelope {
  const envelope = readEnvelope(bytes);
  return envelope.kind === 'message' && envelope.message.local !== `${operation}Response`
    ? { kind: 'unreadable', fault: 'OTHER_MESSAGE' }
    : envelope;
}

function bodyOf(root: XmlElement): XmlElement | undefined {
  if (!is(root, 'Envelope')) return undefined;
  const parts = root.children.filter((part) => !is(part, 'Header'));
  const [body] = parts;
  return parts.length === 1 && body && is(body, 'Body') ? body : undefined;
}

const is = (element: XmlElement, local: string): boolean => element.uri === SOAP && element.local === local;

/**
 * Where a Fault tells a code: in `detail/resultaat`, `faultstring` or `faultcode`, the first that is one
 * we know; else the first of the first two that looks like one (dossier 2.3 step 4).
 */
function codeOf(fault: XmlElement): string | undefined {
  const child = (element: XmlElement | undefined, local: string): XmlElement | undefined =>
    element?.children.find((candidate) => candidate.local === local);
  const detail = child(child(fault, 'detail'), 'resultaat')?.text.trim();
  const string = child(fault, 'faultstring')?.text.trim();
  const code = child(fault, 'faultcode')?.text.trim().split(':').at(-1);
  const told = [detail, string, code].filter((text) => text !== undefined);
  return (
    told.find((text) => isRefusal(text)) ??
    [detail, string].find((text) => text !== undefined && CODE.test(text))
  );
}
