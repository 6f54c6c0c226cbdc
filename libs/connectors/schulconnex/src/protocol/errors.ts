import { GatewayError } from '@gateway/errors';
import type { Operation } from './operations';
import { text } from './read-values';
import { isJson } from './wire';

/** What a service says about an error, as its catalogue numbers it: `400/10`. */
export interface ServiceError {
  /** Status and subcode; the status alone where the answer does not name a subcode. */
  readonly code: string;
  /** Meant for developers; says nothing about a person. */
  readonly title?: string;
}

/** Reads an error of any server: numeric or text codes, and pages that are no JSON at all. */
export function readError(status: number, body: Buffer | undefined): ServiceError {
  const said = parse(body);
  const subcode = text(said.subcode);
  const code = text(said.code)?.slice(0, 3) ?? String(status);
  if (subcode === undefined || !/^\d{1,2}$/.test(subcode) || !/^[45]\d\d$/.test(code)) {
    return { code: String(status) };
  }
  const known = `${code}/${subcode.padStart(2, '0')}`;
  const title = catalogue[known];
  return { code: known, ...(title !== undefined && { title }) };
}

function parse(body: Buffer | undefined): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(body?.toString('utf8') ?? '');
    return isJson(said) ? said : {};
  } catch {
    return {};
  }
}

/** The titles of the error catalogue (dossier 5). Those of an answer are not repeated: they may quote values. */
export const catalogue: Readonly<Record<string, string>> = {
  '400/00': 'Fehlerhafte Anfrage',
  '400/01': 'Fehlende Parameter',
  '400/02': 'Falsche Parameter',
  '400/03': 'Validierungsfehler',
  '400/04': 'JSON-Struktur ungültig',
  '400/05': 'JSON-Struktur nicht deserialisierbar',
  '400/06': 'JSON-Struktur besitzt ungültige Attribute',
  '400/07': 'Attributwerte haben eine ungültige Länge',
  '400/08': 'Attributwerte entsprechen nicht dem gültigen Zeichensatz',
  '400/09': 'Datumsattribut hat einen ungültigen Wert',
  '400/10': 'Attributwerte entspricht keinem der erwarteten Werte',
  '400/11': 'Attribut darf nicht mit diesem Wert gesetzt oder verändert werden.',
  '400/12': 'Person enthält noch Personenkontexte.',
  '400/13': 'Personenkontext wird genutzt.',
  '400/14': 'Zyklische Referenzgruppe',
  '400/15': 'Text zu lang',
  '400/16': 'Inkonsistente Laufzeitangabe',
  '400/17': 'Doppelter Filter',
  '400/18': 'Beziehung kann nicht erstellt werden.',
  '400/19': 'Erreichbarkeit kann nicht hinzugefügt werden.',
  '401/00': 'Zugang verweigert',
  '401/01': 'Access Token abgelaufen',
  '401/02': 'Invalider Access-Token',
  '401/03': 'Falsche Autorisierungsmethode',
  '403/00': 'Fehlende Rechte',
  '404/00': 'Endpunkt existiert nicht',
  '404/01': 'Angefragte Entität existiert nicht',
  '405/00': 'Nicht erlaubt',
  '405/01': 'POST/PUT nicht erlaubt',
  '409/00': 'Konflikt mit dem aktuellen Zustand der Ressource.',
  '501/00': 'Der Endpunkt ist nicht implementiert.',
  '501/01': 'Der Endpunkt ist noch nicht implementiert.',
};

/** The token endpoint does not accept what we showed; trying again could lock the account. */
export class LoginRefused extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'SCHULCONNEX_LOGIN_REFUSED';

  constructor(facts: { readonly status: number; readonly oauthError: string }) {
    super('The token endpoint does not accept the credentials of this connection', { ...facts });
  }
}

/** The token endpoint cannot be reached, or answers what no token can be read from. */
export class TokenUnavailable extends GatewayError {
  readonly kind = 'unavailable';
  readonly code = 'SCHULCONNEX_TOKEN_UNAVAILABLE';

  constructor(reason: string, retryAfterSeconds?: number) {
    super(
      `The token endpoint gave no token: ${reason}`,
      { reason },
      retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
    );
  }
}

/** The service understood a reading request and said no. */
export class ReadingRefused extends GatewayError {
  readonly kind = 'refused';
  readonly code = 'SCHULCONNEX_READING_REFUSED';

  constructor(operation: Operation, error: ServiceError) {
    super(`The service refuses ${operation}: ${error.code}`, { operation, error: error.code });
  }
}

/** The service does not offer this operation (405, 501). */
export class NotOffered extends GatewayError {
  readonly kind = 'refused';
  readonly code = 'SCHULCONNEX_NOT_OFFERED';

  constructor(operation: Operation, error: ServiceError) {
    super(`The service does not offer ${operation}: ${error.code}`, { operation, error: error.code });
  }
}

/** The service could not be read at the moment; nothing was changed. */
export class ServiceUnavailable extends GatewayError {
  readonly kind = 'unavailable';
  readonly code = 'SCHULCONNEX_UNAVAILABLE';

  constructor(operation: Operation, reason: string, retryAfterSeconds?: number) {
    super(
      `The service does not answer ${operation}: ${reason}`,
      { operation, reason },
      retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
    );
  }
}

/** The service's answer is not one the interface allows, or was cut. */
export class AnswerGarbled extends GatewayError {
  readonly kind = 'garbled';
  readonly code = 'SCHULCONNEX_ANSWER_UNREADABLE';

  /** @param where which element of a list, counted from 0; never what it says */
  constructor(operation: Operation, where?: number) {
    super(`The answer to ${operation} is not one the interface allows`, {
      operation,
      ...(where !== undefined && { element: where }),
    });
  }
}
