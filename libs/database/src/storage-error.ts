import { GatewayError, StorageUnavailable } from '@gateway/errors';

/**
 * What the database says is translated here: its own text quotes values, and those are personal data
 * (`invalid input syntax for type integer: "…"`), so only the SQLSTATE goes on.
 */
export function toStorageError(error: unknown): unknown {
  if (error instanceof GatewayError || !(error instanceof Error)) return error;
  const sqlState = stateOf(error);
  if (sqlState !== undefined) {
    return isOutage(sqlState) ? new StorageUnavailable({ sqlState }) : new StatementFailed(sqlState, error);
  }
  return isLostConnection(error) ? new StorageUnavailable() : error;
}

/** A statement the database refused: a bug of ours, told without the values it was about. */
export class StatementFailed extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'STATEMENT_FAILED';

  constructor(
    readonly sqlState: string,
    origin: Error,
  ) {
    super(`A statement failed with SQLSTATE ${sqlState}`, { sqlState, ...constraintOf(origin) });
    if (origin.stack) this.stack = `${this.name}: ${this.message}\n${framesOf(origin.stack)}`;
  }
}

/** True for a violated unique key, optionally of one name; also inside the transaction, where it is the driver's error still. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const failed = toStorageError(error);
  if (!(failed instanceof StatementFailed) || failed.sqlState !== '23505') return false;
  return constraint === undefined || failed.facts.constraint === constraint;
}

/** Connection lost (08), resources (53), shutdown (57P), system error (58), read-only (25006), lock or statement timeout. */
const isOutage = (sqlState: string): boolean =>
  /^(08|53|57P|58)/.test(sqlState) || ['25006', '55P03', '57014', 'XX000'].includes(sqlState);

const isLostConnection = (error: Error): boolean =>
  /AlreadyReleasedError|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|Connection terminated|timeout exceeded when trying to connect|Client was closed/.test(
    `${error.name} ${(error as { code?: string }).code ?? ''} ${error.message}`,
  );

function stateOf(error: Error): string | undefined {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return sqlStateOf(driverError?.code) ?? sqlStateOf(code);
}

function sqlStateOf(code: unknown): string | undefined {
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function constraintOf(error: Error): { constraint?: string; table?: string } {
  const origin = (error as { driverError?: { constraint?: string; table?: string } }).driverError ?? {};
  return {
    ...(origin.constraint ? { constraint: origin.constraint } : {}),
    ...(origin.table ? { table: origin.table } : {}),
  };
}

const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
