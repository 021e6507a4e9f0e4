import { totalmem } from 'node:os';
import { Sentence } from '../launcher/sentence.mjs';

const MB = 1024 * 1024;
const GB = 1024 * MB;
const UNITS = { K: 1024, M: MB, G: GB };

/**
 * How much memory the embedded database may take.
 * @param text DB_MEMORY: "512M", "2G", or a number of megabytes; empty: a quarter of the machine's, at most 4 GB
 * @param machine the machine's (or the container's) memory in bytes
 * @returns bytes
 */
export function databaseMemory(text, machine = machineMemory()) {
  if (!text) return Math.max(64 * MB, Math.min(4 * GB, Math.floor(machine / 4)));
  const [, number, unit = 'M'] = /^(\d+(?:\.\d+)?)\s*([KMG])?I?B?$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(number) * UNITS[unit?.toUpperCase()]);
  if (!(bytes >= 64 * MB)) throw new Sentence(`DB_MEMORY is "${text}"; write how much memory the database may take, at least 64M, for instance 512M or 2G.`);
  return bytes;
}

/** What InnoDB gets of it: four fifths as buffer pool, and a redo log a quarter of that, 16 to 512 MB. Bytes. */
export function innodbSizes(memory) {
  const bufferPool = Math.floor((memory * 0.8) / (8 * MB)) * 8 * MB;
  const redoLog = Math.floor(Math.max(16 * MB, Math.min(512 * MB, bufferPool / 4)) / (4 * MB)) * 4 * MB;
  return { bufferPool, redoLog };
}

function machineMemory() {
  const limit = process.constrainedMemory?.() ?? 0; // 0 or absurdly large without a container's limit
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
