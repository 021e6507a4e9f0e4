import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Sentence, oneLine } from '../launcher/sentence.mjs';

const FORM = 'write mysql://user:password@host:3306/database';

/** Sees that the database DATABASE_URL names can be used. @throws Sentence that never holds the password */
export async function checkExternal(url, root) {
  const address = readAddress(url);
  const { createConnection } = createRequire(join(root, 'package.json'))('mysql2/promise');
  let connection;
  try {
    connection = await createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), connectTimeout: 5000 });
    const [[{ version }]] = await connection.query('SELECT VERSION() AS version');
    requireVersion(version);
  } catch (error) {
    throw error instanceof Sentence ? error : connectionProblem(error, address);
  } finally {
    connection?.destroy();
  }
}

/** @returns {{host: string, user: string, database: string}} */
export function readAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['mysql:', 'mariadb:'].includes(url.protocol)) throw new Sentence(`DATABASE_URL is not the address of a MariaDB or MySQL database; ${FORM}, or remove it to use the embedded database.`);
  const database = decodeURIComponent(url.pathname.slice(1));
  if (!database) throw new Sentence(`DATABASE_URL names no database; ${FORM}.`);
  return { host: url.searchParams.get('socketPath') ?? url.host, user: decodeURIComponent(url.username), database };
}

export function connectionProblem(error, { host, user, database }) {
  switch (error.code) {
    case 'ER_ACCESS_DENIED_ERROR':
      return new Sentence(`The database at ${host} refuses the user "${user}" with this password; correct DATABASE_URL and start again.`);
    case 'ER_DBACCESS_DENIED_ERROR':
      return new Sentence(`The user "${user}" may not use the database "${database}" at ${host}; grant it (GRANT ALL ON \`${database}\`.* TO …) and start again.`);
    case 'ER_BAD_DB_ERROR':
      return new Sentence(`There is no database "${database}" at ${host}; create it (CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4) or correct DATABASE_URL, and start again.`);
    case 'ECONNREFUSED':
    case 'ENOENT':
      return new Sentence(`No database answers at ${host}; start it, or correct DATABASE_URL, and start again.`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Sentence(`The database’s host in DATABASE_URL is not known (${host}); correct it and start again.`);
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new Sentence(`The database at ${host} cannot be reached; check that it runs and that no firewall is between, and start again.`);
    default:
      return new Sentence(`The database at ${host} cannot be used (${oneLine(error.message || error.code || 'no answer')}); correct DATABASE_URL and start again.`);
  }
}

/** MariaDB from 10.11, MySQL from 8.4. */
export function requireVersion(version) {
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10));
  const least = /mariadb/i.test(version) ? [10, 11] : [8, 4];
  if (major > least[0] || (major === least[0] && minor >= least[1])) return;
  throw new Sentence(`The database is ${version} and Clientele needs MariaDB 10.11, MySQL 9 or later; update it, or use another one.`);
}
