import { spawn } from 'node:child_process';
import { join } from 'node:path';

interface Result {
  readonly id: string;
  readonly counts: Record<string, number>;
  readonly holds: Record<string, number>;
  readonly notes?: readonly string[];
}

/** A test for each of these faults of `npm run faults`, which run in their short form in one process before them. */
export function holdShortly(ids: readonly string[]): void {
  let results: readonly Result[] = [];

  beforeAll(async () => {
    const root = join(__dirname, '../..');
    const child = spawn(process.execPath, [join(root, 'bin/faults.mjs'), '--short', '--json', '--only', ids.join(',')], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await new Promise((resolve) => child.once('close', resolve));
    results = JSON.parse(said.trim().split('\n').at(-1) ?? '[]');
  }, 300_000);

  test.each(ids)('%s holds', (id) => {
    const result = results.find((one) => one.id === id);
    expect(result).toBeDefined();
    const seen = Object.fromEntries(Object.keys(result!.holds).map((name) => [name, result!.counts[name]]));
    expect({ ...seen, notes: result!.notes ?? [] }).toEqual({ ...result!.holds, notes: result!.notes ?? [] });
  });
}
