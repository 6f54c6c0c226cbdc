import type { Operation } from '../../protocol/operations';
import { text } from '../../protocol/read-values';
import type { Json } from '../../protocol/wire';
import { ok, type Exchange, type Handler } from './exchange';
import { Fehler } from './fehler';
import { contains, hasCodes, yesOrNo } from './filters';

const RELATIONS = 'hat_als_organisationsbeziehungen';

/** Organisations: made outside the interface, readable by everybody. */
export const organisations = {
  readOrganisationen: ({ store, filters }) => {
    const withRelations = yesOrNo(filters, RELATIONS, false);
    const matching = [...store.organisations.values()].filter(
      ({ kennung, name, typ }) =>
        contains(kennung, filters.get('kennung')) &&
        contains(name, filters.get('name')) &&
        hasCodes(typ, filters.get('typ')),
    );
    return ok(matching.map((one) => (withRelations ? one : plain(one))));
  },
  readOrganisationId: (exchange) => ok(plain(find(exchange, exchange.id))),
  readOrganisationIdOrganisationsbeziehungen: (exchange) => {
    const { store, filters, id } = exchange;
    const organisation = find(exchange, id);
    const pointing = [...store.organisations.values()].flatMap((one) =>
      relationsOf(one)
        .filter(({ orgid }) => orgid === id)
        .map((relation) => ({ ...relation, orgid: text(one.id) })),
    );
    return ok({
      ...(yesOrNo(filters, RELATIONS, true) && { [RELATIONS]: relationsOf(organisation) }),
      ...(yesOrNo(filters, 'ist_von_organisationsbeziehungen', false) && {
        ist_von_organisationsbeziehungen: pointing,
      }),
    });
  },
  readOrganisationInfo: (exchange) => ok(plain(find(exchange, exchange.client.organisation))),
} satisfies Partial<Record<Operation, Handler>>;

function find({ store }: Exchange, id: string): Json {
  const organisation = store.organisations.get(id);
  if (!organisation) throw new Fehler('404/01');
  return organisation;
}

const plain = (organisation: Json): Json =>
  Object.fromEntries(Object.entries(organisation).filter(([name]) => name !== RELATIONS));

const relationsOf = (organisation: Json): readonly Json[] =>
  (organisation[RELATIONS] as readonly Json[] | undefined) ?? [];
