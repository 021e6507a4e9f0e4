import { cpus } from 'node:os';
import { join, resolve } from 'node:path';

export type Role = 'web' | 'worker' | 'all';

/** Thrown when the environment is wrong; its message is one sentence that says what to do. */
export class ConfigError extends Error {}

/**
 * Everything the application is told from outside, read once at start (`docs/operations.md`).
 * Nobody else reads `process.env`.
 */
export class Config {
  readonly production: boolean;
  readonly port: number;
  readonly appUrl: URL;
  readonly dataDir: string;
  readonly storageDir: string;
  readonly trustProxy: boolean;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly sessionSecret: string;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly adminEmail: string;
  readonly adminPassword: string | null;
  readonly demoData: boolean | null;
  readonly role: Role;
  readonly logLevel: string;
  /** Templates changed on disk are compiled again; set by `bin/dev`. */
  readonly watch: boolean;

  /** @throws ConfigError naming the variable and what to write there. */
  constructor(env: Record<string, string | undefined>) {
    this.production = env.NODE_ENV === 'production';
    this.port = readPort(env.PORT);
    this.appUrl = readUrl('APP_URL', env.APP_URL || `http://localhost:${this.port}`, ['http:', 'https:']);
    this.dataDir = resolve(env.DATA_DIR || '.data');
    this.storageDir = resolve(env.STORAGE_DIR || join(this.dataDir, 'files'));
    this.trustProxy = readFlag('TRUST_PROXY', env.TRUST_PROXY) ?? false;
    this.databaseUrl = readDatabaseUrl(env.DATABASE_URL);
    this.databasePoolSize = readCount('DATABASE_POOL', env.DATABASE_POOL, Math.max(10, cpus().length * 4));
    this.sessionSecret = readSecret(env.SESSION_SECRET, this.production);
    this.smtpUrl = env.SMTP_URL ? readUrl('SMTP_URL', env.SMTP_URL, ['smtp:', 'smtps:']).href : null;
    this.mailFrom = env.MAIL_FROM || `clientele@${this.appUrl.hostname}`;
    this.adminEmail = env.ADMIN_EMAIL || 'admin@example.com';
    this.adminPassword = env.ADMIN_PASSWORD || null;
    this.demoData = readFlag('DEMO_DATA', env.DEMO_DATA);
    this.role = readChoice('ROLE', env.ROLE || 'all', ['web', 'worker', 'all']);
    this.watch = env.CLIENTELE_WATCH === 'true';
    this.logLevel = readChoice('LOG_LEVEL', env.LOG_LEVEL || (this.production ? 'info' : 'warn'), ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
  }

  /** True when cookies can be `Secure` and carry the `__Host-` prefix. */
  get https(): boolean {
    return this.appUrl.protocol === 'https:';
  }
}

function readPort(text: string | undefined): number {
  const port = Number(text || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ConfigError(`PORT is "${text}"; write a number between 1 and 65535.`);
  }
  return port;
}

function readCount(name: string, text: string | undefined, otherwise: number): number {
  const count = Number(text || otherwise);
  if (!Number.isInteger(count) || count < 1 || count > 1000) throw new ConfigError(`${name} is "${text}"; write a number between 1 and 1000.`);
  return count;
}

function readUrl(name: string, text: string, protocols: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !protocols.includes(url.protocol)) {
    throw new ConfigError(`${name} is "${text}"; write an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
  }
  return url;
}

function readDatabaseUrl(text: string | undefined): string {
  if (!text) throw new ConfigError('DATABASE_URL is missing; start with "npm start", or write mysql://user:password@host/database.');
  const url = readUrl('DATABASE_URL', text, ['mysql:', 'mariadb:']);
  if (url.pathname.length < 2) throw new ConfigError('DATABASE_URL names no database; write mysql://user:password@host/database.');
  return text;
}

function readSecret(text: string | undefined, production: boolean): string {
  if (text && text.length >= 32 && !(production && /^(change|secret|example|password)/i.test(text))) return text;
  if (text || production) {
    throw new ConfigError('SESSION_SECRET is missing or weak; write at least 32 random characters, for instance from "openssl rand -hex 32".');
  }
  throw new ConfigError('SESSION_SECRET is missing; start with "npm start", which makes one, or write at least 32 random characters.');
}

function readFlag(name: string, text: string | undefined): boolean | null {
  if (!text) return null;
  return readChoice(name, text, ['true', 'false']) === 'true';
}

function readChoice<T extends string>(name: string, text: string, choices: T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (!choice) throw new ConfigError(`${name} is "${text}"; write one of ${choices.join(', ')}.`);
  return choice;
}
