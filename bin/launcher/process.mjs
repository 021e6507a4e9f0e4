import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stopped } from './sentence.mjs';

const KEPT_OUTPUT = 64 * 1024;

/**
 * Runs a program to its end without showing what it prints.
 * @param options cwd, env, input (text for stdin), signal (AbortSignal: ends the program)
 * @returns {Promise<{code: number, output: string, stdout: string}>} 127 when the program does not exist; the last 64 kB of output
 * @throws Stopped when the signal came
 */
export function run(command, args, { cwd, env, input, signal } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new Stopped());
    const child = spawn(command, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    const end = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', end, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout = (stdout + text).slice(-KEPT_OUTPUT);
      output = (output + text).slice(-KEPT_OUTPUT);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => { output = (output + text).slice(-KEPT_OUTPUT); });
    if (input !== undefined) child.stdin.on('error', () => undefined).end(input);
    const settle = (code) => {
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) reject(new Stopped());
      else resolve({ code, output, stdout });
    };
    child.on('error', (error) => {
      output += error.message;
      settle(error.code === 'ENOENT' ? 127 : 126);
    });
    child.on('close', (code) => settle(code ?? 1));
  });
}

/** When a process began, as the system counts; null where that cannot be asked. Tells a process from a later one with its number. */
export function processStart(pid) {
  const fields = statFields(pid);
  return fields ? fields[19] : null;
}

/** Whether a process lives (a zombie does not). With `started`, whether it is still the same process. */
export function isAlive(pid, started = null) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const fields = statFields(pid);
  if (!fields) return process.platform !== 'linux';
  if (fields[0] === 'Z' || fields[0] === 'X') return false;
  return started === null || fields[19] === started;
}

/** Waits until a process has ended. @returns whether it ended within the time */
export async function waitForEnd(pid, milliseconds) {
  const until = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > until) return false;
    await sleep(20);
  }
  return true;
}

/** Asks a process to end, and ends it when it does not within the time. */
export async function endProcess(pid, milliseconds) {
  signalProcess(pid, 'SIGTERM');
  if (await waitForEnd(pid, milliseconds)) return;
  signalProcess(pid, 'SIGKILL');
  await waitForEnd(pid, 5000);
}

export function signalProcess(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The command line of a process as one text, or '' when it is gone or hidden. */
export function commandLineOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

// Fields of /proc/PID/stat from the state on; the name before it may hold blanks and brackets.
function statFields(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
