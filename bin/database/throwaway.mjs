import { accessSync, constants, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, processStart, signalProcess, waitForEnd } from '../launcher/process.mjs';
import { root } from '../launcher/settings.mjs';
import { findServer } from './server-binary.mjs';
import { createDataFolder, serverOf, startServer } from './server-process.mjs';

const PREFIX = 'clientele-throwaway-';
const LEAST_MEMORY_DISK = 512 * 1024 * 1024;

// Nothing here outlives the process, so nothing is made durable: creating and starting take under a second.
const FAST = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--innodb-flush-method=nosync', '--max-connections=300'];

/** How the server is found, how its data folder is made, and what only it is told. */
const MARIADB = {
  protocol: 'mariadb',
  find: (options) => findServer({ unpackTo: join(root, '.data', 'mariadb'), ...options }),
  create: (server, folder, signal) => createDataFolder(server, folder, { redoLog: '8M', signal }),
  options: ['--innodb-log-file-size=8M'],
};

/**
 * A database for tests and measurements that vanishes afterwards.
 * @param options engine: MariaDB, or another one; tmpfs: in memory when there is room (default true); bufferPool: such as "64M"; options: further server flags; say; signal
 * @returns {Promise<{serverUrl: string, urlFor: (database: string) => string, socket: string, pid: number, folder: string, stop: () => Promise<void>}>}
 */
export async function startThrowaway({ engine = MARIADB, tmpfs = true, bufferPool = '64M', options = [], say = () => undefined, signal } = {}) {
  clearAwayLeft();
  const server = await engine.find({ say, signal });
  const folder = mkdtempSync(join(tmpfs ? memoryDisk() : tmpdir(), PREFIX));
  writeFileSync(join(folder, 'owner'), JSON.stringify({ pid: process.pid, started: processStart(process.pid) }));
  const data = join(folder, 'db');
  const socket = join(folder, 'db.sock');
  const pidFile = join(folder, 'db.pid');
  let pid = null;
  const stop = async () => {
    if (pid) {
      signalProcess(pid, 'SIGKILL'); // a clean stop would take a second and save what nobody wants
      await waitForEnd(pid, 5000);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await engine.create(server, data, signal);
    pid = await startServer(server, { folder: data, socket, logFile: join(folder, 'db.log'), signal, options: [...FAST, ...engine.options, `--tmpdir=${folder}`, `--pid-file=${pidFile}`, `--innodb-buffer-pool-size=${bufferPool}`, ...options] });
  } catch (error) {
    pid ??= serverOf(data, pidFile);
    await stop();
    throw error;
  }
  const urlFor = (database) => `${engine.protocol}://root@localhost/${database}?socketPath=${encodeURIComponent(socket)}`;
  return { serverUrl: urlFor(''), urlFor, socket, pid, folder, stop };
}

// Those whose owner was killed before it could stop them.
function clearAwayLeft() {
  for (const place of new Set([memoryDisk(), tmpdir()])) {
    for (const name of readdirSync(place).filter((entry) => entry.startsWith(PREFIX))) {
      const folder = join(place, name);
      try {
        if (statSync(folder).uid !== process.getuid() || !existsSync(join(folder, 'owner'))) continue;
        const owner = JSON.parse(readFileSync(join(folder, 'owner'), 'utf8'));
        if (isAlive(owner.pid, owner.started)) continue;
        const pid = serverOf(join(folder, 'db'), join(folder, 'db.pid'));
        if (pid) signalProcess(pid, 'SIGKILL');
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      } catch {
        // another process is clearing the same one away
      }
    }
  }
}

function memoryDisk() {
  try {
    accessSync('/dev/shm', constants.W_OK);
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= LEAST_MEMORY_DISK ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}
