import type { Codes } from '../domain/code-lists';
import type { RemoteGroup, RemoteMembership } from '../domain/group';
import type { RemoteContext, RemotePerson } from '../domain/person';
import type { Resource } from '../domain/plan/attributes';
import type { Operation } from './operations';
import {
  readGruppe,
  readGruppendatensatz,
  readGruppenzugehoerigkeit,
  readPerson,
  readPersonendatensatz,
  readPersonenkontext,
} from './read-records';
import { isJson } from './wire';

/** The service's records by kind. */
export interface Records {
  readonly person: RemotePerson;
  readonly context: RemoteContext;
  readonly group: RemoteGroup;
  readonly membership: RemoteMembership;
}

/** How one kind of record is written and read. */
export interface ResourceProtocol<T> {
  readonly create: Operation;
  readonly read: Operation;
  readonly update: Operation;
  readonly remove: Operation;
  /** Lists the records among which one with a given referrer would be. */
  readonly find: Operation;
  /** One record, as writing operations answer it. */
  readonly written: (answer: unknown, codes: Codes) => T | undefined;
  /** One record, as reading it by its id answers it. */
  readonly single: (answer: unknown, codes: Codes) => T | undefined;
  /** One element of the list `find` answers. */
  readonly listed: (element: unknown, codes: Codes) => T | undefined;
}

/** Answers wrap a single context or membership into the data set of its person or group. */
const only =
  <T>(name: string, read: (value: unknown, codes: Codes) => T | undefined) =>
  (answer: unknown, codes: Codes): T | undefined => {
    const list = isJson(answer) ? answer[name] : undefined;
    return Array.isArray(list) && list.length === 1 ? read(list[0], codes) : undefined;
  };

export const resources: { readonly [R in Resource]: ResourceProtocol<Records[R]> } = {
  person: {
    create: 'createPerson',
    read: 'readPersonId',
    update: 'updatePersonId',
    remove: 'deletePersonId',
    find: 'readPersonen',
    written: readPerson,
    single: readPersonendatensatz,
    listed: readPersonendatensatz,
  },
  context: {
    create: 'createPersonIdPersonenkontext',
    read: 'readPersonenkontextId',
    update: 'updatePersonenkontextId',
    remove: 'deletePersonenkontextId',
    find: 'readPersonIdPersonenkontexte',
    written: readPersonenkontext,
    single: only('personenkontexte', readPersonenkontext),
    listed: readPersonenkontext,
  },
  group: {
    create: 'createGruppe',
    read: 'readGruppeId',
    update: 'updateGruppeId',
    remove: 'deleteGruppeId',
    find: 'readGruppendatensaetze',
    written: readGruppe,
    single: readGruppendatensatz,
    listed: readGruppendatensatz,
  },
  membership: {
    create: 'createGruppeIdGruppenzugehoerigkeit',
    read: 'readGruppenzugehoerigkeitId',
    update: 'updateGruppenzugehoerigkeitId',
    remove: 'deleteGruppenzugehoerigkeitId',
    find: 'readGruppeIdGruppenzugehoerigkeiten',
    written: readGruppenzugehoerigkeit,
    single: only('gruppenzugehoerigkeiten', readGruppenzugehoerigkeit),
    listed: readGruppenzugehoerigkeit,
  },
};
