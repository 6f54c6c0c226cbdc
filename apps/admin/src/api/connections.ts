import { request } from './request';

export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>> & {
    readonly realTime: boolean;
    readonly schedule: string | null;
    readonly baseUrl: string;
    readonly traeger: string;
  };
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
  { version, name, active, settings }: Pick<Connection, 'version' | 'name' | 'active' | 'settings'>,
): Promise<Connection> =>
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
