import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tryLock } from './file-lock.mjs';
import { commandLineOf, endProcess, isAlive, processStart } from './process.mjs';
import { Sentence } from './sentence.mjs';

const LEAST_FREE = 64 * 1024 * 1024;

/** Makes DATA_DIR and its folders for nobody else's eyes, and sees that there is room to work in. */
export function prepareDataFolder(dataDir) {
  makeFolder(dataDir);
  for (const name of ['run', 'logs']) mkdirSync(join(dataDir, name), { recursive: true, mode: 0o700 });
  if (statSync(join(dataDir, 'run')).uid === process.getuid?.()) chmodSync(join(dataDir, 'run'), 0o700);
  requireFreeSpace(dataDir, LEAST_FREE);
  const probe = join(dataDir, 'run', `.probe.${process.pid}`);
  writeFileSync(probe, 'x');
  rmSync(probe);
}

// One by one: Node's own recursive mkdir loops for ever below /proc, and hides that a disk is read-only.
function makeFolder(folder) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Sentence(`The folder ${folder} cannot be made; set DATA_DIR to a folder that can be written and start again.`);
    if (error.code !== 'EEXIST') throw error;
  }
}

/** @param bytes how much is needed @throws Sentence saying how much there is */
export function requireFreeSpace(folder, bytes) {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  const megabytes = (count) => Math.floor(count / 1024 / 1024);
  throw new Sentence(`The disk that holds ${folder} has ${megabytes(free)} MB left and at least ${megabytes(bytes)} MB are needed; free some space and start again.`);
}

/** One `npm start` per data folder. @returns {() => void} gives the folder free */
export function claimDataFolder(dataDir) {
  const lock = tryLock(join(dataDir, 'run', 'clientele.lock'));
  if ('release' in lock) return lock.release;
  throw new Sentence(`Clientele is already running with the data folder ${dataDir} (process ${lock.heldBy}); stop it first, or start a second one with its own folder and port: DATA_DIR=.data2 PORT=3001 npm start`);
}

/** The secret that signs sessions and tokens: made once, and never printed. */
export function sessionSecret(dataDir) {
  const path = join(dataDir, 'session-secret');
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length >= 32) return secret;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const secret = randomBytes(48).toString('base64url');
  const part = `${path}.${process.pid}`;
  writeFileSync(part, `${secret}\n`, { mode: 0o600, flush: true });
  renameSync(part, path);
  return secret;
}

/** Remembers the application's process, so that a later start finds it if the launcher dies without it. */
export function rememberApplication(dataDir, pid) {
  writeFileSync(join(dataDir, 'run', 'application.json'), JSON.stringify({ pid, started: processStart(pid) }));
}

export function forgetApplication(dataDir) {
  rmSync(join(dataDir, 'run', 'application.json'), { force: true });
}

/** Ends an application whose launcher was killed without it; it would still hold the port. */
export async function endLeftApplication(dataDir, say) {
  const path = join(dataDir, 'run', 'application.json');
  let left;
  try {
    left = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return;
  }
  const isOurs = process.platform !== 'linux' || /\bmain\.js\b/.test(commandLineOf(left.pid));
  if (isAlive(left.pid, left.started) && left.started !== null && isOurs) {
    say('Ending the application that an earlier start left behind.');
    await endProcess(left.pid, 10_000);
  }
  rmSync(path, { force: true });
}
