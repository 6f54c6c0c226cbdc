/** A version of OSO. Everything in which the versions differ for us is in here (dossier 1.5). */
export interface Profile {
  readonly name: ProfileName;
  /** Seen inside messages of this version; a connection may be told another one (dossier 3). */
  readonly namespace: string;
  /** How a point is addressed: `bronAanleverpuntIndex` or `bronRouteringsKenmerk`. */
  readonly addressedBy: 'AanleverpuntIndex' | 'RouteringsKenmerk';
  /** The word for the purpose of a point that takes part in this exchange. */
  readonly doel: 'PaO' | 'SWV';
}

export const profileNames = ['oso2017', 'oso2018', 'oso2021'] as const;

export type ProfileName = (typeof profileNames)[number];

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  oso2017: {
    name: 'oso2017',
    namespace: 'http://xml.eld.nl/schemas/Overstapservice/20170227',
    addressedBy: 'AanleverpuntIndex',
    doel: 'PaO',
  },
  oso2018: {
    name: 'oso2018',
    namespace: 'http://xml.kennisnet.nl/schemas/Overstapservice/20180404',
    addressedBy: 'AanleverpuntIndex',
    doel: 'PaO',
  },
  oso2021: {
    name: 'oso2021',
    namespace: 'http://xml.kennisnet.nl/schemas/Overstapservice/20200910',
    addressedBy: 'RouteringsKenmerk',
    doel: 'SWV',
  },
};

/** Namespaces of OSO messages look like this, whatever their day and host. */
export const OSO_NAMESPACE = /^http:\/\/xml\.(eld|kennisnet)\.nl\/schemas\/Overstapservice\/\d{8}$/;

/** What a BRIN, an index, a routeringskenmerk and a Koppelsleutel look like (dossier 1.4). */
export const forms = {
  brin: /^[0-9]{2}[A-Z]{2}$/,
  index: /^(0|[1-9]\d{0,4})$/,
  kenmerk: /^00000007[0-9A-Z]{12}$/,
  guid: /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/,
} as const;

/** All there may ever be seen of a Koppelsleutel, which opens a dossier (dossier 4.2). */
export const lastFour = (koppelsleutel: string): string => koppelsleutel.slice(-4);
