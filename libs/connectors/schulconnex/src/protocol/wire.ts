/*
 * What the service sends and takes, in its own words. Attributes nobody here knows are carried along, so
 * every type is open; what is read is checked where it is read (`read-records.ts`).
 */

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** One element of `GET /personen`. */
export interface Personendatensatz extends Json {
  readonly person: Json;
  readonly personenkontexte?: readonly Json[];
}

/** One element of `GET /gruppen`. */
export interface Gruppendatensatz extends Json {
  readonly gruppe: Json;
  readonly gruppenzugehoerigkeiten?: readonly Json[];
}

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The organisation an access token stands for: `GET /organisation-info`. */
export interface OwnOrganisation {
  readonly id: string;
  /** E.g. a Schulnummer, `NI_12345`. */
  readonly number?: string;
  readonly name?: string;
}
