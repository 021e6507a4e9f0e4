import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import { connectionOptions } from '../support/database';

/** An empty database of its own beside this worker's. */
export async function emptyDatabase(): Promise<{ url: string; connection: Connection; dataSource: () => Promise<DataSource>; drop: () => Promise<void> }> {
  const name = `clientele_faults_${process.env.JEST_WORKER_ID ?? '1'}`;
  const url = new URL(process.env.TEST_DATABASE_SERVER_URL ?? '');
  url.pathname = `/${name}`;
  const { database: _database, ...server } = connectionOptions(url.href);
  const connection = await createConnection({ ...server, multipleStatements: true });
  await connection.query(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci; USE ${name}`);
  const opened: DataSource[] = [];
  return {
    url: url.href, connection,
    dataSource: async () => {
      const { user, ...options } = connectionOptions(url.href);
      const dataSource = await new DataSource({ type: 'mariadb', ...options, username: user, timezone: 'Z' } as DataSourceOptions).initialize();
      opened.push(dataSource);
      return dataSource;
    },
    drop: async () => {
      await Promise.all(opened.map((dataSource) => dataSource.destroy()));
      await connection.query(`DROP DATABASE IF EXISTS ${name}`);
      await connection.end();
    },
  };
}

/** The migrations in their order, with their names. */
export function migrations(): { name: string; migration: MigrationInterface }[] {
  const folder = join(__dirname, '../../migrations');
  return readdirSync(folder).filter((name) => name.endsWith('.ts')).sort().flatMap((file) => {
    const classes: (new () => MigrationInterface)[] = Object.values(require(join(folder, file)));
    return classes.map((Migration) => ({ name: Migration.name, migration: new Migration() }));
  });
}
