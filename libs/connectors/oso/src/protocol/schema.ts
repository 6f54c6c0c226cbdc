import type { Profile } from '../domain/profile';
import {
  aanleverpuntOperations,
  messagesOf,
  trafficCenterOperations,
  type Field,
  type Operation,
  type Particle,
  type ValueType,
} from './messages';

/** Who offers an operation. */
export type Service = 'TrafficCenter' | 'Aanleverpunt';

const operations: Readonly<Record<Service, readonly Operation[]>> = {
  TrafficCenter: trafficCenterOperations,
  Aanleverpunt: aanleverpuntOperations,
};

/** The messages as an XML schema: our reconstruction, which is not Kennisnet's (dossier 3). */
export function schemaOf(profile: Pick<Profile, 'namespace' | 'addressedBy' | 'doel'>): string {
  const { namespace } = profile;
  const elements = Object.entries(messagesOf(profile)).map(
    ([name, particles]) => `  <xs:element name="${name}">${complex(particles)}</xs:element>`,
  );
  return [
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:oso="${namespace}" targetNamespace="${namespace}" elementFormDefault="qualified">`,
    ...Object.entries(restrictions(profile)).map(([name, facets]) => simpleType(name, facets)),
    ...elements,
    '</xs:schema>',
  ].join('\n');
}

/** A SOAP 1.1 description, document/literal, with the schema in it. */
export function wsdlOf(
  profile: Pick<Profile, 'namespace' | 'addressedBy' | 'doel'>,
  service: Service,
): string {
  const each = (part: (operation: Operation) => string): string => operations[service].map(part).join('');
  const messages = each((name) =>
    [`${name}Request`, `${name}Response`]
      .map((message) => `<message name="${message}"><part name="body" element="oso:${message}"/></message>`)
      .join(''),
  );
  const body = '<soap:body use="literal"/>';
  return [
    `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:oso="${profile.namespace}" targetNamespace="${profile.namespace}">`,
    `<types>${schemaOf(profile)}</types>${messages}`,
    `<portType name="${service}">${each((name) => `<operation name="${name}"><input message="oso:${name}Request"/><output message="oso:${name}Response"/></operation>`)}</portType>`,
    `<binding name="${service}Soap" type="oso:${service}"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>`,
    each(
      (name) =>
        `<operation name="${name}"><soap:operation soapAction=""/><input>${body}</input><output>${body}</output></operation>`,
    ),
    `</binding><service name="${service}"><port name="${service}" binding="oso:${service}Soap"><soap:address location="https://oso.invalid/"/></port></service>`,
    '</definitions>',
  ].join('\n');
}

const complex = (particles: readonly Particle[]): string =>
  `<xs:complexType>${sequence(particles)}</xs:complexType>`;

const sequence = (particles: readonly Particle[]): string =>
  `<xs:sequence>${particles.map(particleOf).join('')}</xs:sequence>`;

const particleOf = (particle: Particle): string =>
  'choice' in particle
    ? `<xs:choice>${particle.choice.map(sequence).join('')}</xs:choice>`
    : element(particle);

function element({ name, content, least, most }: Field): string {
  const occurs = `${least === 0 ? ' minOccurs="0"' : ''}${most === 1 ? '' : ' maxOccurs="unbounded"'}`;
  return typeof content === 'string'
    ? `<xs:element name="${name}" type="${typeName(content)}"${occurs}/>`
    : `<xs:element name="${name}"${occurs}>${complex(content)}</xs:element>`;
}

const BUILT_IN: readonly ValueType[] = ['string', 'anyURI', 'dateTime', 'base64Binary'];

const typeName = (type: ValueType): string => (BUILT_IN.includes(type) ? `xs:${type}` : `oso:${type}Type`);

const pattern = (value: string): string => `<xs:pattern value="${value}"/>`;
const words = (...values: readonly string[]): string =>
  values.map((value) => `<xs:enumeration value="${value}"/>`).join('');

const GUID = '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

const restrictions = ({ doel }: Pick<Profile, 'doel'>): Record<string, string> => ({
  brin: pattern('[0-9]{2}[A-Z]{2}'),
  aanleverpuntIndex: pattern('0|[1-9][0-9]{0,4}'),
  routeringsKenmerk: pattern('00000007[0-9A-Z]{12}'),
  koppelsleutel: pattern(GUID),
  sessieId: pattern(GUID),
  pgnfrag: pattern('[0-9]{4}'),
  doel: words('OV', doel),
  overdrachtsoort: words('overstapdossier', 'overdrachtbinnenbrin', 'binnenBRIN', 'SWVaanvraag'),
});

const simpleType = (name: string, facets: string): string =>
  `  <xs:simpleType name="${name}Type"><xs:restriction base="xs:string">${facets}</xs:restriction></xs:simpleType>`;
