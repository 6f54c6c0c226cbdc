import type { Gruppendatensatz, Json, Personendatensatz } from '../protocol/wire';

/** Somebody as the service lists them; a test names only what it is about. */
export const aPersonendatensatz = (
  person: Json = {},
  ...personenkontexte: readonly Json[]
): Personendatensatz => ({
  person: {
    name: { familienname: 'Müstermann', vorname: 'Ada' },
    geburt: { datum: '2014-05-01', geburtsort: 'Musterstadt' },
    vertrauensstufe: 'Voll',
    auskunftssperre: 'Nein',
    ...person,
  },
  personenkontexte,
});

export const aPersonenkontext = (given: Json = {}): Json => ({
  rolle: 'Lern',
  personenstatus: 'Aktiv',
  ...given,
});

export const aGruppendatensatz = (
  gruppe: Json = {},
  ...gruppenzugehoerigkeiten: readonly Json[]
): Gruppendatensatz => ({
  gruppe: { bezeichnung: 'Klasse 7a', typ: 'Klasse', ...gruppe },
  gruppenzugehoerigkeiten,
});
