import { createHash } from 'node:crypto';
import { constants, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startEmbedded } from '../../bin/database/embedded.mjs';
import { innodbSizes } from '../../bin/database/memory.mjs';
import { prepareDataFolder } from '../../bin/launcher/data-folder.mjs';
import { run } from '../../bin/launcher/process.mjs';
import { Sentence } from '../../bin/launcher/sentence.mjs';
import { root } from '../../bin/launcher/settings.mjs';
import { startMeasured } from './application.mjs';
import { Browser } from './browser.mjs';
import { prepareStaff, PASSWORD } from './staff.mjs';

const require = createRequire(join(root, 'package.json'));
/** What the seeded rows follow from. */
const SEEDED_FROM = ['migrations', 'src/modules/demo', 'src/kernel/search/terms.ts', 'src/kernel/search/normalise.ts'];
const SECRET = 'measured and thrown away, never used for people';

/**
 * Brings up the kept bench database with this many customers and the application on it, as in production: one process,
 * durable commits, the private server that `npm start` would bring up.
 */
export async function openBench(options) {
  const folder = join(options.settings.dataDir, 'bench', String(options.customers));
  const bench = new Bench(folder, options);
  prepareDataFolder(folder);
  await bench.bringUp();
  return bench;
}

export class Bench {
  constructor(folder, options) {
    Object.assign(this, options, { folder });
    this.application = null;
  }

  async bringUp() {
    const print = contentOf(SEEDED_FROM);
    const stamp = join(this.folder, 'seeded.json');
    const known = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : null;
    const stale = known === null || (known.print !== print && !this.keep);
    if (stale && existsSync(join(this.folder, 'db'))) {
      this.say('Tables or demo data have changed since the bench database was filled; it is made anew.');
      rmSync(join(this.folder, 'db'), { recursive: true });
      rmSync(stamp, { force: true });
    }
    this.database = await startEmbedded({ dataDir: this.folder, memory: this.settings.memory, say: this.say, signal: this.signal });
    try {
      await this.migrate();
      if (stale) {
        const seconds = await this.seed();
        writeFileSync(stamp, JSON.stringify({ print, customers: this.customers, seconds }));
      }
      this.sql = await this.connect();
      this.people = await prepareStaff(this.sql);
      await this.startApplication();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  environment(changes = {}) {
    const { ROLE, SMTP_URL, APP_URL, ...env } = this.settings.env;
    return {
      ...env, DATA_DIR: this.folder, DATABASE_URL: this.database.url, SESSION_SECRET: createHash('sha256').update(SECRET).digest('hex'),
      NODE_ENV: 'production', LOG_LEVEL: 'warn', DEMO_DATA: 'false', ADMIN_PASSWORD: PASSWORD, ...changes,
    };
  }

  /** A connection to the bench database for what the measurements read themselves. */
  connect(options = {}) {
    return require('mysql2/promise').createConnection({ socketPath: this.database.socket, user: 'root', database: 'clientele', timezone: 'Z', ...options });
  }

  async migrate() {
    await this.command('migrate');
  }

  /** @returns how many seconds it took. */
  async seed() {
    this.say(`Filling the bench database with ${this.customers} customers; once, and it takes a while.`);
    const began = performance.now();
    await this.command('seed', '--customers', String(this.customers), '--figures');
    const sql = await this.connect();
    for (const table of ['customers', 'customer_balances', 'contacts', 'customer_contacts', 'customer_group_members', 'customer_products', 'customer_admins']) await sql.query(`ANALYZE TABLE ${table}`);
    await sql.end();
    return (performance.now() - began) / 1000;
  }

  async command(...args) {
    const { code, output } = await run(this.node, [join(root, 'dist', 'src', 'cli.js'), ...args], { cwd: root, env: this.environment(), signal: this.signal });
    if (code !== 0) throw new Sentence(`${args[0]} failed: ${output.trim().split('\n').at(-1)}`);
  }

  async startApplication() {
    this.application = await this.startAnother();
  }

  /** One more process of the application, beside the one that is asked for pages. */
  async startAnother(env = {}) {
    const port = await freePort();
    const flags = this.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(this.folder, 'profiles')}`] : [];
    if (this.profile) mkdirSync(join(this.folder, 'profiles'), { recursive: true });
    return startMeasured({ node: this.node, flags, port, env: this.environment({ PORT: String(port), ROLE: 'all', ...env }) });
  }

  /** A browser with nobody signed in. */
  visitor() {
    return new Browser(this.application.port);
  }

  /** @param who `administrator`, or `admin500`: somebody with no right but to be customer admin of 500. */
  async signedIn(who) {
    const browser = this.visitor();
    await browser.signIn(this.people[who].email, PASSWORD);
    return browser;
  }

  /** A module of the built application. */
  built(path) {
    return require(join(root, 'dist', 'src', path));
  }

  get bufferPool() {
    return innodbSizes(this.settings.memory).bufferPool;
  }

  /** Stops the database cleanly, for a part that starts it in another way; `resume` brings all back. */
  async stopDatabase() {
    await this.sql.end();
    await this.database.stop();
  }

  async resume() {
    this.database = await startEmbedded({ dataDir: this.folder, memory: this.settings.memory, say: this.say, signal: this.signal });
    this.sql = await this.connect();
    await this.startApplication();
  }

  /** Does `work` with a bench of its own on a copy of the database, which vanishes afterwards; this one rests meanwhile. */
  async onCopy(work) {
    await this.application.stop();
    await this.stopDatabase();
    const folder = `${this.folder}-copy`;
    rmSync(folder, { recursive: true, force: true });
    prepareDataFolder(folder);
    for (const name of ['db', 'seeded.json']) cpSync(join(this.folder, name), join(folder, name), { recursive: true, mode: constants.COPYFILE_FICLONE });
    const copy = new Bench(folder, { customers: this.customers, settings: this.settings, node: this.node, requests: this.requests, rows: this.rows, profile: this.profile, say: this.say, signal: this.signal, keep: true });
    try {
      await copy.bringUp();
      return await work(copy);
    } finally {
      await copy.close();
      rmSync(folder, { recursive: true, force: true });
      await this.resume();
    }
  }

  async close() {
    await this.application?.stop();
    await this.sql?.end().catch(() => undefined);
    await this.database?.stop();
  }
}

/** A fingerprint of what these files and folders say. */
function contentOf(paths) {
  const files = paths.map((path) => join(root, path)).flatMap((path) => (statSync(path).isFile() ? [path] : readdirSync(path).sort().map((name) => join(path, name))));
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
