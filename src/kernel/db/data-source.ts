import { join } from 'node:path';
import type { DataSourceOptions, EntitySchema } from 'typeorm';

type Entities = (Function | EntitySchema)[];

const CONNECT_TIMEOUT_MS = 5_000;
const WAITING_REQUESTS = 200;

/**
 * How the application talks to the database: UTC both ways, big numbers as strings, a bounded queue in front
 * of the pool so that an exhausted pool refuses instead of hanging (security.md, F23).
 */
export function databaseOptions(url: string, poolSize: number, entities: Entities): DataSourceOptions {
  const address = new URL(url);
  return {
    type: address.protocol === 'mariadb:' ? 'mariadb' : 'mysql',
    username: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    database: decodeURIComponent(address.pathname.slice(1)),
    ...serverAddress(address),
    charset: 'utf8mb4_unicode_520_ci',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    poolSize,
    entities,
    migrations: [join(__dirname, '../../../migrations/*.{js,ts}')],
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
    extra: { queueLimit: WAITING_REQUESTS, maxIdle: poolSize, enableKeepAlive: true, jsonStrings: true },
  };
}

function serverAddress(address: URL): { socketPath: string } | { host: string; port: number } {
  const socketPath = address.searchParams.get('socketPath');
  return socketPath ? { socketPath } : { host: address.hostname, port: Number(address.port || 3306) };
}
