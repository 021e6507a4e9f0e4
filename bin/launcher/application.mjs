import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.mjs';
import { Sentence, diskFull, saysDiskFull } from './sentence.mjs';

const LONGEST_STOP = 10_000;

/**
 * Node's defaults let short-lived objects fill 48 MB before it looks, and the heap grow to several times of what is alive;
 * docs/performance.md tells what less saves and costs.
 */
export const NODE_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=60'];
/** The C library's own default is eight arenas a core, each keeping what it once had. */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '2' };

/** What the application is told: what we were told, completed. */
export function applicationEnvironment(settings, { databaseUrl, secret }) {
  return { ...settings.env, DATA_DIR: settings.dataDir, DATABASE_URL: databaseUrl, ...(secret && { SESSION_SECRET: secret }) };
}

/** Brings the tables up to date. A refusal of one line is passed on; anything longer goes to a file. */
export async function migrate(root, { node, env, dataDir, signal }) {
  const { code, output } = await run(node, [join(root, 'dist', 'src', 'cli.js'), 'migrate'], { cwd: root, env, signal });
  if (code === 0) return;
  if (saysDiskFull(output)) throw diskFull(dataDir);
  const lines = output.trim().split('\n');
  if (lines.length === 1 && lines[0]) throw new Sentence(lines[0]);
  const log = join(dataDir, 'logs', 'migrate.log');
  writeFileSync(log, output);
  throw new Sentence(`The tables could not be brought up to date; ${log} says why.`);
}

/**
 * Starts the application with our own input and output.
 * @returns {{pid: number, ended: Promise<{code: number, signalName: string | null}>, stop: () => Promise<void>}}
 */
export function startApplication(root, { node, env, options = [] }) {
  const child = spawn(node, [...NODE_FLAGS, ...options, join(root, 'dist', 'src', 'main.js')], { cwd: root, env: { ...NODE_ENVIRONMENT, ...env }, stdio: 'inherit' });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signalName) => resolve({ code: code ?? 1, signalName }));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), LONGEST_STOP);
    await ended.catch(() => undefined);
    clearTimeout(force);
  };
  return { pid: child.pid, ended, stop };
}
