import { ConfigError } from './kernel/config/config';
import { isDatabaseDown } from './kernel/db/outage';

/** A mistake of whoever typed a command; its message is one sentence. */
export class UsageError extends Error {}

/** What stops a start or a command, in one sentence that says what to do; null when nobody foresaw it. */
export function startSentence(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof UsageError) return error.message;
  if (isDatabaseDown(error)) return 'The database does not answer; check DATABASE_URL and that the server runs.';
  if (!(error instanceof Error) || !('code' in error)) return null;
  if (error.code === 'EADDRINUSE') return 'The port is taken; set PORT to another one, or stop what uses it.';
  if (error.code === 'ER_ACCESS_DENIED_ERROR' || error.code === 'ER_DBACCESS_DENIED_ERROR') return 'The database refuses this user; check user and password in DATABASE_URL.';
  if (error.code === 'ER_BAD_DB_ERROR') return 'There is no such database; create it, or name another one in DATABASE_URL.';
  if (error.code === 'ENOSPC') return 'The disk is full; free some space and start again.';
  return null;
}
