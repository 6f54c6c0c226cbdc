import { forms, type Profile } from '../domain/profile';
import { messagesOf, type Field, type MessageName, type Particle, type ValueType } from './messages';
import type { XmlElement } from './read-xml';

/** The values of a message, by their names; fields within fields joined by a dot. */
export type Values = ReadonlyMap<string, string>;

/**
 * The values of a message, if it is exactly one of its kind: every element in its place and namespace,
 * every value of its type. Anything else is undefined.
 */
export function matchMessage(
  element: XmlElement,
  name: MessageName,
  profile: Pick<Profile, 'addressedBy' | 'doel'>,
): Values | undefined {
  const values = new Map<string, string>();
  const matcher = new Matcher(element.uri, profile.doel, values);
  const { children } = element;
  return matcher.row(messagesOf(profile)[name], children, 0, '') === children.length ? values : undefined;
}

class Matcher {
  constructor(
    private readonly namespace: string,
    private readonly doel: string,
    private readonly values: Map<string, string>,
  ) {}

  /** Where the row ends among these elements, or -1 if it is not there. */
  row(particles: readonly Particle[], elements: readonly XmlElement[], from: number, path: string): number {
    let at = from;
    for (const particle of particles) {
      at =
        'choice' in particle
          ? this.choice(particle.choice, elements, at, path)
          : this.field(particle, elements, at, path);
      if (at < 0) return -1;
    }
    return at;
  }

  private choice(
    rows: readonly (readonly Particle[])[],
    elements: readonly XmlElement[],
    from: number,
    path: string,
  ): number {
    for (const row of rows) {
      const end = this.row(row, elements, from, path);
      if (end > from) return end;
    }
    return -1;
  }

  private field(field: Field, elements: readonly XmlElement[], from: number, path: string): number {
    let at = from;
    for (;;) {
      const element = elements[at];
      if (element?.local !== field.name || element.uri !== this.namespace) break;
      if (!this.value(field, element, `${path}${field.name}`)) return -1;
      at += 1;
      if (field.most === 1) break;
    }
    return at - from >= field.least ? at : -1;
  }

  private value({ content }: Field, element: XmlElement, path: string): boolean {
    if (typeof content !== 'string') {
      const end = this.row(content, element.children, 0, `${path}.`);
      return end === element.children.length;
    }
    if (element.children.length > 0 || !this.isOf(content, element.text)) return false;
    this.values.set(path, element.text);
    return true;
  }

  private isOf(type: ValueType, text: string): boolean {
    if (type === 'doel') return text === 'OV' || text === this.doel;
    return types[type].test(text);
  }
}

const anything = /^/;

const types: Readonly<Record<Exclude<ValueType, 'doel'>, RegExp>> = {
  brin: forms.brin,
  aanleverpuntIndex: forms.index,
  routeringsKenmerk: forms.kenmerk,
  koppelsleutel: forms.guid,
  sessieId: forms.guid,
  pgnfrag: /^\d{4}$/,
  overdrachtsoort: /^(overstapdossier|overdrachtbinnenbrin|binnenBRIN|SWVaanvraag)$/,
  string: anything,
  anyURI: anything,
  dateTime: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/,
  base64Binary: /^[A-Za-z0-9+/\s]*={0,2}\s*$/,
};
