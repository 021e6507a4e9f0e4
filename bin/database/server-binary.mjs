import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../launcher/process.mjs';
import { Sentence } from '../launcher/sentence.mjs';
import { installWithApt, unpackWithApt } from './debian-packages.mjs';

/**
 * @typedef {object} ServerBinary
 * @property {string[]} command the server, and what has to stand before its own options
 * @property {string} installDb the program that makes an empty data folder
 * @property {string} basedir what both lie in
 * @property {string[]} options the server needs to find its parts
 * @property {Record<string, string>} env
 */

/**
 * Finds MariaDB 10.11 or later: on PATH and in the usual places, else installed from the system's packages (as root on
 * Debian), else unpacked from them without root.
 * @returns {Promise<ServerBinary>}
 */
export async function findServer({ unpackTo, say, signal }) {
  const present = await firstUsable([...installedPlaces(), join(unpackTo, 'usr', 'sbin', 'mariadbd')], unpackTo);
  if (present) return present;
  if (process.platform === 'darwin') throw new Sentence('MariaDB is not installed; install it with Homebrew (brew install mariadb), or set DATABASE_URL, and start again.');
  if ((await run('apt-get', ['--version'])).code !== 0) {
    throw new Sentence('MariaDB is not installed and this system has no apt-get; install MariaDB 10.11 or later with its own package manager, or set DATABASE_URL, and start again.');
  }
  if (process.getuid() === 0 && (await installWithApt({ say, signal }))) {
    const installed = await firstUsable(installedPlaces(), unpackTo);
    if (installed) return installed;
  }
  await unpackWithApt(unpackTo, { say, signal });
  const unpacked = await firstUsable([join(unpackTo, 'usr', 'sbin', 'mariadbd')], unpackTo);
  if (unpacked) return unpacked;
  throw new Sentence('The system’s packages hold no MariaDB 10.11 or later that runs here; install one, or set DATABASE_URL, and start again.');
}

/** Whether "mariadbd --version" names a version this application supports. */
export function isSupportedVersion(text) {
  const [, major, minor] = /(?:Ver|from)\s+(\d+)\.(\d+)[.\d]*-MariaDB/.exec(text) ?? [];
  return Number(major) > 10 || (Number(major) === 10 && Number(minor) >= 11);
}

function installedPlaces() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/opt/homebrew/opt/mariadb/bin', '/usr/local/opt/mariadb/bin'];
  return folders.filter(Boolean).map((folder) => join(folder, 'mariadbd'));
}

async function firstUsable(places, unpackTo) {
  for (const place of new Set(places.filter(existsSync).map((path) => realpathSync(path)))) {
    const server = describe(place, existsSync(unpackTo) && place.startsWith(realpathSync(unpackTo)));
    if (!server) continue;
    const { code, output } = await run(server.command[0], ['--no-defaults', '--version'], { env: { ...process.env, ...server.env } });
    if (code === 0 && isSupportedVersion(output)) return server;
  }
  return null;
}

function describe(mariadbd, unpacked) {
  const basedir = dirname(dirname(mariadbd));
  const installDb = ['bin/mariadb-install-db', 'scripts/mariadb-install-db'].map((path) => join(basedir, path)).find(existsSync);
  if (!installDb) return null;
  if (!unpacked) return { command: [mariadbd], installDb, basedir, options: [`--basedir=${basedir}`], env: {} };
  const libraries = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch] ?? '.';
  return {
    command: [mariadbd],
    installDb,
    basedir,
    options: [`--basedir=${basedir}`, `--lc-messages-dir=${join(basedir, 'share/mysql')}`, `--plugin-dir=${join(basedir, 'lib/mysql/plugin')}`],
    env: { LD_LIBRARY_PATH: [join(basedir, 'lib', libraries), join(dirname(basedir), 'lib', libraries), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') },
  };
}
