import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startThrowaway } from '../../bin/database/throwaway.mjs';
import { build } from '../../bin/launcher/build.mjs';
import { root } from '../../bin/launcher/settings.mjs';
import { TEMPLATE, databaseUrl, resetStatements } from './database-names.mjs';

const require = createRequire(import.meta.url);

/**
 * Jest's global setup: one migrated database per worker, and one more, the template, that stays as the migrations left
 * it. Run without `npm test` it starts a server of its own.
 */
export default async function setUp({ maxWorkers }) {
  await build(root, { say: () => undefined });
  if (!process.env.TEST_DATABASE_SERVER_URL) {
    globalThis.throwawayDatabase = await startThrowaway();
    process.env.TEST_DATABASE_SERVER_URL = globalThis.throwawayDatabase.serverUrl;
  }
  const serverUrl = process.env.TEST_DATABASE_SERVER_URL;
  const workers = Array.from({ length: Math.max(1, maxWorkers) }, (_, index) => `clientele_test_${index + 1}`);
  const connection = await require('mysql2/promise').createConnection({ uri: serverUrl, multipleStatements: true });
  try {
    for (const name of [TEMPLATE, ...workers]) {
      await connection.query(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
      await migrate(databaseUrl(serverUrl, name));
    }
    process.env.TEST_DATABASE_RESET = await resetStatements(connection);
  } finally {
    await connection.end();
  }
}

async function migrate(url) {
  const { DataSource } = require('typeorm');
  const folder = join(root, 'dist', 'migrations');
  const migrations = readdirSync(folder).filter((name) => name.endsWith('.js')).flatMap((name) => Object.values(require(join(folder, name))));
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const dataSource = new DataSource({
    type: 'mariadb', host: hostname, port: Number(port) || undefined, socketPath: searchParams.get('socketPath') ?? undefined,
    username: decodeURIComponent(username), password: decodeURIComponent(password), database: pathname.slice(1), timezone: 'Z', migrations,
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
