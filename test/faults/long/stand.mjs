import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDataFolder, startServer } from '../../../bin/database/server-process.mjs';
import { findServer } from '../../../bin/database/server-binary.mjs';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '../../../bin/launcher/application.mjs';
import { endProcess, run, signalProcess, waitForEnd } from '../../../bin/launcher/process.mjs';
import { root } from '../../../bin/launcher/settings.mjs';

const require = createRequire(join(root, 'package.json'));
export const EMAIL = 'ada@clientele.example';
export const PASSWORD = 'correct horse battery';
// Durable, as in production: what was committed is there after kill -9.
const SERVER_OPTIONS = ['--innodb-flush-log-at-trx-commit=1', '--innodb-log-file-size=48M', '--innodb-buffer-pool-size=64M', '--max-connections=200'];

/** A database and applications of their own, to be killed: nothing of it outlives `close`. */
export class Stand {
  constructor(node) {
    this.node = node;
    this.folder = mkdtempSync(join(tmpdir(), 'clientele-faults-'));
    this.socket = join(this.folder, 'db.sock');
    this.applications = [];
  }

  static async open(node) {
    const stand = new Stand(node);
    try {
      stand.server = await findServer({ unpackTo: join(root, '.data', 'mariadb'), say: () => undefined });
      await createDataFolder(stand.server, join(stand.folder, 'db'), { redoLog: '48M' });
      await stand.startDatabase();
      const { code, output } = await stand.command('migrate');
      if (code !== 0) throw new Error(output);
      return stand;
    } catch (error) {
      await stand.close();
      throw error;
    }
  }

  get url() {
    return this.urlFor('clientele');
  }

  urlFor(database) {
    return `mariadb://root@localhost/${database}?socketPath=${encodeURIComponent(this.socket)}`;
  }

  environment(more = {}) {
    return {
      PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', LOG_LEVEL: 'warn', DATABASE_URL: this.url, DATA_DIR: join(this.folder, 'data'),
      SESSION_SECRET: 'made for faults and thrown away afterwards', ADMIN_EMAIL: EMAIL, ADMIN_PASSWORD: PASSWORD, DEMO_DATA: 'false', ...more,
    };
  }

  async startDatabase() {
    this.databasePid = await startServer(this.server, { folder: join(this.folder, 'db'), socket: this.socket, logFile: join(this.folder, 'db.log'), options: SERVER_OPTIONS });
    const sql = await this.connect('');
    await sql.query('CREATE DATABASE IF NOT EXISTS clientele CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci');
    await sql.end();
  }

  async killDatabase() {
    signalProcess(this.databasePid, 'SIGKILL');
    await waitForEnd(this.databasePid, 5000);
  }

  connect(database = 'clientele') {
    return require('mysql2/promise').createConnection({ socketPath: this.socket, user: 'root', database: database || undefined, timezone: 'Z', multipleStatements: true });
  }

  /** A command of the command line, to its end. */
  command(...args) {
    return run(this.node, [join(root, 'dist', 'src', 'cli.js'), ...args], { cwd: root, env: this.environment() });
  }

  spawnCommand(args, env = {}) {
    return spawn(this.node, [join(root, 'dist', 'src', 'cli.js'), ...args], { cwd: root, env: this.environment(env), stdio: 'ignore' });
  }

  /** Starts a node and waits until it is ready. */
  async startApplication(env = {}) {
    const application = await this.spawnApplication(env);
    const until = Date.now() + 30_000;
    while ((await ask(application.port, '/health/ready')).status !== 200) {
      if (application.ended || Date.now() > until) throw new Error(`the application did not start: ${application.said().slice(-500)}`);
      await sleep(25);
    }
    return application;
  }

  /** Starts a node, which may be one that listens nowhere. */
  async spawnApplication(env = {}) {
    const port = await freePort();
    const child = spawn(this.node, [...NODE_FLAGS, join(root, 'dist', 'src', 'main.js')], { cwd: root, env: this.environment({ ...NODE_ENVIRONMENT, PORT: String(port), APP_URL: `http://localhost:${port}`, ...env }), stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => { said += text; });
    const application = { port, child, said: () => said, ended: null, exit: new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal }))) };
    void application.exit.then((exit) => { application.ended = exit; });
    this.applications.push(application);
    return application;
  }

  async close() {
    for (const { child, exit, ended } of this.applications) {
      if (!ended) child.kill('SIGKILL');
      await exit;
    }
    if (this.databasePid) await endProcess(this.databasePid, 2000).catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * One request. Never throws: what went wrong with the connection is `error`.
 * @returns {Promise<{status: number, headers: object, text: string, ms: number, error: string | null}>}
 */
export function ask(port, path, { method = 'GET', cookie = '', form, agent, timeout = 60_000, discard = false } = {}) {
  const body = form && new URLSearchParams(form).toString();
  const began = performance.now();
  return new Promise((resolve) => {
    const failed = (error) => resolve({ status: 0, headers: {}, text: '', ms: performance.now() - began, error: error.code ?? error.message });
    const outgoing = request({
      port, path, method, agent, timeout,
      headers: { host: `localhost:${port}`, ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }) },
    }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { if (!discard) text += part; });
      response.on('error', failed);
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text, ms: performance.now() - began, error: response.complete ? null : 'cut off' }));
    });
    outgoing.on('error', failed).on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.end(body);
  });
}

/** Signs in; asks and posts with the session's cookie and token. */
export async function signIn(port, email = EMAIL) {
  const { status, headers, error } = await ask(port, '/admin/login', { method: 'POST', form: { email, password: PASSWORD } });
  if (status !== 303) throw new Error(`signing in answered ${status} ${error ?? ''}`);
  const cookie = headers['set-cookie'].map((one) => one.split(';')[0]).join('; ');
  const agent = new Agent({ keepAlive: true, maxSockets: 300 });
  const { text } = await ask(port, '/admin', { cookie, agent });
  const csrf = /name="_csrf" value="([0-9a-f]*)"/.exec(text)?.[1] ?? '';
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return {
    cookie, csrf,
    get: (path, options = {}) => ask(options.port ?? port, path, { cookie, agent, ...options }),
    post: (path, form = {}, options = {}) => ask(options.port ?? port, path, { cookie, agent, method: 'POST', form: { _csrf: csrf, _key: key(), ...form }, ...options }),
    close: () => agent.destroy(),
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The value below which this share of `values` lies. */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
