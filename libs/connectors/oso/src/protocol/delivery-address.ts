import { checkUrl, type EgressPolicies, type UrlFault } from '@gateway/egress';

/** A server of schools' systems, and who its certificate has to name. */
export interface Recipient {
  /** Lower case; `*.` at its beginning stands for any one name below. */
  readonly host: string;
  /** OIN, 20 digits. */
  readonly organisationNumber?: string;
}

export type AddressFault = UrlFault | 'TOO_LONG' | 'HOST_NOT_REGISTERED';

export type CheckedAddress =
  | { readonly url: URL; readonly organisationNumber?: string | undefined; readonly fault?: undefined }
  | { readonly url?: undefined; readonly fault: AddressFault };

const LONGEST = 2_048;

/**
 * Whether the address the Traffic Center returned is one we send to: https, by name, on an allowed port,
 * without user or fragment, and – unless any public one will do – of a server that is registered with us
 * (dossier 4.4, abuse case 27). What its name resolves to is judged at the moment of connecting.
 */
export function checkAddress(
  text: string,
  { recipients, addressPolicy }: { recipients: readonly Recipient[]; addressPolicy: 'registered' | 'public' },
  policies: EgressPolicies,
): CheckedAddress {
  if (text.length > LONGEST) return { fault: 'TOO_LONG' };
  const { url, fault } = checkUrl(text, policies.for(text));
  if (!url) return { fault };
  const recipient = recipients.find(({ host }) => covers(host, url.hostname));
  if (!recipient && addressPolicy === 'registered') return { fault: 'HOST_NOT_REGISTERED' };
  return { url, organisationNumber: recipient?.organisationNumber };
}

function covers(host: string, hostname: string): boolean {
  if (!host.startsWith('*.')) return host === hostname;
  const dot = hostname.indexOf('.');
  return dot > 0 && hostname.slice(dot) === host.slice(1);
}
