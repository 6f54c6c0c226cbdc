import type { Operation } from '../../protocol/operations';
import type { Json } from '../../protocol/wire';
import type { Entry } from '../state/entry';
import {
  created,
  gone,
  ok,
  own,
  sameAsStored,
  sameRevision,
  without,
  type Exchange,
  type Handler,
} from './exchange';
import { Fehler } from './fehler';
import { matchesContext, matchesPerson, yesOrNo } from './filters';
import { releasedTo } from './releases';
import { renderContext, renderPerson, renderPlain } from './render';

const SERVER_OWNED = ['id', 'mandant', 'revision'];

/** People, and the lists in which their contexts come along. */
export const people = {
  readPersonen: (exchange) => {
    const { store, filters } = exchange;
    const matching = store
      .list('person')
      .filter(({ data, mandant }) => matchesPerson(data, mandant, filters));
    return ok(dataSets(exchange, matching));
  },

  createPerson: (exchange) => {
    const { store, client, body } = exchange;
    const { mandant, organisation } = client;
    return created(renderPerson(store.add({ kind: 'person', mandant, organisation, data: body() })));
  },

  readPersonId: (exchange) => {
    const [found] = dataSets(exchange, theOne(exchange));
    if (!found) throw new Fehler('404/01');
    return ok(found);
  },

  updatePersonId: (exchange) => {
    refuseReleased(exchange, exchange.id);
    const entry = own(exchange, 'person', exchange.id);
    const body = exchange.body();
    sameAsStored(body, { id: entry.id, mandant: entry.mandant });
    sameRevision(entry, body);
    return ok(renderPerson(exchange.store.change(entry, without(body, ...SERVER_OWNED))));
  },

  deletePersonId: (exchange) => {
    const { store, id } = exchange;
    const entry = own(exchange, 'person', id);
    const body = exchange.body();
    if (store.below('kontext', id).length > 0) throw new Fehler('400/12');
    sameRevision(entry, body);
    store.remove(id);
    return gone;
  },

  readPersonIdPersonenkontexte: (exchange) => {
    const [found] = dataSets(exchange, theOne(exchange), matchingContext(exchange));
    if (!found) throw new Fehler('404/01');
    return ok(found.personenkontexte);
  },

  readPersonenkontexte: (exchange) => {
    const all = dataSets(exchange, exchange.store.list('person'), matchingContext(exchange));
    const having = all.filter(({ personenkontexte }) => personenkontexte.length > 0);
    return ok(having.map(({ person, ...rest }) => ({ person: { id: person.id }, ...rest })));
  },
} satisfies Partial<Record<Operation, Handler>>;

const matchingContext =
  ({ filters }: Exchange) =>
  ({ data, mandant }: Entry): boolean =>
    matchesContext(data, mandant, filters);

interface DataSet {
  readonly person: Json;
  readonly personenkontexte: readonly Json[];
}

/** Our own people with all their contexts, and those released to us with the released contexts only. */
function dataSets(
  exchange: Exchange,
  among: readonly Entry[],
  wantsContext: (entry: Entry) => boolean = () => true,
): DataSet[] {
  const { store, client, filters } = exchange;
  const foreignOnly = yesOrNo(filters, 'sichtfreigabe', false);
  const ownOnly = filters.has('sichtfreigabe') && !foreignOnly;
  const released = ownOnly ? new Set<string>() : releasedTo(store, client.organisation, exchange.now);
  const withRelations = yesOrNo(filters, 'hat_als_beziehungen', false);

  return among.flatMap((entry) => {
    const ours = entry.mandant === client.mandant;
    if (ours ? foreignOnly : released.size === 0) return [];
    const visible = store.below('kontext', entry.id).filter(({ id }) => ours || released.has(id));
    if (!ours && visible.length === 0) return [];
    const shown = visible.filter(wantsContext).map((context) => ({
      ...renderContext(context, !ours),
      ...(withRelations && { beziehungen: { hat_als_beziehungen: relationsOf(exchange, context) } }),
    }));
    return [{ person: renderPerson(entry), personenkontexte: shown }];
  });
}

const theOne = ({ store, id }: Exchange): readonly Entry[] => {
  const entry = store.find('person', id);
  return entry ? [entry] : [];
};

const relationsOf = ({ store }: Exchange, context: Entry): Json[] =>
  store.below('beziehung', context.id).map((relation) => {
    const { ktid, beziehung } = renderPlain(relation);
    return { ktid, beziehung };
  });

/** Released records may be looked at only. @throws Fehler 403/00 */
export function refuseReleased({ store, client, now }: Exchange, personOrContext: string): void {
  const entry = store.any(personOrContext);
  if (!entry || entry.mandant === client.mandant) return;
  const released = releasedTo(store, client.organisation, now);
  const contexts = entry.kind === 'person' ? store.below('kontext', entry.id) : [entry];
  if (contexts.some(({ id }) => released.has(id))) throw new Fehler('403/00');
}
