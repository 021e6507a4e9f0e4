import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, processStart } from './process.mjs';

let serial = 0;

/**
 * Takes a lock that is a file naming the process that holds it. The lock of a process that has died is taken over.
 * @returns {{release: () => void} | {heldBy: number}}
 */
export function tryLock(path) {
  const mine = `${path}.${process.pid}.${serial++}`;
  const text = JSON.stringify({ pid: process.pid, started: processStart(process.pid) });
  writeFileSync(mine, text, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, path); // unlike writing, linking fails when the file is there: two cannot both take it
        return { release: () => releaseLock(path, text) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const found = readLock(path);
      if (found && isAlive(found.pid, found.started)) return { heldBy: found.pid };
      moveAway(path, mine, found);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Takes the lock, waiting for whoever holds it. @throws the error `onTimeout` gives for the holder's process number */
export async function waitForLock(path, milliseconds, onTimeout) {
  const until = Date.now() + milliseconds;
  for (;;) {
    const lock = tryLock(path);
    if ('release' in lock) return lock;
    if (Date.now() > until) throw onTimeout(lock.heldBy);
    await sleep(50);
  }
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // gone meanwhile, or cut off by a crash: nobody's
  }
}

// A stale lock is renamed before it is removed: had another process replaced it meanwhile, its fresh lock is put back.
function moveAway(path, mine, stale) {
  const aside = `${mine}.stale`;
  try {
    renameSync(path, aside);
    const moved = readLock(aside);
    if (moved && (moved.pid !== stale?.pid || moved.started !== stale?.started)) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaseLock(path, text) {
  try {
    if (readFileSync(path, 'utf8') === text) rmSync(path, { force: true });
  } catch {
    // gone already
  }
}
