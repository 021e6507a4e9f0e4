import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { databaseOptions } from './data-source';

const LEASE_SECONDS = 120;
const POLL_MS = 250;

/**
 * Brings the schema up to date. Several nodes may call it at once: one migrates under a lease in the database,
 * the others wait for it (security.md, F20). Every step can be repeated after a crash.
 * @returns the names of the migrations that ran here, oldest first.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  await dataSource.query('CREATE TABLE IF NOT EXISTS migration_lease (id TINYINT UNSIGNED NOT NULL PRIMARY KEY, token CHAR(32) NULL, until_at DATETIME(6) NULL) ENGINE=InnoDB');
  await dataSource.query('INSERT IGNORE INTO migration_lease (id) VALUES (1)');
  const token = randomBytes(16).toString('hex');
  while (!(await takeLease(dataSource, token))) await pause(POLL_MS);
  const renewal = setInterval(() => void takeLease(dataSource, token).catch(() => undefined), (LEASE_SECONDS * 1000) / 4);
  try {
    const ran = await dataSource.runMigrations({ transaction: 'none' });
    return ran.map((migration) => migration.name);
  } finally {
    clearInterval(renewal);
    await dataSource.query('UPDATE migration_lease SET token = NULL, until_at = NULL WHERE id = 1 AND token = ?', [token]);
  }
}

/** Connects, migrates, disconnects. @returns the names of the migrations that ran, oldest first. */
export async function migrateDatabase(url: string): Promise<string[]> {
  const dataSource = await new DataSource(databaseOptions(url, 2, [])).initialize();
  try {
    return await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function takeLease(dataSource: DataSource, token: string): Promise<boolean> {
  const result: { affectedRows: number } = await dataSource.query(
    `UPDATE migration_lease SET token = ?, until_at = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND
     WHERE id = 1 AND (token IS NULL OR token = ? OR until_at < UTC_TIMESTAMP(6))`,
    [token, token],
  );
  return result.affectedRows === 1;
}
