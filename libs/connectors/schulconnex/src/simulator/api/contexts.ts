import type { Operation } from '../../protocol/operations';
import { objects, text } from '../../protocol/read-values';
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
import { yesOrNo } from './filters';
import { refuseReleased } from './people';
import { renderContext, renderPerson, renderPlain, renderRelease } from './render';

/** Contexts, their relations and their releases. */
export const contexts = {
  createPersonIdPersonenkontext: (exchange) => {
    const { store, client, id } = exchange;
    const person = own(exchange, 'person', id);
    const body = without(exchange.body(), 'sichtfreigabe');
    checkContext(exchange, body);
    const rolle = String(body.rolle).toLowerCase();
    const taken = store
      .below('kontext', person.id)
      .some(
        ({ organisation, data }) =>
          organisation === client.organisation && String(data.rolle).toLowerCase() === rolle,
      );
    if (taken) throw new Fehler('400/03', 'organisation, rolle');
    const data = { personenstatus: 'Aktiv', ...body };
    const { mandant, organisation } = client;
    return created(renderContext(store.add({ kind: 'kontext', mandant, organisation, parent: id, data })));
  },

  readPersonenkontextId: (exchange) => {
    const entry = own(exchange, 'kontext', exchange.id);
    const person = exchange.store.find('person', entry.parent);
    if (!person) throw new Fehler('404/01');
    return ok({ person: renderPerson(person), personenkontexte: [renderContext(entry)] });
  },

  updatePersonenkontextId: (exchange) => {
    refuseReleased(exchange, exchange.id);
    const entry = own(exchange, 'kontext', exchange.id);
    const body = exchange.body();
    checkContext(exchange, body);
    const { id, mandant, organisation, data } = entry;
    sameAsStored(body, { id, mandant, organisation: { id: organisation }, rolle: data.rolle });
    sameRevision(entry, body);
    const sent = without(body, 'id', 'mandant', 'organisation', 'rolle', 'sichtfreigabe', 'revision');
    return ok(renderContext(exchange.store.change(entry, { rolle: data.rolle, ...sent })));
  },

  deletePersonenkontextId: (exchange) => {
    const { store, id } = exchange;
    const entry = own(exchange, 'kontext', id);
    const body = exchange.body();
    if (entry.delivered) throw new Fehler('400/13');
    sameRevision(entry, body);
    store.remove(id);
    for (const membership of store.list('zugehoerigkeit')) {
      if (membership.data.ktid === id) store.remove(membership.id);
    }
    return gone;
  },

  createPersonenkontextIdBeziehung: (exchange) => {
    const { mandant, organisation, id } = own(exchange, 'kontext', exchange.id);
    const data = exchange.body();
    if (!exchange.store.find('kontext', String(data.ktid))) throw new Fehler('400/10', 'ktid');
    if (data.ktid === id) throw new Fehler('400/18');
    const entry = exchange.store.add({ kind: 'beziehung', mandant, organisation, parent: id, data });
    return created(renderPlain(entry));
  },

  readPersonenkontextIdBeziehungen: (exchange) => {
    const { store, filters } = exchange;
    const { id } = own(exchange, 'kontext', exchange.id);
    const all = store.list('beziehung');
    const turned = (entry: Entry): Json => ({ ...renderPlain(entry), ktid: entry.parent });
    return ok({
      ...(yesOrNo(filters, 'hat_als_beziehungen', true) && {
        hat_als_beziehungen: all.filter(({ parent }) => parent === id).map(renderPlain),
      }),
      ...(yesOrNo(filters, 'ist_von_beziehungen', false) && {
        ist_von_beziehungen: all.filter(({ data }) => data.ktid === id).map(turned),
      }),
    });
  },

  readBeziehungId: (exchange) => {
    const entry = own(exchange, 'beziehung', exchange.id);
    return ok({ ...renderPlain(entry), ist_von_ktid: entry.parent });
  },

  deleteBeziehungId: (exchange) => remove(exchange, own(exchange, 'beziehung', exchange.id)),

  createPersonenkontextIdSichtfreigabe: (exchange) => {
    const { store } = exchange;
    const { mandant, organisation, id } = own(exchange, 'kontext', exchange.id);
    const data = exchange.body();
    if (!store.organisations.has(String(data.orgid))) throw new Fehler('400/10', 'orgid');
    const today = exchange.now.toISOString().slice(0, 10);
    const [von = today, bis = von] = [text(data.von), text(data.bis)];
    if (von < today || bis < von) throw new Fehler('400/03', 'von, bis');
    const entry = store.add({ kind: 'sichtfreigabe', mandant, organisation, parent: id, data });
    return created(renderRelease(entry));
  },

  readPersonenkontextIdSichtfreigaben: (exchange) => {
    const { id } = own(exchange, 'kontext', exchange.id);
    return ok(exchange.store.below('sichtfreigabe', id).map(renderRelease));
  },

  deleteSichtfreigabeId: (exchange) => remove(exchange, own(exchange, 'sichtfreigabe', exchange.id)),
} satisfies Partial<Record<Operation, Handler>>;

function remove(exchange: Exchange, entry: Entry): ReturnType<Handler> {
  sameRevision(entry, exchange.body());
  exchange.store.remove(entry.id);
  return gone;
}

/** @throws Fehler 400/03 for a time of deletion in the past, 400/19 for more addresses than are allowed */
function checkContext({ profile, now }: Exchange, { loeschung, erreichbarkeiten }: Json): void {
  const zeitpunkt = (loeschung as { readonly zeitpunkt: string } | undefined)?.zeitpunkt;
  if (zeitpunkt !== undefined && !(new Date(zeitpunkt) >= now))
    throw new Fehler('400/03', 'loeschung.zeitpunkt');
  if (profile === 'eine-erreichbarkeit' && objects(erreichbarkeiten).length > 1) throw new Fehler('400/19');
}
