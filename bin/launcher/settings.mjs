import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { databaseMemory } from '../database/memory.mjs';
import { Sentence } from './sentence.mjs';

/** The folder of the clone. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * What the launcher is told from outside: the environment, and for what that does not say, the file .env beside package.json.
 * @returns {{env: Record<string, string>, dataDir: string, port: number, databaseUrl: string | null, memory: number, production: boolean}} memory in bytes
 */
export function readSettings(environment = process.env, envFile = join(root, '.env')) {
  const written = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};
  const env = { ...written, ...environment };
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Sentence(`PORT is "${env.PORT}"; write a number between 1 and 65535.`);
  }
  return {
    env,
    dataDir: resolve(root, env.DATA_DIR || '.data'),
    port,
    databaseUrl: env.DATABASE_URL || null,
    memory: databaseMemory(env.DB_MEMORY),
    production: env.NODE_ENV === 'production',
  };
}
