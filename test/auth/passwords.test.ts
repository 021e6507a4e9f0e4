import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Passwords } from '../../src/kernel/auth/passwords';
import { SlowHashes } from '../../src/kernel/auth/slow-hashes';

const COST = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const THREAD = join(__dirname, '../../dist/src/kernel/auth/password-thread.js');
const folder = mkdtempSync(join(tmpdir(), 'passwords-'));
afterAll(() => rmSync(folder, { recursive: true }));

function threadThat(does: string): string {
  const file = join(folder, `${does.length}.js`);
  writeFileSync(file, `require('node:worker_threads').parentPort.on('message', () => { ${does} });`);
  return file;
}

it('hashes and compares in a thread, several in their order', async () => {
  const hashes = new SlowHashes(THREAD);
  const stored = await hashes.hash('quiet morning', COST);
  expect(stored).toMatch(/^\$argon2id\$/);
  expect(await Promise.all(['quiet morning', 'loud evening', ''].map((password) => hashes.matches(stored, password)))).toEqual([true, false, false]);
  await expect(hashes.matches('no hash', 'quiet morning')).rejects.toThrow();
  expect(await new SlowHashes(threadThat("require('node:worker_threads').parentPort.postMessage({ done: 'of the thread' });")).hash('quiet morning', COST)).toBe('of the thread');
});

it.each([['cannot be begun', '/nowhere/at/all.js'], ['dies over its work', threadThat('process.exit(1);')], ['fails', threadThat("throw new Error('broken');")]])('works when its thread %s', async (_what, file) => {
  const hashes = new SlowHashes(file);
  const stored = await hashes.hash('quiet morning', COST);
  expect(await Promise.all([hashes.matches(stored, 'quiet morning'), hashes.matches(stored, 'loud evening')])).toEqual([true, false]);
});

it('refuses when more than fifty wait, and takes an unknown user as long as a known one (A12, A25)', async () => {
  const passwords = new Passwords();
  const answers = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.matches(null, 'quiet morning')));
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(51);
  expect(answers.some((answer) => answer.status === 'fulfilled' && answer.value)).toBe(false);
  const cost = /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/;
  const compared = jest.spyOn(SlowHashes.prototype, 'matches');
  await passwords.matches(null, 'quiet morning');
  const [costOf, usual] = [compared.mock.calls[0][0], await passwords.hash('quiet morning')].map((hash) => cost.exec(hash)?.[0]);
  expect(costOf).toBe(usual);
});
