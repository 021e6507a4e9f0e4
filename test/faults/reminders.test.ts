import { spawn } from 'node:child_process';
import { join } from 'node:path';

// F2, F3, F9, F11 and F12 of reminders with real processes, in their short form; test/reminders holds the short form of F1, test/time that of F10.

interface Result {
  readonly id: string;
  readonly counts: Record<string, number>;
  readonly holds: Record<string, number>;
  readonly notes?: readonly string[];
}

let results: readonly Result[] = [];

beforeAll(async () => {
  const root = join(__dirname, '../..');
  const child = spawn(process.execPath, [join(root, 'bin/faults.mjs'), '--short', '--json', '--only', 'F2r,F3r,F9r,F11r,F12r'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await new Promise((resolve) => child.once('close', resolve));
  results = JSON.parse(said.trim().split('\n').at(-1) ?? '[]');
}, 300_000);

test.each(['F2r', 'F3r', 'F9r', 'F11r', 'F12r'])('%s holds', (id) => {
  const result = results.find((one) => one.id === id);
  expect(result).toBeDefined();
  const seen = Object.fromEntries(Object.keys(result!.holds).map((name) => [name, result!.counts[name]]));
  expect({ ...seen, notes: result!.notes ?? [] }).toEqual({ ...result!.holds, notes: result!.notes ?? [] });
});
