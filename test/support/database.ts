import { createConnection, type Connection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions } from 'typeorm';

const open = new Set<{ end: () => Promise<void> }>();
let resetConnection: Connection | null = null;

/** The database of this Jest worker, migrated, as DATABASE_URL takes it. */
export function testDatabaseUrl(): string {
  const server = process.env.TEST_DATABASE_SERVER_URL;
  if (!server) throw new Error('TEST_DATABASE_SERVER_URL is missing; run the tests with "npm test".');
  const url = new URL(server);
  url.pathname = `/clientele_test_${process.env.JEST_WORKER_ID ?? '1'}`;
  return url.href;
}

/** The parts of an address as the drivers take them. */
export function connectionOptions(address = testDatabaseUrl()) {
  const url = new URL(address);
  return {
    host: url.hostname,
    port: url.port ? Number(url.port) : undefined,
    socketPath: url.searchParams.get('socketPath') ?? undefined,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  };
}

/** A data source on this worker's database; closed after the file's last test. */
export async function testDataSource(options: Partial<Pick<DataSourceOptions, 'entities' | 'logging' | 'extra'>> = {}): Promise<DataSource> {
  const { user, ...connection } = connectionOptions();
  const dataSource = new DataSource({ type: 'mariadb', ...connection, username: user, timezone: 'Z', charset: 'utf8mb4', ...options } as DataSourceOptions);
  await dataSource.initialize();
  open.add({ end: () => (dataSource.isInitialized ? dataSource.destroy() : Promise.resolve()) });
  return dataSource;
}

/** Puts this worker's database back to where the migrations left it: about a millisecond. Ids go on counting. */
export async function resetDatabase(): Promise<void> {
  if (!resetConnection) {
    const connection = await createConnection({ ...connectionOptions(), multipleStatements: true });
    resetConnection = connection;
    open.add({ end: () => connection.end() });
  }
  await resetConnection.query(process.env.TEST_DATABASE_RESET ?? '');
}

afterAll(async () => {
  await Promise.all([...open].map((connection) => connection.end()));
  open.clear();
  resetConnection = null;
});
