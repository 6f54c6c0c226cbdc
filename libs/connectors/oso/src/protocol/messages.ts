import type { Profile } from '../domain/profile';

/** Kinds of values on the wire. Patterns are ours; the samples they fit are published. */
export type ValueType =
  | 'brin'
  | 'aanleverpuntIndex'
  | 'routeringsKenmerk'
  | 'koppelsleutel'
  | 'sessieId'
  | 'pgnfrag'
  | 'doel'
  | 'overdrachtsoort'
  | 'string'
  | 'anyURI'
  | 'dateTime'
  | 'base64Binary';

export interface Field {
  readonly name: string;
  /** A value, or the fields within. */
  readonly content: ValueType | readonly Particle[];
  readonly least: 0 | 1;
  readonly most: 1 | 'unbounded';
}

/** What may stand at one place of a message: a field, or one of several rows of fields. */
export type Particle = Field | { readonly choice: readonly (readonly Particle[])[] };

export const trafficCenterOperations = [
  'ping',
  'overdracht',
  'sessiecontrole',
  'afmelding',
  'meldenNotificatie',
  'meldenTerugkoppeling',
] as const;

export const aanleverpuntOperations = ['document', 'notificatie', 'terugkoppeling'] as const;

export type Operation = (typeof trafficCenterOperations)[number] | (typeof aanleverpuntOperations)[number];

export type MessageName = `${Operation}${'Request' | 'Response'}`;

export type Messages = Readonly<Record<MessageName, readonly Particle[]>>;

const one = (name: string, content: Field['content']): Field => ({ name, content, least: 1, most: 1 });
const maybe = (name: string, content: Field['content']): Field => ({ ...one(name, content), least: 0 });
const many = (name: string, content: Field['content']): Field => ({
  ...maybe(name, content),
  most: 'unbounded',
});

/**
 * Every message of OSO we know of, in the order of its fields (dossier 2.3 and 2.4). Which names and
 * positions are published and which are our reconstruction is told in `docs/interfaces/oso.md`.
 */
export function messagesOf({ addressedBy }: Pick<Profile, 'addressedBy'>): Messages {
  const newer = addressedBy === 'RouteringsKenmerk';
  const point = newer ? 'routeringsKenmerk' : 'aanleverpuntIndex';
  const bronPoint = one(`bron${addressedBy}`, point);
  const doel = [one('doelBrin', 'brin'), one(`doel${addressedBy}`, point)];
  const address: Particle[] = [one('bronBrin', 'brin'), bronPoint, ...doel];
  const openAddress: Particle[] = [one('bronBrin', 'brin'), { ...bronPoint, least: 0 }, ...doel];
  const zoeksleutel = newer
    ? one('zoeksleutelPgnfrag', [one('zoeksleutel', 'string'), one('pgnfrag', 'pgnfrag')])
    : one('zoeksleutel', 'string');
  const key: Particle = { choice: [[zoeksleutel], [one('koppelsleutel', 'koppelsleutel')]] };
  const session: Particle[] = [
    ...address,
    key,
    one('overdrachtsoort', 'overdrachtsoort'),
    one('sessieId', 'sessieId'),
  ];
  const resultaat: Particle[] = [one('resultaat', 'string')];
  const orResultaat = (...row: Particle[]): Particle[] => [{ choice: [row, resultaat] }];
  const listed = many('aanleverpunt', [
    one(newer ? 'routeringsKenmerk' : 'code', point),
    one('url', 'anyURI'),
  ]);
  return {
    pingRequest: [],
    pingResponse: resultaat,
    overdrachtRequest: [...openAddress, key, one('overdrachtsoort', 'overdrachtsoort')],
    overdrachtResponse: orResultaat(one('sessieId', 'sessieId'), listed),
    sessiecontroleRequest: session,
    sessiecontroleResponse: resultaat,
    afmeldingRequest: [...session, one('resultaat', 'string')],
    afmeldingResponse: resultaat,
    meldenNotificatieRequest: [
      ...address,
      maybe('sessieId', 'sessieId'),
      maybe('aanvraagdatum', 'dateTime'),
      one('doel', 'doel'),
    ],
    meldenNotificatieResponse: orResultaat(maybe('koppelsleutel', 'koppelsleutel'), one('url', 'anyURI')),
    meldenTerugkoppelingRequest: [...address, one('koppelsleutel', 'koppelsleutel')],
    meldenTerugkoppelingResponse: orResultaat(one('url', 'anyURI')),
    documentRequest: [...session, maybe('aanvraagdatum', 'dateTime')],
    documentResponse: orResultaat(one('document', 'base64Binary')),
    notificatieRequest: [...address, maybe('koppelsleutel', 'koppelsleutel'), maybe('doel', 'doel')],
    notificatieResponse: resultaat,
    terugkoppelingRequest: [
      ...address,
      one('koppelsleutel', 'koppelsleutel'),
      one('terugkoppeling', terugkoppeling),
    ],
    terugkoppelingResponse: resultaat,
  };
}

/** Wholly ours: the content of a Terugkoppeling is not public (dossier 5). */
const terugkoppeling: readonly Particle[] = [
  one('datum', 'dateTime'),
  one('status', 'string'),
  maybe('toelichting', 'string'),
  many('bijlage', [one('bestandsnaam', 'string'), one('mimetype', 'string'), one('inhoud', 'base64Binary')]),
];
