import { createHash } from 'node:crypto';
import { Client, type QueryConfig } from 'pg';

const MARK = '/* kept */ ';

/** `drehkreuz` plus a digest, by text: one name in every process and connection. */
const names = new Map<string, string>();

/**
 * For a statement that always finds its rows by key: each connection parses it once, and plans it a few times
 * before it stays with the plan that serves any values. Name every column it answers; `select *` breaks when
 * a migration adds one while the process runs.
 *
 * Not for filters and lists: what is best there depends on the values.
 */
export const kept = (sql: string): string => `${MARK}${sql}`;

type Query = (this: Client, text: unknown, values: unknown, ...more: unknown[]) => unknown;

const query = Reflect.get(Client.prototype, 'query') as Query;

/** A connection that gives statements marked by `kept` a name, under which PostgreSQL keeps them. */
export class KeptStatements extends Client {}

Object.defineProperty(KeptStatements.prototype, 'query', {
  value(this: Client, text: unknown, values: unknown, ...more: unknown[]) {
    const isKept = typeof text === 'string' && text.startsWith(MARK);
    return query.call(this, isKept ? named(text, values) : text, isKept ? undefined : values, ...more);
  },
});

function named(text: string, values: unknown): QueryConfig {
  const name = names.get(text) ?? createHash('sha256').update(text).digest('base64url').slice(0, 32);
  names.set(text, name);
  return { name, text, ...(Array.isArray(values) ? { values } : {}) };
}
