import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Stopped } from './sentence.mjs';

/**
 * Before a first start, whoever sits at the terminal is asked whether they want something to look at. Nobody is asked when
 * DEMO_DATA says it, when there is no terminal, or when the database is not ours to know whether it is empty.
 * @returns {Promise<boolean | null>} null: nobody was asked
 */
export async function askForDemo({ env, dataDir, databaseUrl }, { signal, input = process.stdin, output = process.stdout } = {}) {
  if (env.DEMO_DATA || databaseUrl || !input.isTTY || !output.isTTY || existsSync(join(dataDir, 'db'))) return null;
  const lines = createInterface({ input, output });
  try {
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // Ctrl-C ends the start here as everywhere
    const answer = await lines.question('Fill with demo data, 200 customers to look around in? [y/N] ', { signal });
    return /^\s*(y|yes)\s*$/i.test(answer);
  } catch (error) {
    if (error.name === 'AbortError') throw new Stopped();
    throw error;
  } finally {
    lines.close();
  }
}
