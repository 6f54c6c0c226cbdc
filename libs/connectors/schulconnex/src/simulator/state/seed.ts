import { objects, text } from '../../protocol/read-values';
import { isJson, type Gruppendatensatz, type Json, type Personendatensatz } from '../../protocol/wire';
import type { RegisteredClient } from './client';
import type { Store } from './store';

/** Records as the interface lists them; ids and revisions are made where they are missing. */
export interface Seed {
  readonly personen?: readonly (Pick<Personendatensatz, 'person' | 'personenkontexte'> & Json)[];
  readonly gruppen?: readonly (Pick<Gruppendatensatz, 'gruppe' | 'gruppenzugehoerigkeiten'> & Json)[];
}

const OWNED: ReadonlySet<string> = new Set([
  'id',
  'mandant',
  'organisation',
  'orgid',
  'revision',
  'sichtfreigabe',
]);

const dataOf = (record: Json): Json =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !OWNED.has(name)));

/** Records without controller and organisation belong to those of the first client. */
export function loadSeed(store: Store, clients: readonly RegisteredClient[], seed: Seed): void {
  const first = { mandant: clients[0]?.mandant ?? '', organisation: clients[0]?.organisation ?? '' };
  const head = (record: Json): { mandant: string; organisation: string; id?: string } => {
    const id = text(record.id);
    const organisation = isJson(record.organisation) ? record.organisation.id : record.orgid;
    return {
      mandant: text(record.mandant) ?? first.mandant,
      organisation: text(organisation) ?? first.organisation,
      ...(id !== undefined && { id }),
    };
  };
  for (const { person, personenkontexte } of seed.personen ?? []) {
    const { id: parent, mandant } = store.add({ kind: 'person', ...head(person), data: dataOf(person) });
    for (const context of objects(personenkontexte)) {
      store.add({ kind: 'kontext', ...head({ mandant, ...context }), parent, data: dataOf(context) });
    }
  }
  for (const { gruppe, gruppenzugehoerigkeiten } of seed.gruppen ?? []) {
    const { id: parent, mandant } = store.add({ kind: 'gruppe', ...head(gruppe), data: dataOf(gruppe) });
    for (const membership of objects(gruppenzugehoerigkeiten)) {
      store.add({
        kind: 'zugehoerigkeit',
        ...head({ mandant, ...membership }),
        parent,
        data: dataOf(membership),
      });
    }
  }
}

/** The organisations of the registered clients, and an invented Träger above them. */
export function sampleOrganisations(clients: readonly RegisteredClient[]): Json[] {
  const traeger = { id: 'f6a2bc1e-0f5b-4b8b-9f0e-5b1f1d3a7c10', name: 'Muster-Schulträger', typ: 'SchTrae' };
  const ids = [...new Set(clients.map(({ organisation }) => organisation))];
  const schools = ids.map((id, index) => ({
    id,
    kennung: `NI_${99_001 + index}`,
    name: `Musterschule ${index + 1}`,
    typ: 'Schule',
    traegerschaft: '03',
    hat_als_organisationsbeziehungen: [{ orgid: traeger.id, organisationsbeziehung: 'SchTrae' }],
  }));
  return [...schools, traeger];
}
