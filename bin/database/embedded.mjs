import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requireFreeSpace } from '../launcher/data-folder.mjs';
import { waitForLock } from '../launcher/file-lock.mjs';
import { endProcess, isAlive } from '../launcher/process.mjs';
import { Sentence } from '../launcher/sentence.mjs';
import { databaseMemory, innodbSizes } from './memory.mjs';
import { findServer } from './server-binary.mjs';
import { answers, createDataFolder, serverOf, startServer } from './server-process.mjs';
import { makePrivateFolder, socketPath } from './socket-path.mjs';
import { joinUsers, leaveUsers } from './users.mjs';

const MB = 1024 * 1024;
const LARGEST_LOG = 10 * MB;

// The application's own user may touch its database and nothing else. It needs no password: the socket lies in a folder
// that only the user who started the server can enter, and there is no other way in.
const FIRST_STATEMENTS = `CREATE DATABASE IF NOT EXISTS clientele CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE USER IF NOT EXISTS clientele@localhost;
GRANT ALL ON clientele.* TO clientele@localhost;
`;

/**
 * The private MariaDB of a data folder: started, or joined when it already runs.
 * @param options dataDir; memory in bytes; say(line); signal
 * @returns {Promise<EmbeddedDatabase>}
 */
export async function startEmbedded({ dataDir, memory = databaseMemory(), say = () => undefined, signal }) {
  const database = new EmbeddedDatabase(dataDir, memory, say);
  await database.start(signal);
  return database;
}

class EmbeddedDatabase {
  constructor(dataDir, memory, say) {
    this.folder = join(dataDir, 'db');
    this.run = join(dataDir, 'run');
    this.logFile = join(dataDir, 'logs', 'database.log');
    this.unpackTo = join(dataDir, 'mariadb');
    this.socket = socketPath(this.run);
    this.memory = memory;
    this.say = say;
    this.pid = null;
    this.joined = false; // found running: somebody else started it
    this.stopping = false;
  }

  /** What the application is given as DATABASE_URL. */
  get url() {
    return this.urlFor('clientele', 'clientele');
  }

  /** @param user `root` may do anything on this server */
  urlFor(database, user = 'root') {
    return `mariadb://${user}@localhost/${database}?socketPath=${encodeURIComponent(this.socket)}`;
  }

  async start(signal) {
    mkdirSync(join(this.run, '..', 'logs'), { recursive: true, mode: 0o700 });
    makePrivateFolder(this.run);
    makePrivateFolder(dirname(this.socket));
    await this.alone(async () => {
      joinUsers(join(this.run, 'users'));
      try {
        await this.bringUp(signal);
      } catch (error) {
        leaveUsers(join(this.run, 'users'));
        throw error;
      }
    });
  }

  async bringUp(signal) {
    const running = serverOf(this.folder, join(this.run, 'db.pid'));
    if (running && (await answersWithin(this.socket, running, 10_000))) {
      this.pid = running;
      this.joined = true;
      return;
    }
    if (running) await endProcess(running, 30_000);
    const server = await findServer({ unpackTo: this.unpackTo, say: this.say, signal });
    const { bufferPool, redoLog } = innodbSizes(this.memory);
    if (!existsSync(this.folder)) {
      this.say('Making the database.');
      requireFreeSpace(dirname(this.folder), redoLog + 160 * MB);
      await createDataFolder(server, this.folder, { redoLog, signal });
    }
    const firstStatements = join(this.run, 'db.init.sql');
    writeFileSync(firstStatements, FIRST_STATEMENTS);
    for (const stale of [this.socket, join(this.run, 'db.pid')]) rmSync(stale, { force: true });
    if (existsSync(this.logFile) && statSync(this.logFile).size > LARGEST_LOG) renameSync(this.logFile, `${this.logFile}.1`);
    const temporary = join(this.run, 'tmp');
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    this.say('Starting the database.');
    this.joined = false;
    this.pid = await startServer(server, {
      folder: this.folder, socket: this.socket, logFile: this.logFile, signal,
      onSlow: () => this.say('The database is still starting; after an unclean stop it first repairs itself.'),
      options: [`--pid-file=${join(this.run, 'db.pid')}`, `--tmpdir=${temporary}`, `--init-file=${firstStatements}`,
        `--innodb-buffer-pool-size=${bufferPool}`, `--innodb-log-file-size=${redoLog}`, '--innodb-flush-log-at-trx-commit=1', '--max-connections=300'],
    });
  }

  /** Starts the server again whenever it dies, until stop(). @param giveUp called with a Sentence after the fifth death in a minute */
  keepAlive(giveUp) {
    const deaths = [];
    const check = async () => {
      if (this.stopping || isAlive(this.pid)) return;
      deaths.push(Date.now());
      if (deaths.filter((time) => time > Date.now() - 60_000).length >= 5) throw new Sentence(`The database keeps ending; ${this.logFile} says why in its last lines.`);
      this.say('The database ended unexpectedly; starting it again.');
      await this.alone(() => this.bringUp());
    };
    const watch = async () => {
      await check().catch((error) => { this.stopping = true; giveUp(error); });
      if (!this.stopping) this.timer = setTimeout(watch, 500).unref();
    };
    void watch();
  }

  /** Leaves the server, and stops it cleanly when nobody else uses it. */
  async stop() {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.alone(async () => {
      if (leaveUsers(join(this.run, 'users')) || !isAlive(this.pid)) return;
      this.say('Stopping the database.');
      await endProcess(this.pid, 120_000); // writes out what is in memory; ended by force it would do so at the next start
    });
  }

  async alone(work) {
    const lock = await waitForLock(join(this.run, 'db.lock'), 180_000, (pid) => new Sentence(`The database of ${dirname(this.folder)} is being started or stopped by process ${pid}; wait until it is done and try again.`));
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

async function answersWithin(socket, pid, milliseconds) {
  const until = Date.now() + milliseconds;
  while (isAlive(pid) && Date.now() < until) {
    if (await answers(socket)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
