import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sentence } from '../launcher/sentence.mjs';

const LONGEST = 103; // bytes without the final zero: 107 on Linux, 103 on macOS

/**
 * Where the database's Unix socket lies: in the folder, or, where that path is too long for a socket, in a short folder
 * of its own below the system's temporary folder, named after the long one.
 */
export function socketPath(folder, temporary = tmpdir()) {
  const path = join(folder, 'db.sock');
  if (Buffer.byteLength(path) <= LONGEST) return path;
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(temporary, `clientele-${key}`, 'db.sock');
}

/**
 * Makes the socket's folder reachable by this user alone: whoever reaches the socket reaches the data. In a temporary
 * folder anybody could have made one of that name before us, so a foreign one is refused.
 */
export function makePrivateFolder(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Sentence(`${folder} belongs to another user; remove it, or set DATA_DIR to a folder of your own.`);
  }
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}
