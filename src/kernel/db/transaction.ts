import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { straight } from './raw-rows';

const ATTEMPTS = 4;
/** Deadlock (also a certification conflict on a cluster), lock wait timeout, and the record that changed under a snapshot. */
const RETRIED = new Set(['ER_LOCK_DEADLOCK', 'ER_CHECKREAD']);

/**
 * Runs `work` in one transaction and returns what it returns. A deadlock or a cluster's certification conflict
 * repeats the whole of it, at most three times with jitter (security.md, F25); so `work` must have no effect
 * outside `tx`. READ COMMITTED: what must not change meanwhile is locked or updated conditionally.
 */
export function inTransaction<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return repeated(() => dataSource.transaction('READ COMMITTED', work));
}

/**
 * Runs one statement by itself, repeated as `inTransaction` does. No row stays locked while this process thinks, so one that
 * hangs or is stopped holds nobody up.
 * @returns how many rows it changed
 */
export async function changeAlone(dataSource: DataSource, sql: string, parameters: unknown[]): Promise<number> {
  const result = await repeated(() => straight(dataSource).query<{ affectedRows: number }>(sql, parameters));
  return result.affectedRows;
}

async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetried(error)) throw error;
      await pause(attempt * 10 + Math.random() * 40);
    }
  }
}

/** True when `error` is a unique key of that name being taken. */
export function isDuplicate(error: unknown, key: string): boolean {
  return hasCode(error, 'ER_DUP_ENTRY') && error instanceof Error && error.message.includes(key);
}

/** True when a row could not be deleted or changed because others refer to it. */
export function isReferenced(error: unknown): boolean {
  return hasCode(error, 'ER_ROW_IS_REFERENCED_2') || hasCode(error, 'ER_ROW_IS_REFERENCED');
}

/** True when a row could not be stored because what it refers to is gone. */
export function isMissingReference(error: unknown): boolean {
  return hasCode(error, 'ER_NO_REFERENCED_ROW_2') || hasCode(error, 'ER_NO_REFERENCED_ROW');
}

/** True when a row was locked by others for longer than the database waits. */
export function isLockTimeout(error: unknown): boolean {
  return hasCode(error, 'ER_LOCK_WAIT_TIMEOUT');
}

function isRetried(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RETRIED.has(String(error.code));
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
