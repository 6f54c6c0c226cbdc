import {
  closed,
  codeOf,
  date,
  filledText,
  listOf,
  text,
  withAlso,
  withOptional,
  type Schema,
} from './schema';

/*
 * The data models of a source system (dossier 3), each as it is posted, as it is put and as it is answered.
 */

const id = filledText();
const revision = filledText();

const name = closed(
  {
    familienname: filledText(),
    vorname: filledText(),
    initialenfamilienname: text(8),
    initialenvorname: text(8),
    rufname: text(32),
    titel: text(128),
    anrede: listOf(text(64)),
    namenssuffix: listOf(text()),
    sortierindex: { type: 'string', pattern: '^[0-9]+$' },
  },
  'familienname',
  'vorname',
);

export const personPost = closed(
  {
    referrer: text(),
    stammorganisation: text(),
    name,
    geburt: closed({ datum: date, geburtsort: text() }),
    geschlecht: codeOf('Geschlecht'),
    lokalisierung: text(),
    vertrauensstufe: codeOf('Vertrauensstufe'),
    auskunftssperre: codeOf('Boolean'),
  },
  'name',
  'vertrauensstufe',
  'auskunftssperre',
);
export const personPut = withAlso(withOptional(personPost, { id, mandant: id }), { revision });
export const person = withAlso(personPost, { id, mandant: id, revision });

const erreichbarkeit = closed(
  { typ: codeOf('Erreichbarkeitstyp'), kennung: { ...filledText(), format: 'email' } },
  'typ',
  'kennung',
);

const kontext = closed({
  referrer: text(),
  erreichbarkeiten: listOf(erreichbarkeit),
  personenstatus: codeOf('Personenstatus'),
  jahrgangsstufe: codeOf('Jahrgangsstufe'),
  loeschung: closed(
    {
      zeitpunkt: {
        type: 'string',
        pattern: '^\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?Z$',
      },
    },
    'zeitpunkt',
  ),
});

export const kontextPost = withAlso(withOptional(kontext, { sichtfreigabe: codeOf('Boolean') }), {
  rolle: codeOf('Rolle'),
});
export const kontextPut = withAlso(
  withOptional(kontext, {
    id,
    mandant: id,
    organisation: closed({ id }, 'id'),
    rolle: codeOf('Rolle'),
    sichtfreigabe: codeOf('Boolean'),
  }),
  { revision },
);

export const beziehungPost = closed({ ktid: id, beziehung: codeOf('Beziehungen') }, 'ktid', 'beziehung');
export const beziehung = withAlso(beziehungPost, { id, mandant: id, revision });
export const beziehungSingle = withAlso(beziehung, { ist_von_ktid: id });
export const beziehungen = closed({
  hat_als_beziehungen: listOf(beziehung),
  ist_von_beziehungen: listOf(beziehung),
});

export const personenkontext = withAlso(
  withOptional(kontext, {
    organisation: closed({ id }, 'id'),
    sichtfreigabe: codeOf('Boolean'),
    beziehungen: closed({ hat_als_beziehungen: listOf(beziehungPost) }),
  }),
  { id, mandant: id, rolle: codeOf('Rolle'), revision },
);

export const personendatensatz = closed({ person, personenkontexte: listOf(personenkontext) }, 'person');
/** `GET /personenkontexte` names the person only. */
export const kontextdatensatz = closed(
  { person: closed({ id }, 'id'), personenkontexte: listOf(personenkontext) },
  'person',
);

const laufzeit: Schema = {
  ...closed({
    von: date,
    bis: date,
    vonlernperiode: codeOf('Lernperiode'),
    bislernperiode: codeOf('Lernperiode'),
  }),
  'x-entweder': [
    ['von', 'vonlernperiode'],
    ['bis', 'bislernperiode'],
  ],
};

export const gruppePost = closed(
  {
    referrer: text(),
    bezeichnung: filledText(),
    thema: text(),
    beschreibung: text(1024),
    typ: codeOf('Gruppentyp'),
    bereich: codeOf('Gruppenbereich'),
    optionen: listOf(codeOf('Gruppenoption')),
    differenzierung: codeOf('Gruppendifferenzierung'),
    bildungsziele: listOf(codeOf('Bildungsziel')),
    jahrgangsstufen: listOf(codeOf('Jahrgangsstufe')),
    faecher: listOf(closed({ kennung: codeOf('Fächerkanon'), bezeichnung: text() })),
    referenzgruppen: listOf(closed({ grupid: id, rollen: listOf(codeOf('Gruppenrolle')) }, 'grupid')),
    laufzeit,
  },
  'bezeichnung',
  'typ',
);
export const gruppePut = withAlso(withOptional(gruppePost, { id, mandant: id, orgid: id }), { revision });
export const gruppe = withAlso(withOptional(gruppePost, { orgid: id }), { id, mandant: id, revision });

export const zugehoerigkeitPost = closed(
  { referrer: text(), ktid: id, rollen: listOf(codeOf('Gruppenrolle'), 1), von: date, bis: date },
  'ktid',
  'rollen',
);
export const zugehoerigkeitPut = withAlso(withOptional(zugehoerigkeitPost, { id, mandant: id }), {
  revision,
});
export const zugehoerigkeit = withAlso(zugehoerigkeitPost, { id, mandant: id, revision });

export const gruppendatensatz = closed({ gruppe, gruppenzugehoerigkeiten: listOf(zugehoerigkeit) }, 'gruppe');
/** `GET /gruppenzugehoerigkeiten` names the group only. */
export const zugehoerigkeitsdatensatz = closed(
  { gruppe: closed({ id }, 'id'), gruppenzugehoerigkeiten: listOf(zugehoerigkeit) },
  'gruppe',
);

export const sichtfreigabePost = closed({ orgid: id, von: date, bis: date }, 'orgid');
export const sichtfreigabe = withAlso(sichtfreigabePost, { id, revision });

/** Its codes are other people's lists and may be anything. */
const organisationsbeziehung = closed(
  { orgid: id, organisationsbeziehung: text() },
  'orgid',
  'organisationsbeziehung',
);
export const organisationsbeziehungen = closed({
  hat_als_organisationsbeziehungen: listOf(organisationsbeziehung),
  ist_von_organisationsbeziehungen: listOf(organisationsbeziehung),
});
export const organisation = closed(
  {
    id,
    kennung: text(),
    name: text(),
    namensergaenzung: text(),
    kuerzel: text(64),
    anschrift: closed({ postleitzahl: text(), ort: text(), ortsteil: text() }),
    typ: text(),
    traegerschaft: text(),
    hat_als_organisationsbeziehungen: listOf(organisationsbeziehung),
  },
  'id',
);

export const deletion = closed({ revision }, 'revision');

export const errorAnswer = closed(
  {
    code: { type: 'string', pattern: '^[45]\\d\\d$' },
    subcode: { type: 'string', pattern: '^\\d\\d$' },
    titel: { type: 'string' },
    beschreibung: { type: 'string' },
  },
  'code',
  'subcode',
  'titel',
  'beschreibung',
);
