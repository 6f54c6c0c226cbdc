import type { Tx } from '@gateway/database';

/** Where a secret belongs. It opens nowhere else: a password meant for one endpoint is of no use at another. */
export interface SecretRef {
  readonly connection: string;
  /** The partner's address, normalised; a changed address makes the secret unusable until it is entered anew. */
  readonly endpoint: string;
  /** What it is for, e.g. `tls-client` or `interface-password`. */
  readonly purpose: string;
  readonly name: string;
}

/** Shown to people; nothing in it may be secret. */
export type SecretDescription = Readonly<Record<string, string | number | boolean>>;

export interface SecretOptions {
  /** From when on it is used instead of older versions; at once if absent. */
  readonly validFrom?: Date;
  readonly expiresAt?: Date;
  readonly description?: SecretDescription;
}

/** All there is to see of a version. The secret itself can be used, not read. */
export interface SecretMeta {
  readonly ref: SecretRef;
  readonly version: number;
  readonly description: SecretDescription;
  readonly createdAt: Date;
  readonly validFrom: Date;
  readonly expiresAt?: Date;
  /** The code of the refusal it was locked after. */
  readonly lockCode?: string;
  readonly lockedAt?: Date;
  readonly retiredAt?: Date;
}

/** Who wants a secret, and what for; it goes into the audit log. */
export interface SecretUse {
  readonly actor: {
    readonly type: 'user' | 'key' | 'operator' | 'system';
    readonly id: string;
    readonly auth?: string;
  };
  readonly purpose: string;
  /** Correlates with the request or run it was opened in. */
  readonly request?: string;
}

export interface SecretAccess extends SecretUse {
  readonly tenant: string;
  readonly ref: SecretRef;
  readonly version: number;
}

/** Writes down an access in the given transaction; what it throws keeps the secret closed (promise S5). */
export interface AccessRecorder {
  record(tx: Tx, access: SecretAccess): Promise<unknown>;
}

/** Injects the one `AccessRecorder`. */
export const ACCESS_RECORDER = Symbol('AccessRecorder');

/** As PostgreSQL answers it. */
export interface SecretRow {
  readonly connection: string;
  readonly endpoint: string;
  readonly purpose: string;
  readonly name: string;
  readonly version: number;
  readonly description: SecretDescription;
  readonly created_at: Date;
  readonly valid_from: Date;
  readonly expires_at: Date | null;
  readonly locked_at: Date | null;
  readonly lock_code: string | null;
  readonly retired_at: Date | null;
}

/** For SQL: the columns of `SecretRow`, of a `vault_secret` named `s`. */
export const SECRET_COLUMNS = `s.connection, s.endpoint, s.purpose, s.name, s.version, s.description, s.created_at,
  s.valid_from, s.expires_at, s.locked_at, s.lock_code, s.retired_at`;

export function toMeta(row: SecretRow): SecretMeta {
  const { connection, endpoint, purpose, name } = row;
  return {
    ref: { connection, endpoint, purpose, name },
    version: row.version,
    description: row.description,
    createdAt: row.created_at,
    validFrom: row.valid_from,
    ...(row.expires_at ? { expiresAt: row.expires_at } : {}),
    ...(row.lock_code === null ? {} : { lockCode: row.lock_code }),
    ...(row.locked_at ? { lockedAt: row.locked_at } : {}),
    ...(row.retired_at ? { retiredAt: row.retired_at } : {}),
  };
}
