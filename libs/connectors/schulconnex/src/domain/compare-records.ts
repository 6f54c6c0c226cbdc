import {
  attributes,
  isEmpty,
  isSame,
  type Kind,
  type Resource,
  type Value,
  type Values,
} from './plan/attributes';

/** How an attribute of a candidate stands to that of the record a question is about. */
type Agreement = 'agrees' | 'differs' | 'missing-in-candidate' | 'missing-in-subject';

/** One attribute of a record and of those it may be the same as. Contains personal data. */
export interface ComparedAttribute {
  readonly attribute: string;
  readonly subject: Value;
  readonly candidates: readonly { readonly value: Value; readonly agreement: Agreement }[];
}

/** Only facts, attribute by attribute in the order of the plan, and no score; what nobody knows is left out. */
export function compareRecords(
  resource: Resource,
  subject: Values,
  candidates: readonly Values[],
): ComparedAttribute[] {
  const kinds: Readonly<Record<string, Kind>> = attributes[resource];
  return Object.entries(kinds)
    .map(([attribute, kind]) => {
      const of = (values: Values): Value => (values as Readonly<Record<string, Value>>)[attribute];
      return {
        attribute,
        subject: of(subject),
        candidates: candidates.map((candidate) => ({
          value: of(candidate),
          agreement: agreementOf(kind, of(subject), of(candidate)),
        })),
      };
    })
    .filter(
      ({ subject: value, candidates: others }) =>
        !isEmpty(value) || others.some((other) => !isEmpty(other.value)),
    );
}

function agreementOf(kind: Kind, subject: Value, candidate: Value): Agreement {
  if (isEmpty(candidate)) return isEmpty(subject) ? 'agrees' : 'missing-in-candidate';
  if (isEmpty(subject)) return 'missing-in-subject';
  return isSame(kind, subject, candidate) ? 'agrees' : 'differs';
}
