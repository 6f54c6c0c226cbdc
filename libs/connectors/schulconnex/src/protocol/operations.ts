/** The 33 operations of a source system (dossier 2), by the interface's own operation ids. */
export const operations = {
  readPersonen: ['GET', '/personen'],
  createPerson: ['POST', '/personen'],
  readPersonId: ['GET', '/personen/{id}'],
  updatePersonId: ['PUT', '/personen/{id}'],
  deletePersonId: ['DELETE', '/personen/{id}'],
  readPersonIdPersonenkontexte: ['GET', '/personen/{id}/personenkontexte'],
  createPersonIdPersonenkontext: ['POST', '/personen/{id}/personenkontexte'],
  readPersonenkontexte: ['GET', '/personenkontexte'],
  readPersonenkontextId: ['GET', '/personenkontexte/{id}'],
  updatePersonenkontextId: ['PUT', '/personenkontexte/{id}'],
  deletePersonenkontextId: ['DELETE', '/personenkontexte/{id}'],
  createPersonenkontextIdBeziehung: ['POST', '/personenkontexte/{id}/beziehungen'],
  readPersonenkontextIdBeziehungen: ['GET', '/personenkontexte/{id}/beziehungen'],
  readBeziehungId: ['GET', '/beziehungen/{id}'],
  deleteBeziehungId: ['DELETE', '/beziehungen/{id}'],
  createPersonenkontextIdSichtfreigabe: ['POST', '/personenkontexte/{id}/sichtfreigaben'],
  readPersonenkontextIdSichtfreigaben: ['GET', '/personenkontexte/{id}/sichtfreigaben'],
  deleteSichtfreigabeId: ['DELETE', '/sichtfreigaben/{id}'],
  readOrganisationen: ['GET', '/organisationen'],
  readOrganisationId: ['GET', '/organisationen/{id}'],
  readOrganisationIdOrganisationsbeziehungen: ['GET', '/organisationen/{id}/organisationsbeziehungen'],
  readOrganisationInfo: ['GET', '/organisation-info'],
  readGruppendatensaetze: ['GET', '/gruppen'],
  createGruppe: ['POST', '/gruppen'],
  readGruppeId: ['GET', '/gruppen/{id}'],
  updateGruppeId: ['PUT', '/gruppen/{id}'],
  deleteGruppeId: ['DELETE', '/gruppen/{id}'],
  readGruppeIdGruppenzugehoerigkeiten: ['GET', '/gruppen/{id}/gruppenzugehoerigkeiten'],
  createGruppeIdGruppenzugehoerigkeit: ['POST', '/gruppen/{id}/gruppenzugehoerigkeiten'],
  readGruppenzugehoerigkeiten: ['GET', '/gruppenzugehoerigkeiten'],
  readGruppenzugehoerigkeitId: ['GET', '/gruppenzugehoerigkeiten/{id}'],
  updateGruppenzugehoerigkeitId: ['PUT', '/gruppenzugehoerigkeiten/{id}'],
  deleteGruppenzugehoerigkeitId: ['DELETE', '/gruppenzugehoerigkeiten/{id}'],
} as const satisfies Record<string, readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string]>;

export type Operation = keyof typeof operations;

/** The filters we send; each at most once, because an object has each key once (error 400/17). */
export type Filters = Readonly<Record<string, string>>;

/**
 * Path and query of a request, without slashes at the end (dossier 8, row 2).
 *
 * @param id the service's id, for operations on one record; must satisfy {@link isId}
 */
export function pathOf(
  operation: Operation,
  { id = '', filters = {} }: { id?: string; filters?: Filters } = {},
): string {
  const path = operations[operation][1].replace('{id}', encodeURIComponent(id));
  const query = Object.entries(filters).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** Whether a text can stand in a path without meaning another one. */
export const isId = (text: string): boolean =>
  text.length > 0 && text.length <= 256 && !/^\.{1,2}$/.test(text) && !/[\p{Cc}\s/?#\\]/u.test(text);
