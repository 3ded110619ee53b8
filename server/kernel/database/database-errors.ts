/** PostgreSQL's classes and codes that say "not now": connections, resources, an operator's intervention. */
const unavailableStates = /^(?:08|53(?!100)|57P0|55P03|40001|40P01)/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

/** What `pg` and Kysely say, without a code, of a connection that broke or could not be had. */
const connectionMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Postgres connection has been discarded|driver has already been destroyed|PGlite is closed)/;

/** The database cannot be reached or cannot take the query now; the same query may work later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code !== undefined && isSqlState(code)) return unavailableStates.test(code);
  if (connectionMessages.test(error.message)) return true;
  // Only a connection to the database: fetch wraps its own network errors.
  return code !== undefined && networkCodes.has(code) && 'syscall' in error;
}

/** PostgreSQL's `disk_full`. */
export function isDatabaseFull(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === '53100';
}

/** A row with this key is there already; `constraint` is the one that says so. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof Error) || codeOf(error) !== '23505') return false;
  return constraint === undefined || ('constraint' in error && error.constraint === constraint);
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}
