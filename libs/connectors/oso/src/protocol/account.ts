import type { ClientCertificate, EgressPolicies, Endpoint, SendOptions } from '@gateway/egress';
import type { Profile } from '../domain/profile';

/** As whom and under which rules we speak to partners, for one piece of work. */
export interface Account {
  readonly tenant: string;
  readonly connection: string;
  readonly profile: Profile;
  /** Answers in another namespace of OSO are refused instead of marked. */
  readonly strictNamespace: boolean;
  readonly client: ClientCertificate;
  /** PEM of the authorities to trust, of this environment and no other; the system's if absent. */
  readonly ca?: Buffer;
  /** PEM. */
  readonly crl?: Buffer;
  readonly policies: EgressPolicies;
}

/** Statuses after which the Traffic Center has certainly answered nothing, and asking again does no harm. */
const NOT_THERE = [429, 502, 503, 504];

/** An endpoint as this account reaches it. */
export const endpointOf = (
  account: Account,
  url: string,
  limits: NonNullable<Endpoint['limits']>,
): Endpoint => ({
  tenant: account.tenant,
  url,
  policy: account.policies.for(url),
  client: account.client,
  ...(account.ca && { ca: account.ca }),
  ...(account.crl && { crl: account.crl }),
  notProcessed: NOT_THERE,
  limits,
});

/** Lets the first byte go only to a server whose certificate carries the number, where one is expected. */
export const onlyTo =
  (
    organisationNumber: string | undefined,
    allows: () => boolean = () => true,
  ): NonNullable<SendOptions['beforeFirstByte']> =>
  ({ subjectSerialNumber }) =>
    (organisationNumber === undefined || subjectSerialNumber === organisationNumber) && allows();
