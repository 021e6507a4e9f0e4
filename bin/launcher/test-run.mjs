import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { guarded } from './main.mjs';
import { applicationNode, installPackages } from './packages.mjs';
import { root } from './settings.mjs';
import { startThrowaway } from '../database/throwaway.mjs';

const say = (line) => console.log(line);

/**
 * `npm test`. TEST_DATABASE_SERVER_URL names another server to test on.
 * @param engine the database to start, see throwaway.mjs
 * @returns {Promise<number>} the exit code
 */
export async function runTests(args, engine = undefined) {
  let counts = { passed: 0, failed: 1, skipped: 0 }; // unless something is counted, the run itself has failed
  const code = await guarded(async (signal) => {
    await installPackages(root, { say, signal });
    const node = applicationNode(root);
    await build(root, { say, signal, node });
    const browser = needsBrowser(args) ? await ensureBrowser({ say, signal }) : null;
    const serverUrl = process.env.TEST_DATABASE_SERVER_URL;
    const database = serverUrl ? null : await startThrowaway({ engine, say, signal });
    try {
      const env = { ...process.env, TEST_DATABASE_SERVER_URL: serverUrl ?? database.serverUrl, ...(browser && { CHROMIUM_PATH: browser }) };
      const typed = await typeCheck(node, { env, signal });
      counts = await runJest(node, args, { env, signal });
      if (!typed) counts.failed += 1;
    } finally {
      await database?.stop();
    }
    return counts.failed > 0 ? 1 : 0;
  }, root);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return code;
}

function needsBrowser(args) {
  const patterns = args.filter((arg) => !arg.startsWith('-'));
  return existsSync(join(root, 'test', 'e2e')) && (patterns.length === 0 || patterns.some((pattern) => pattern.includes('e2e')));
}

async function typeCheck(node, { env, signal }) {
  const folder = join(root, 'node_modules', '.cache');
  mkdirSync(folder, { recursive: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await inFront(node, [tsc, '--noEmit', '--incremental', '--tsBuildInfoFile', join(folder, 'types.tsbuildinfo'), '-p', root], { env, signal });
  if (code !== 0) say('The type check failed.');
  return code === 0;
}

async function runJest(node, args, { env, signal }) {
  const results = join(root, 'node_modules', '.cache', `test-results-${process.pid}.json`);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const code = await inFront(node, [jest, '--json', '--outputFile', results, ...args], { env, signal });
  try {
    return countTests(JSON.parse(readFileSync(results, 'utf8')), code);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(results, { force: true });
  }
}

/** Jest's result file as counts; a file that could not be run is one failure. */
export function countTests(results, code) {
  const counts = {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function inFront(command, args, { env, signal }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const end = () => child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('exit', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}
