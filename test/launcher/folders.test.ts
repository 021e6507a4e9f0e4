/** @jest-environment ./test/launcher/tool-environment.js */
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './tool';

type Lock = { release(): void } | { heldBy: number };
const { tryLock } = tool<{ tryLock(path: string): Lock }>('launcher/file-lock.mjs');
const { claimDataFolder, requireFreeSpace, sessionSecret } = tool<{
  claimDataFolder(dataDir: string): () => void;
  requireFreeSpace(folder: string, bytes: number): void;
  sessionSecret(dataDir: string): string;
}>('launcher/data-folder.mjs');
const { packagesAreCurrent } = tool<{ packagesAreCurrent(root: string, options?: { production: boolean }): boolean }>('launcher/packages.mjs');
const { fingerprint } = tool<{ fingerprint(root: string, paths: string[]): string }>('launcher/build.mjs');
const { readSettings } = tool<{ readSettings(env: Record<string, string>, file: string): { env: Record<string, string>; port: number; dataDir: string } }>('launcher/settings.mjs');
const { joinUsers, leaveUsers } = tool<{ joinUsers(folder: string): void; leaveUsers(folder: string): boolean }>('database/users.mjs');
const { countTests } = tool<{ countTests(results: object, code: number): object }>('launcher/test-run.mjs');

const NOBODY = 2 ** 22 + 1; // above the largest process number

let base: string;
beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'clientele-launcher-')); });
afterEach(() => rmSync(base, { recursive: true }));

describe('a lock', () => {
  test('is held once, and free after release', () => {
    const first = tryLock(join(base, 'lock'));
    expect(tryLock(join(base, 'lock'))).toEqual({ heldBy: process.pid });
    if ('release' in first) first.release();
    expect(tryLock(join(base, 'lock'))).toHaveProperty('release');
  });

  test.each(['', 'not json', JSON.stringify({ pid: NOBODY, started: '1' }), JSON.stringify({ pid: process.pid, started: '1' })])('left by a dead process (%s) is taken over', (text) => {
    writeFileSync(join(base, 'lock'), text);
    expect(tryLock(join(base, 'lock'))).toHaveProperty('release');
  });
});

test('a data folder serves one application at a time', () => {
  mkdirSync(join(base, 'run'));
  const release = claimDataFolder(base);
  expect(() => claimDataFolder(base)).toThrow(/already running.*DATA_DIR=\.data2 PORT=3001 npm start$/);
  release();
  claimDataFolder(base)();
});

test('too little room is said before anything is written', () => {
  expect(() => requireFreeSpace(base, 2 ** 60)).toThrow(/has \d+ MB left and at least \d+ MB are needed; free some space/);
});

test('the session secret is made once, for the owner’s eyes', () => {
  const secret = sessionSecret(base);
  expect(secret.length).toBeGreaterThanOrEqual(64);
  expect(sessionSecret(base)).toBe(secret);
  expect(statSync(join(base, 'session-secret')).mode & 0o777).toBe(0o600);
});

test('the embedded database is stopped by its last user, the dead not counted', () => {
  joinUsers(base);
  writeFileSync(join(base, String(NOBODY)), '1');
  writeFileSync(join(base, String(process.ppid)), '');
  expect(leaveUsers(base)).toBe(true);
  rmSync(join(base, String(process.ppid)));
  expect(leaveUsers(base)).toBe(false);
});

test('packages are current when node_modules records what the lock file names', () => {
  const lock = { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', dev: true }, 'node_modules/c-win32': { version: '1.0.0', optional: true } };
  const record = (packages: object) => {
    mkdirSync(join(base, 'node_modules'), { recursive: true });
    writeFileSync(join(base, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  };
  writeFileSync(join(base, 'package-lock.json'), JSON.stringify({ packages: lock }));
  expect(packagesAreCurrent(base)).toBe(false);
  record({ 'node_modules/a': { version: '1.0.0' } });
  expect(packagesAreCurrent(base)).toBe(false);
  expect(packagesAreCurrent(base, { production: true })).toBe(true);
  record({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } });
  expect(packagesAreCurrent(base)).toBe(true);
  record({ 'node_modules/a': { version: '0.9.0' }, 'node_modules/b': { version: '1.0.0' } });
  expect(packagesAreCurrent(base)).toBe(false);
});

test('a fingerprint changes with content and time, and not with what the build makes', () => {
  mkdirSync(join(base, 'public', 'assets'), { recursive: true });
  writeFileSync(join(base, 'public', 'app.css'), 'a');
  const first = fingerprint(base, ['public', 'absent']);
  writeFileSync(join(base, 'public', 'assets', 'app.123.css'), 'made');
  expect(fingerprint(base, ['public', 'absent'])).toBe(first);
  utimesSync(join(base, 'public', 'app.css'), 1, 1);
  const touched = fingerprint(base, ['public']);
  expect(touched).not.toBe(first);
  writeFileSync(join(base, 'public', 'new.css'), '');
  expect(fingerprint(base, ['public'])).not.toBe(touched);
});

test('.env fills in what the environment does not say', () => {
  const file = join(base, '.env');
  writeFileSync(file, 'PORT=4000\nAPP_URL="https://crm.example"\n# DATA_DIR=elsewhere\n');
  expect(readSettings({ PORT: '5000', DATA_DIR: base }, file)).toMatchObject({ port: 5000, dataDir: base, env: { APP_URL: 'https://crm.example' } });
  expect(() => readSettings({ PORT: 'http' }, file)).toThrow(/^PORT is "http"; write a number/);
});

test('a file that could not be run counts as a failed test', () => {
  const results = { numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 1, numPendingTests: 2, numTodoTests: 1 };
  expect(countTests(results, 1)).toEqual({ passed: 5, failed: 2, skipped: 3 });
  expect(countTests({ ...results, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});
