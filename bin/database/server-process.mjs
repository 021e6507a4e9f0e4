import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLineOf, endProcess, isAlive, run } from '../launcher/process.mjs';
import { Sentence, Stopped, diskFull, oneLine, saysDiskFull } from '../launcher/sentence.mjs';

export const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

/**
 * Makes an empty data folder. It is made beside and renamed, so that a crash leaves none that is half made. Its
 * temporary tables stand beside too: any server that starts clears away those it finds in the machine's common folder.
 */
export async function createDataFolder(server, folder, { redoLog, signal }) {
  const part = `${folder}.part`;
  const temporary = `${folder}.tmp`;
  for (const left of [part, temporary]) rmSync(left, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const { code, output } = await run(server.installDb, [
    '--no-defaults', `--basedir=${server.basedir}`, `--datadir=${part}`, '--auth-root-authentication-method=normal',
    '--skip-test-db', `--innodb-log-file-size=${redoLog}`, ...asRoot, ...server.options.slice(1),
  ], { env: { ...process.env, ...server.env, TMPDIR: temporary }, signal });
  rmSync(temporary, { recursive: true, force: true });
  if (code !== 0) {
    rmSync(part, { recursive: true, force: true });
    if (saysDiskFull(output)) throw diskFull(dirname(folder));
    throw new Sentence(`The database’s folder ${folder} could not be made (${oneLine(reasonIn(output))}); remove what is in the way and start again.`);
  }
  renameSync(part, folder);
}

/** What a failed making says: its first error, which warnings may precede. */
function reasonIn(output) {
  const lines = output.split('\n');
  return lines.find((line) => /\berror\b/i.test(line) && !/\[(warning|note)\]/i.test(line)) ?? output;
}

/**
 * Starts a server and waits until it answers. It runs in a session of its own, so that Ctrl-C reaches it through us and
 * not before the application has closed its connections.
 * @returns the process number
 */
export async function startServer(server, { folder, socket, logFile, options, signal, onSlow }) {
  const log = openSync(logFile, 'a', 0o600);
  const [program, ...before] = server.command;
  const child = spawn(program, [...before, '--no-defaults', ...server.options, ...asRoot, `--datadir=${folder}`, `--socket=${socket}`, '--skip-networking', '--skip-name-resolve', '--skip-log-bin', '--performance-schema=OFF',
    '--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_520_ci', '--default-time-zone=+00:00', '--max-allowed-packet=64M', ...options],
  { stdio: ['ignore', log, log], detached: true, env: { ...process.env, ...server.env } });
  closeSync(log);
  let failed = null;
  child.on('error', (error) => { failed = error; });
  child.unref();
  const began = Date.now();
  let told = false;
  while (!(await answers(socket))) {
    if (failed || !isAlive(child.pid)) throw serverProblem(logFile, folder);
    if (signal?.aborted) {
      await endProcess(child.pid, 30_000);
      throw new Stopped();
    }
    if (!told && Date.now() - began > 4000) {
      told = true;
      onSlow?.();
    }
    await sleep(20);
  }
  return child.pid;
}

/** Whether a server greets on the socket. */
export function answers(socket) {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const done = (answer) => {
      connection.destroy();
      resolve(answer);
    };
    connection.setTimeout(1000, () => done(false));
    connection.on('error', () => done(false));
    connection.once('data', (packet) => done(packet[4] === 10)); // protocol version of the greeting; 255 would be an error
    connection.on('end', () => done(false));
  });
}

/**
 * The process number of the server that works on this data folder, or null. On Linux all processes are looked at: one
 * that was just being started when its launcher died has written no pid file yet.
 */
export function serverOf(folder, pidFile) {
  const wanted = ` --datadir=${folder} `;
  const written = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
  if (process.platform !== 'linux') return isAlive(written) ? written : null;
  const isServer = (pid) => `${commandLineOf(pid)} `.includes(wanted) && isAlive(pid);
  if (isServer(written)) return written;
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).find(isServer) ?? null;
}

function serverProblem(logFile, folder) {
  const recent = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-8192) : '';
  if (saysDiskFull(recent)) return diskFull(folder);
  if (/Permission denied|Errcode: 13/i.test(recent)) return new Sentence(`The database may not write ${folder}; change its owner (chown -R "$(id -un)" ${folder}) or start as the user it belongs to.`);
  if (/Unable to lock|Can't lock aria|Could not open InnoDB temporary|Errcode: 11/i.test(recent)) return new Sentence(`Another database server works on ${folder}; stop that one and start again.`);
  if (/Cannot allocate memory|Errcode: 12/i.test(recent)) return new Sentence('The machine has too little free memory for the database; give it less (DB_MEMORY=256M npm start).');
  return new Sentence(`The database did not start; ${logFile} says why in its last lines.`);
}
