import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';
import type { SlowAnswer, SlowWork } from './slow-hashes';

// What runs in the thread of `SlowHashes`: behind everything else that wants a processor. On Linux a priority belongs to a thread.
try {
  setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Elsewhere it works at the usual one.
}

parentPort?.on('message', (work: SlowWork) => parentPort?.postMessage(answer(work)));

function answer(work: SlowWork): SlowAnswer {
  try {
    return { done: 'stored' in work ? verifySync(work.stored, work.password) : hashSync(work.password, work.cost) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
