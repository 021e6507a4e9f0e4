import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the checkout, from the sources and from the build alike. */
export const ROOT = findRoot(__dirname);

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}
