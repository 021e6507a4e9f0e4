import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.mjs';
import { Sentence, diskFull, oneLine, saysDiskFull } from './sentence.mjs';

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own record of node_modules last, so an
 * installation that was cut off has none; packages for other systems are optional and may be missing.
 * @param production development packages may be missing
 */
export function packagesAreCurrent(root, { production = false } = {}) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, dev, link }]) => {
    if (path === '' || link || optional || (production && (dev || devOptional))) return true;
    return present[path]?.version === version || (devOptional && !present[path]);
  });
}

/**
 * Installs what package-lock.json names: with `npm ci` on a fresh checkout, in place when a few packages have changed since.
 */
export async function installPackages(root, { say, signal, production = false }) {
  if (packagesAreCurrent(root, { production })) return;
  const folder = join(root, 'node_modules');
  const update = readPackages(join(folder, '.package-lock.json')) !== null;
  if (update) {
    say('Updating the packages.');
  } else {
    say('Installing the packages; the first time this takes a minute or two.');
    rmSync(folder, { recursive: true, force: true }); // an installation that was cut off leaves halves that look whole
  }
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const { code, output } = await run(npm[0], [...npm.slice(1), ...(update ? ['install', '--no-save'] : ['ci']), '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    env: { ...process.env, npm_config_loglevel: 'error' },
    signal,
  });
  if (code !== 0) throw packageProblem(root, code, output);
}

export function packageProblem(root, code, output) {
  if (code === 127) return new Sentence('npm was not found; install Node with npm (https://nodejs.org) and start again.');
  if (saysDiskFull(output)) return diskFull(join(root, 'node_modules'));
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output)) {
    return new Sentence('The packages could not be downloaded; check the network connection, and npm’s proxy and registry settings, and start again.');
  }
  if (/EACCES|EPERM|EROFS/.test(output)) return new Sentence(`${root} may not be written by this user; change its owner or clone it as the user who starts it.`);
  return new Sentence(`The packages could not be installed (${oneLine(output.replace(/npm error( code)? ?/g, ' '))}); run "npm install" in ${root} to see why.`);
}

/** The Node the application runs on: the one among the packages (newer and faster), else the one running this. */
export function applicationNode(root) {
  const own = join(root, 'node_modules', '.bin', 'node');
  if (process.execPath.startsWith(join(root, 'node_modules'))) return process.execPath;
  return spawnSync(own, ['--version']).status === 0 ? own : process.execPath;
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}
