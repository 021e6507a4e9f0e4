const CODES = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'PROTOCOL_CONNECTION_LOST', 'POOL_EXHAUSTED',
  'ER_CON_COUNT_ERROR', 'ER_SERVER_SHUTDOWN', 'ER_LOCK_WAIT_TIMEOUT', 'ER_OPTION_PREVENTS_STATEMENT',
]);
const MESSAGES = ['Queue limit reached', "Can't add new command when connection is in closed state", 'Pool is closed', 'Connection lost', 'closed state'];

/** True when the database cannot be reached or has no room at the moment: the same request may work in a few seconds. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && CODES.has(String(error.code)) && isFromDriver(error)) return true;
  return MESSAGES.some((message) => error.message.includes(message));
}

/** A missing file is ENOENT too; only the driver's errors say `fatal` or come wrapped with their query. */
function isFromDriver(error: Error & { code: unknown }): boolean {
  return 'fatal' in error || 'sqlState' in error || 'query' in error || 'driverError' in error || error.code === 'POOL_EXHAUSTED' || ('syscall' in error && error.syscall === 'connect');
}
