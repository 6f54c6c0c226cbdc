/** What a service can be like. */
export type Profile =
  /** 1.7, complete. */
  | '1.7'
  /** POST answers 200, codes in capitals. */
  | '1.4'
  /** Numeric error codes, paging headers, no writing (501). */
  | 'dbildungs'
  /** One Erreichbarkeit per context (400/19). */
  | 'eine-erreichbarkeit'
  /** Reading only (405/01). */
  | 'nur-lesen'
  /** No groups (501/00). */
  | 'ohne-gruppen';

export const profiles: readonly Profile[] = [
  '1.7',
  '1.4',
  'dbildungs',
  'eine-erreichbarkeit',
  'nur-lesen',
  'ohne-gruppen',
];

/** A source system the operator registered. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
  readonly organisation: string;
  readonly mandant: string;
}

const ORGANISATION = 'b0d7b0dd-3477-4122-a38d-095ec242e786';
const MANDANT = '58f45270-8e54-40c6-a212-980307fc19be';

/** Two source systems of one invented school: the administration, and a timetable. */
export const sampleClients: readonly RegisteredClient[] = [
  {
    clientId: 'schulverwaltung',
    clientSecret: 'client-geheimnis',
    username: 'musterschule',
    password: 'passwort-der-musterschule',
    organisation: ORGANISATION,
    mandant: MANDANT,
  },
  {
    clientId: 'stundenplan',
    clientSecret: 'anderes-geheimnis',
    username: 'stundenplan',
    password: 'passwort-des-stundenplans',
    organisation: ORGANISATION,
    mandant: MANDANT,
  },
];
