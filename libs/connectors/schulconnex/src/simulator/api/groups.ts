import { termDays } from '../../domain/check-groups';
import type { Operation } from '../../protocol/operations';
import { object, objects, text } from '../../protocol/read-values';
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
import { matchesGroup, matchesMembership } from './filters';
import { renderGroup, renderPlain } from './render';

/** Groups and memberships. */
export const groups = {
  readGruppendatensaetze: (exchange) => {
    const { store } = exchange;
    const matching = ours(exchange).filter(({ data, mandant }) =>
      matchesGroup(data, mandant, exchange.filters),
    );
    return ok(matching.map((group) => dataSet(group, store.below('zugehoerigkeit', group.id))));
  },

  createGruppe: (exchange) => {
    const { store, client, body } = exchange;
    const data = body();
    checkGroup(exchange, data);
    const { mandant, organisation } = client;
    return created(renderGroup(store.add({ kind: 'gruppe', mandant, organisation, data })));
  },

  readGruppeId: (exchange) => {
    const group = own(exchange, 'gruppe', exchange.id);
    return ok(dataSet(group, exchange.store.below('zugehoerigkeit', group.id)));
  },

  updateGruppeId: (exchange) => {
    const entry = own(exchange, 'gruppe', exchange.id);
    const body = exchange.body();
    checkGroup(exchange, body, entry.id);
    sameAsStored(body, { id: entry.id, mandant: entry.mandant, orgid: entry.organisation });
    sameRevision(entry, body);
    const data = without(body, 'id', 'mandant', 'orgid', 'revision');
    return ok(renderGroup(exchange.store.change(entry, data)));
  },

  deleteGruppeId: (exchange) => {
    const { store, id } = exchange;
    sameRevision(own(exchange, 'gruppe', id), exchange.body());
    for (const membership of store.below('zugehoerigkeit', id)) store.remove(membership.id);
    store.remove(id);
    return gone;
  },

  readGruppeIdGruppenzugehoerigkeiten: (exchange) => {
    const { id } = own(exchange, 'gruppe', exchange.id);
    const matching = exchange.store
      .below('zugehoerigkeit', id)
      .filter(({ data, mandant }) => matchesMembership(data, mandant, exchange.filters));
    return ok(matching.map(renderPlain));
  },

  createGruppeIdGruppenzugehoerigkeit: (exchange) => {
    const { mandant, organisation, id } = own(exchange, 'gruppe', exchange.id);
    const data = exchange.body();
    checkMembership(exchange, data);
    const entry = exchange.store.add({ kind: 'zugehoerigkeit', mandant, organisation, parent: id, data });
    return created(renderPlain(entry));
  },

  readGruppenzugehoerigkeiten: (exchange) => {
    const { store, filters } = exchange;
    const sets = ours(exchange).map(({ id }) => ({
      gruppe: { id },
      gruppenzugehoerigkeiten: store
        .below('zugehoerigkeit', id)
        .filter(({ data, mandant }) => matchesMembership(data, mandant, filters))
        .map(renderPlain),
    }));
    return ok(sets.filter(({ gruppenzugehoerigkeiten }) => gruppenzugehoerigkeiten.length > 0));
  },

  readGruppenzugehoerigkeitId: (exchange) => {
    const entry = own(exchange, 'zugehoerigkeit', exchange.id);
    return ok(dataSet(own(exchange, 'gruppe', entry.parent), [entry]));
  },

  updateGruppenzugehoerigkeitId: (exchange) => {
    const entry = own(exchange, 'zugehoerigkeit', exchange.id);
    const body = exchange.body();
    checkMembership(exchange, body);
    sameAsStored(body, { id: entry.id, mandant: entry.mandant });
    sameRevision(entry, body);
    const data = without(body, 'id', 'mandant', 'revision');
    return ok(renderPlain(exchange.store.change(entry, data)));
  },

  deleteGruppenzugehoerigkeitId: (exchange) => {
    const entry = own(exchange, 'zugehoerigkeit', exchange.id);
    sameRevision(entry, exchange.body());
    exchange.store.remove(entry.id);
    return gone;
  },
} satisfies Partial<Record<Operation, Handler>>;

const ours = ({ store, client }: Exchange): Entry[] =>
  store.list('gruppe').filter(({ mandant }) => mandant === client.mandant);

const dataSet = (group: Entry, members: readonly Entry[]): Json => ({
  gruppe: renderGroup(group),
  gruppenzugehoerigkeiten: members.map(renderPlain),
});

/** @throws Fehler 400/16 for a term that ends before it begins, 400/10, /03 or /14 for references */
function checkGroup({ store, client }: Exchange, data: Json, id?: string): void {
  const { von, vonlernperiode, bis, bislernperiode } = object(data.laufzeit);
  const { first = '', last = '9' } = termDays(
    Object.fromEntries(
      Object.entries({ from: von, fromPeriod: vonlernperiode, until: bis, untilPeriod: bislernperiode })
        .map(([name, value]) => [name, text(value)] as const)
        .filter(([, value]) => value !== undefined),
    ),
  );
  if (last < first) throw new Fehler('400/16', 'laufzeit');
  for (const target of targetsOf(data)) {
    const group = store.find('gruppe', target);
    if (!group) throw new Fehler('400/10', 'referenzgruppen.grupid');
    if (group.organisation !== client.organisation) throw new Fehler('400/03', 'referenzgruppen.grupid');
    if (
      id !== undefined &&
      leadsTo(id, target, (from) => targetsOf(store.find('gruppe', from)?.data ?? {}))
    ) {
      throw new Fehler('400/14');
    }
  }
}

const targetsOf = ({ referenzgruppen }: Json): string[] =>
  objects(referenzgruppen).map(({ grupid }) => text(grupid) ?? '');

function leadsTo(wanted: string, start: string, onward: (from: string) => string[]): boolean {
  const seen = new Set([start]);
  for (const at of seen) {
    if (at === wanted) return true;
    for (const next of onward(at)) seen.add(next);
  }
  return false;
}

/** @throws Fehler 400/10 for a member nobody knows, 400/03 for an end before the start */
function checkMembership({ store }: Exchange, { ktid, von, bis }: Json): void {
  if (!store.find('kontext', String(ktid))) throw new Fehler('400/10', 'ktid');
  const [first = '', last = '9'] = [text(von), text(bis)];
  if (last < first) throw new Fehler('400/03', 'von, bis');
}
