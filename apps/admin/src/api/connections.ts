import { request } from './request';

export type Settings = Readonly<Record<string, unknown>>;

interface KitaPlanerSettings extends Settings {
  readonly realTime: boolean;
  readonly schedule: string | null;
  readonly baseUrl: string;
  readonly traeger: string;
}

export interface OsoSettings extends Settings {
  readonly trafficCenterUrl: string;
  readonly profile: string;
  readonly namespace?: string;
  readonly strictNamespace: boolean;
  readonly direction: string;
  readonly addressPolicy: string;
  readonly recipients: readonly { readonly host: string }[];
}

export interface SchulconnexSettings extends Settings {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly username?: string;
  readonly namespace: string;
}

export interface Connection<S extends Settings = KitaPlanerSettings> {
  readonly id: string;
  readonly name: string;
  readonly settings: S;
  readonly active: boolean;
  readonly pausedBecause: string | null;
  readonly version: number;
  readonly updatedAt: string;
}

export interface Credential {
  readonly name: string;
  readonly version: number;
  readonly description: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly validFrom: string;
  readonly expiresAt: string | null;
}

export interface StoredCredential extends Credential {
  readonly warnings: readonly { readonly code: string; readonly facts: Readonly<Record<string, unknown>> }[];
}

export interface Run {
  readonly id: string;
  readonly trigger: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly counts: Readonly<Record<string, number>>;
  readonly code: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** Saves what was changed; refused if somebody else has changed it since. */
export const saveConnection = (
  base: string,
  { version, name, active, settings }: Pick<Connection<Settings>, 'version' | 'name' | 'active' | 'settings'>,
): Promise<unknown> =>
  request(base, { method: 'PUT', body: { name, active, settings }, headers: { 'if-match': `"${version}"` } });

export interface NewCredential {
  readonly file: string;
  readonly filePassword: string;
  readonly user: string;
  readonly password?: string;
}

export const storeCredential = (base: string, credential: NewCredential): Promise<StoredCredential> =>
  request(`${base}/credentials/central`, { method: 'PUT', body: credential });

export const startExport = (base: string): Promise<{ readonly started: boolean }> =>
  request(`${base}/runs`, { method: 'POST' });

/** A certificate of OSO's: everything but its key. */
export interface OsoCertificate {
  readonly version: number;
  readonly description: Readonly<Record<string, string>>;
  readonly expiresAt?: string;
  readonly retiredAt?: string;
}

export const storeOsoCertificate = (
  base: string,
  body: { readonly file: string; readonly password: string },
): Promise<OsoCertificate & Pick<StoredCredential, 'warnings'>> =>
  request(`${base}/certificate`, { method: 'PUT', body });
