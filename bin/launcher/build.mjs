import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { waitForLock } from './file-lock.mjs';
import { run } from './process.mjs';
import { Sentence, diskFull, oneLine, saysDiskFull } from './sentence.mjs';

const CODE = ['src', 'migrations', '.swcrc', 'package-lock.json', 'bin/launcher/build.mjs'];
const ASSETS = ['views', 'src', 'public', 'bin/build-assets.mjs', 'package-lock.json'];

/** A fingerprint of all files below these paths: name, size and time of change. */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(join(root, path)))) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const stamps = (root) => [
  { paths: CODE, stamp: join(root, 'dist', '.stamp'), make: compile },
  { paths: ASSETS, stamp: join(root, 'public', 'assets', '.stamp'), make: makeAssets },
];

export function buildIsCurrent(root) {
  return stamps(root).every(({ paths, stamp }) => readStamp(stamp) === fingerprint(root, paths));
}

/** Compiles the sources to dist/ and makes the assets when something changed since the last time. */
export async function build(root, { say, signal, node = process.execPath }) {
  if (buildIsCurrent(root)) return;
  const lock = await waitForLock(join(root, '.build.lock'), 300_000, (pid) => new Sentence(`Another build is running here (process ${pid}); wait until it is done and start again.`));
  try {
    for (const { paths, stamp, make } of stamps(root)) {
      const print = fingerprint(root, paths);
      if (readStamp(stamp) === print) continue;
      await make(root, { say, signal, node });
      if (existsSync(dirname(stamp))) writeFileSync(stamp, print);
    }
  } finally {
    lock.release();
  }
}

// Compiled beside dist/ and swapped in: a deleted source leaves nothing behind, and a broken one leaves the old build whole.
async function compile(root, { say }) {
  say('Building.');
  const { transform } = createRequire(join(root, 'package.json'))('@swc/core');
  const options = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
  delete options.$schema;
  const next = join(root, 'dist.next');
  rmSync(next, { recursive: true, force: true });
  const sources = ['src', 'migrations'].flatMap((path) => filesBelow(join(root, path))).filter((file) => /(?<!\.d)\.ts$/.test(file));
  await Promise.all(sources.map(async (source) => {
    const target = join(next, relative(root, source)).replace(/\.ts$/, '.js');
    const { code, map } = await transform(readFileSync(source, 'utf8'), { ...options, swcrc: false, configFile: false, filename: source, sourceFileName: relative(dirname(target.replace(next, join(root, 'dist'))), source) })
      .catch((error) => { throw new Sentence(`${relative(root, source)} cannot be compiled (${oneLine(error.message)}); correct it and start again.`); });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, map ? `${code}\n//# sourceMappingURL=${target.split('/').pop()}.map\n` : code);
    if (map) writeFileSync(`${target}.map`, map);
  }));
  mkdirSync(next, { recursive: true });
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(next, join(root, 'dist'));
}

async function makeAssets(root, { signal, node }) {
  const script = join(root, 'bin', 'build-assets.mjs');
  if (!existsSync(script)) return;
  const { code, output } = await run(node, [script], { cwd: root, signal });
  if (saysDiskFull(output)) throw diskFull(root);
  if (code !== 0) throw new Sentence(`The stylesheets and scripts could not be built; run "node bin/build-assets.mjs" to see why (${oneLine(output.split('\n').find((line) => /error/i.test(line)) ?? output)}).`);
}

function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

// What the build itself makes below public/ is no source.
function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/]public[\\/]assets[\\/]/.test(file))
    .sort();
}
