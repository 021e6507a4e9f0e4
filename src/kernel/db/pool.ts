import type { Pool, PoolConnection } from 'mysql2';
import type { DataSource } from 'typeorm';

const WAIT_AT_MOST_MS = 2_000;
const LOCK_WAIT_SECONDS = 5;

/** No connection came free in time; a page of it is a 503 (security.md, F23). */
export class PoolExhausted extends Error {
  readonly code = 'POOL_EXHAUSTED';
}

type GetConnection = (callback: (error: NodeJS.ErrnoException | null, connection: PoolConnection) => void) => void;

/**
 * The driver's pool waits for a free connection forever (measured); here it waits two seconds. Sessions get a short
 * lock wait, so that a blocked row makes an answer and not a hanging page.
 */
export function boundPool(dataSource: DataSource): void {
  const pool = poolOf(dataSource);
  pool.on('connection', (connection) => {
    connection.query(`SET SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, SESSION lock_wait_timeout = ${LOCK_WAIT_SECONDS}, SESSION time_zone = '+00:00', SESSION group_concat_max_len = 1000000`);
  });
  const acquire: GetConnection = pool.getConnection.bind(pool);
  const bounded: GetConnection = (callback) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      callback(new PoolExhausted('no database connection came free'), undefined as never);
    }, WAIT_AT_MOST_MS);
    acquire((error, connection) => {
      clearTimeout(timer);
      if (!late) return callback(error, connection);
      connection?.release();
    });
  };
  pool.getConnection = bounded as Pool['getConnection'];
}

/** The driver's own pool, for what the ORM has no word for. */
export function poolOf(dataSource: DataSource): Pool {
  const { driver } = dataSource;
  if (!('pool' in driver)) throw new Error('the database driver has no pool');
  return driver.pool as Pool;
}
