import { spawn } from 'node:child_process';
import { join } from 'node:path';

// A21, F9b and F20 to F24 with real processes, each once (F13's short form is in test/imports/import-safety.test.ts); `npm run faults` does the same at length and reports the times.

interface Result {
  readonly id: string;
  readonly counts: Record<string, number>;
  readonly holds: Record<string, number>;
  readonly notes?: readonly string[];
}

let results: readonly Result[] = [];

beforeAll(async () => {
  const root = join(__dirname, '../..');
  const child = spawn(process.execPath, [join(root, 'bin/faults.mjs'), '--short', '--json', '--only', 'A21,F9b,F20,F21,F21b,F22,F23,F24'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await new Promise((resolve) => child.once('close', resolve));
  results = JSON.parse(said.trim().split('\n').at(-1) ?? '[]');
}, 300_000);

test.each(['A21', 'F9b', 'F20', 'F21', 'F21b', 'F22', 'F23', 'F24'])('%s holds', (id) => {
  const result = results.find((one) => one.id === id);
  expect(result).toBeDefined();
  const seen = Object.fromEntries(Object.keys(result!.holds).map((name) => [name, result!.counts[name]]));
  expect({ ...seen, notes: result!.notes ?? [] }).toEqual({ ...result!.holds, notes: result!.notes ?? [] });
});
