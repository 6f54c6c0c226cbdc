import type { Direction } from '../domain/aanleverpunt';
import { OSO_NAMESPACE, type Profile } from '../domain/profile';
import { readEnvelope } from './envelope';
import { matchMessage } from './match-message';
import type { InboundAnswer } from './notification-listener';

/** What a Notificatie tells us. */
export interface ReadNotice {
  readonly direction: Direction;
  readonly koppelsleutel: string;
  /** Of the message; the answer is in the same one. */
  readonly namespace: string;
}

/** The Notificatie in an envelope, if it is exactly one of this exchange; else undefined. */
export function readNotice(
  envelope: Buffer,
  { profile, strictNamespace }: { readonly profile: Profile; readonly strictNamespace: boolean },
): ReadNotice | undefined {
  const read = readEnvelope(envelope);
  if (read.kind !== 'message' || read.message.local !== 'notificatieRequest') return undefined;
  const { uri: namespace } = read.message;
  if (namespace !== profile.namespace && (strictNamespace || !OSO_NAMESPACE.test(namespace)))
    return undefined;
  const values = matchMessage(read.message, 'notificatieRequest', profile);
  const koppelsleutel = values?.get('koppelsleutel');
  const doel = values?.get('doel') ?? profile.doel;
  if (!values || koppelsleutel === undefined || doel !== profile.doel) return undefined;
  const point = (who: 'bron' | 'doel'): { brin: string; point: string } => ({
    brin: values.get(`${who}Brin`) ?? '',
    point: values.get(`${who}${profile.addressedBy}`) ?? '',
  });
  return { direction: { bron: point('bron'), doel: point('doel') }, koppelsleutel, namespace };
}

/** `NotificatieOntvangen`, in the namespace of the request. */
export const noticeReceived = (namespace: string): InboundAnswer => ({
  status: 200,
  envelope: inEnvelope(
    `<oso:notificatieResponse xmlns:oso="${namespace}"><oso:resultaat>NotificatieOntvangen</oso:resultaat></oso:notificatieResponse>`,
  ),
});

/** A Fault that tells no more than who is to blame: `Client` for the message, `Server` for us. */
export const noticeRefused = (
  status: 403 | 429 | 500 | 503,
  who: 'Client' | 'Server',
  text: string,
): InboundAnswer => ({
  status,
  envelope: inEnvelope(
    `<s:Fault><faultcode>s:${who}</faultcode><faultstring>${text}</faultstring></s:Fault>`,
  ),
});

const inEnvelope = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${content}</s:Body></s:Envelope>`;
