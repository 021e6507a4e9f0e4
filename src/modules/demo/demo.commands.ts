import { parseArgs } from 'node:util';
import type { INestApplication } from '@nestjs/common';
import { DemoSeeder, type SeedRequest } from './demo.seeder';

const MOST = 100_000_000;

/** What `seed` was asked for; a text is what is wrong with it. */
export function readSeedArguments(args: readonly string[]): Omit<SeedRequest, 'progress'> | string {
  try {
    const { values } = parseArgs({ args: [...args], options: { customers: { type: 'string' }, add: { type: 'boolean' }, figures: { type: 'boolean' } } });
    const customers = Number(values.customers);
    if (!Number.isInteger(customers) || customers < 1 || customers > MOST) return 'Say how many customers: seed --customers 1000';
    return { customers, add: values.add === true, figures: values.figures === true };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Seeds and tells how far it is. @returns a sentence when it was refused. */
export async function seed(app: INestApplication, request: Omit<SeedRequest, 'progress'>, say: (line: string) => void): Promise<string | null> {
  const began = performance.now();
  const done = await app.get(DemoSeeder).seed({ ...request, progress: everySecond(request.customers, say) });
  if (!done) return 'There are customers already; add --add to put demo customers beside them.';
  const seconds = (performance.now() - began) / 1000;
  say(`${request.customers} demo customers in ${seconds.toFixed(1)} s (${Math.round(request.customers / seconds)} a second).`);
  return null;
}

function everySecond(customers: number, say: (line: string) => void): (stored: number, searchable: number) => void {
  let last = performance.now();
  return (stored, searchable) => {
    if (performance.now() - last < 5000) return;
    last = performance.now();
    say(`  ${stored} of ${customers} stored, ${searchable} searchable`);
  };
}
