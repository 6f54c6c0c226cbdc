import type { Operation } from '../operations';
import * as model from './data-models';
import { listOf, type Schema } from './schema';

/** What one operation takes and answers. */
export interface OperationSchema {
  readonly filters?: readonly string[];
  readonly request?: Schema;
  /** Status of success, and what its body says; no body if absent. */
  readonly status: 200 | 201 | 204;
  readonly answer?: Schema;
}

const reads = (answer: Schema, ...filters: readonly string[]): OperationSchema => ({
  status: 200,
  answer,
  filters,
});
const creates = (request: Schema, answer: Schema): OperationSchema => ({ status: 201, request, answer });
const updates = (request: Schema, answer: Schema): OperationSchema => ({ status: 200, request, answer });
const deletes: OperationSchema = { status: 204, request: model.deletion };

const KONTEXT_FILTERS = [
  'referrer',
  'rolle',
  'personenstatus',
  'sichtfreigabe',
  'hat_als_beziehungen',
] as const;
const PERSON_FILTERS = [
  'referrer',
  'mandant',
  'familienname',
  'vorname',
  'sichtfreigabe',
  'hat_als_beziehungen',
] as const;
const GRUPPEN_FILTERS = [
  'referrer',
  'mandant',
  'bezeichnung',
  'optionen',
  'differenzierung',
  'bildungsziele',
  'jahrgangsstufen',
  'faecher',
] as const;

/** The whole interface for source systems, operation by operation (dossier 2). */
export const interfaceSchema: Readonly<Record<Operation, OperationSchema>> = {
  readPersonen: reads(listOf(model.personendatensatz), ...PERSON_FILTERS),
  createPerson: creates(model.personPost, model.person),
  readPersonId: reads(model.personendatensatz),
  updatePersonId: updates(model.personPut, model.person),
  deletePersonId: deletes,
  readPersonIdPersonenkontexte: reads(listOf(model.personenkontext), ...KONTEXT_FILTERS),
  createPersonIdPersonenkontext: creates(model.kontextPost, model.personenkontext),
  readPersonenkontexte: reads(listOf(model.kontextdatensatz), 'mandant', ...KONTEXT_FILTERS),
  readPersonenkontextId: reads(model.personendatensatz),
  updatePersonenkontextId: updates(model.kontextPut, model.personenkontext),
  deletePersonenkontextId: deletes,
  createPersonenkontextIdBeziehung: creates(model.beziehungPost, model.beziehung),
  readPersonenkontextIdBeziehungen: reads(model.beziehungen, 'hat_als_beziehungen', 'ist_von_beziehungen'),
  readBeziehungId: reads(model.beziehungSingle),
  deleteBeziehungId: deletes,
  createPersonenkontextIdSichtfreigabe: creates(model.sichtfreigabePost, model.sichtfreigabe),
  readPersonenkontextIdSichtfreigaben: reads(listOf(model.sichtfreigabe)),
  deleteSichtfreigabeId: deletes,
  readOrganisationen: reads(
    listOf(model.organisation),
    'kennung',
    'name',
    'typ',
    'hat_als_organisationsbeziehungen',
  ),
  readOrganisationId: reads(model.organisation),
  readOrganisationIdOrganisationsbeziehungen: reads(
    model.organisationsbeziehungen,
    'hat_als_organisationsbeziehungen',
    'ist_von_organisationsbeziehungen',
  ),
  readOrganisationInfo: reads(model.organisation),
  readGruppendatensaetze: reads(listOf(model.gruppendatensatz), ...GRUPPEN_FILTERS),
  createGruppe: creates(model.gruppePost, model.gruppe),
  readGruppeId: reads(model.gruppendatensatz),
  updateGruppeId: updates(model.gruppePut, model.gruppe),
  deleteGruppeId: deletes,
  readGruppeIdGruppenzugehoerigkeiten: reads(listOf(model.zugehoerigkeit), 'referrer', 'rollen'),
  createGruppeIdGruppenzugehoerigkeit: creates(model.zugehoerigkeitPost, model.zugehoerigkeit),
  readGruppenzugehoerigkeiten: reads(listOf(model.zugehoerigkeitsdatensatz), 'referrer', 'mandant', 'rollen'),
  readGruppenzugehoerigkeitId: reads(model.gruppendatensatz),
  updateGruppenzugehoerigkeitId: updates(model.zugehoerigkeitPut, model.zugehoerigkeit),
  deleteGruppenzugehoerigkeitId: deletes,
};
