import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, processStart } from '../launcher/process.mjs';

// The application and commands beside it share one embedded server; each leaves a note here, and the last to go stops it.

export function joinUsers(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, String(process.pid)), processStart(process.pid) ?? '');
}

/** @returns whether somebody else still uses the server; notes of the dead are cleared away */
export function leaveUsers(folder) {
  rmSync(join(folder, String(process.pid)), { force: true });
  return readdirSync(folder).filter((name) => {
    const path = join(folder, name);
    if (isAlive(Number(name), readFileSync(path, 'utf8') || null)) return true;
    rmSync(path, { force: true });
    return false;
  }).length > 0;
}
