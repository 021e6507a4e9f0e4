/** @jest-environment ./test/launcher/tool-environment.js */
import { tool } from './tool';

type Address = { host: string; user: string; database: string };
const { sentenceFor, saysDiskFull } = tool<{ sentenceFor(error: unknown, where: string): string; saysDiskFull(text: string): boolean }>('launcher/sentence.mjs');
const { portProblem } = tool<{ portProblem(port: number, code: string): string }>('launcher/port.mjs');
const { packageProblem } = tool<{ packageProblem(root: string, code: number, output: string): Error }>('launcher/packages.mjs');
const external = tool<{
  readAddress(url: string): Address;
  connectionProblem(error: { code?: string; message?: string }, address: Address): Error;
  requireVersion(version: string): void;
}>('database/external.mjs');

const failure = (code: string, path?: string) => Object.assign(new Error(`${code}: something\n    at a stack`), { code, path });

// One sentence: one line, one full stop or a command at its end, and something to do.
function expectOneSentence(text: string): void {
  expect(text).not.toMatch(/\n|\bat .*:\d+:\d+/);
  expect(text).toMatch(/start|choose|correct|write|install|remove|change/i);
}

test.each(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EMFILE', 'EWHATEVER'])('%s becomes one sentence', (code) => {
  const sentence = sentenceFor(failure(code, '/data/here'), '/app');
  expectOneSentence(sentence);
  if (code !== 'EMFILE' && code !== 'EWHATEVER') expect(sentence).toContain('/data/here');
});

test('a full disk is recognised in what programs print', () => {
  for (const text of ['npm error code ENOSPC', 'write error: No space left on device', 'Got error 28: Errcode: 28 "No space"']) expect(saysDiskFull(text)).toBe(true);
  expect(saysDiskFull('error 1228 (os errno 2)')).toBe(false);
});

test.each(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'])('a port that gives %s names another one', (code) => {
  const sentence = portProblem(3000, code);
  expectOneSentence(sentence);
  expect(sentence).toMatch(/PORT=\d+ npm start/);
});

test.each([
  [127, 'spawn npm ENOENT', 'npm was not found'],
  [1, 'npm error code ENOSPC', 'full'],
  [1, 'npm error code EAI_AGAIN', 'network'],
  [243, 'npm error code EACCES', 'may not be written'],
  [1, 'npm error code ETARGET\nnpm error notarget no version', 'npm install'],
])('packages: code %i and "%s"', (code, output, expected) => {
  const { message } = packageProblem('/app', code, output);
  expectOneSentence(message);
  expect(message).toContain(expected);
});

test.each(['localhost:3306', 'postgres://me@host/db', 'mysql://host', 'mysql://host/', ''])('DATABASE_URL "%s" is refused', (url) => {
  expect(() => external.readAddress(url)).toThrow(/^DATABASE_URL [^\n]*write mysql:/);
});

test('DATABASE_URL is read, a socket in place of a host', () => {
  expect(external.readAddress('mysql://me%40x:pw@db:3307/crm')).toEqual({ host: 'db:3307', user: 'me@x', database: 'crm' });
  expect(external.readAddress('mariadb://me@localhost/crm?socketPath=%2Frun%2Fdb.sock').host).toBe('/run/db.sock');
});

test.each(['ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_BAD_DB_ERROR', 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ER_OTHER'])('a database that answers %s', (code) => {
  const { message } = external.connectionProblem(failure(code), { host: 'db:3306', user: 'crm', database: 'crm' });
  expectOneSentence(message);
  expect(message).toContain('db:3306');
});

test.each(['10.11.19-MariaDB-0+deb12u1', '11.4.2-MariaDB', '9.7.4', '8.4.1'])('server %s is new enough', (version) => {
  expect(() => external.requireVersion(version)).not.toThrow();
});

test.each(['10.6.12-MariaDB', '5.7.44', '8.0.36'])('server %s is too old', (version) => {
  expect(() => external.requireVersion(version)).toThrow(/update it/);
});
