import { spawn } from 'node:child_process';
import { join } from 'node:path';

// F2, F3 and F6 with real processes that are killed and stopped, in their short form; test/mail/ holds the short forms of the others.

interface Result {
  readonly id: string;
  readonly counts: Record<string, number>;
  readonly holds: Record<string, number>;
  readonly notes?: readonly string[];
}

let results: readonly Result[] = [];

beforeAll(async () => {
  const root = join(__dirname, '../..');
  const child = spawn(process.execPath, [join(root, 'bin/faults.mjs'), '--short', '--json', '--only', 'F2,F3,F6'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await new Promise((resolve) => child.once('close', resolve));
  results = JSON.parse(said.trim().split('\n').at(-1) ?? '[]');
}, 300_000);

test.each(['F2', 'F3', 'F6'])('%s holds', (id) => {
  const result = results.find((one) => one.id === id);
  expect(result).toBeDefined();
  const seen = Object.fromEntries(Object.keys(result!.holds).map((name) => [name, result!.counts[name]]));
  expect({ ...seen, notes: result!.notes ?? [] }).toEqual({ ...result!.holds, notes: result!.notes ?? [] });
});
