import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../launcher/process.mjs';
import { Sentence, diskFull, saysDiskFull } from '../launcher/sentence.mjs';

// The -core packages hold the programs alone: no service is installed, started or touched.
const PACKAGES = ['mariadb-server-core', 'mariadb-client-core'];
const LIBRARIES = ['libaio1', 'libnuma1', 'liburing2', 'libmariadb3'];
export const QUIET = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };

/**
 * Installs packages as root. --no-remove: another database's packages that conflict are left alone.
 * @returns whether it worked
 */
export async function aptInstall(packages, { signal } = {}) {
  const install = ['install', '-y', '--no-install-recommends', '--no-remove', '-o', 'DPkg::Lock::Timeout=120', ...packages];
  const apt = (args) => run('apt-get', args, { env: QUIET, signal });
  let result = await apt(install);
  if (result.code !== 0 && !saysDiskFull(result.output)) {
    await apt(['update', '-o', 'DPkg::Lock::Timeout=120']); // the lists may be missing or old
    result = await apt(install);
  }
  if (saysDiskFull(result.output) || /don't have enough free space/i.test(result.output)) throw diskFull('the system’s packages');
  return result.code === 0;
}

export async function installWithApt({ say, signal }) {
  say('Installing MariaDB from the system’s packages.');
  return aptInstall(PACKAGES, { signal });
}

/** Fetches the packages and unpacks them into a folder of ours, which needs no root and changes nothing in the system. */
export async function unpackWithApt(folder, { say, signal }) {
  say(`Unpacking MariaDB into ${folder}.`);
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  for (const name of ['packages', 'lists/partial', 'cache/archives/partial', 'root']) mkdirSync(join(part, name), { recursive: true });
  const ownLists = ['-o', `Dir::State::lists=${part}/lists`, '-o', `Dir::Cache=${part}/cache`, '-o', 'APT::Sandbox::User=', '-o', 'Debug::NoLocking=1'];
  const fetched = (await fetchPackages(part, [], signal)) || (await fetchPackages(part, ownLists, signal));
  if (!fetched) {
    rmSync(part, { recursive: true, force: true });
    throw new Sentence('MariaDB could not be fetched from the system’s packages; check the network, or install it as root (apt-get install mariadb-server-core), or set DATABASE_URL, and start again.');
  }
  await unpackAll(join(part, 'packages'), join(part, 'root'), signal);
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(part, 'root'), folder);
  rmSync(part, { recursive: true, force: true });
}

/** Unpacks every package file of a folder into one folder. */
export async function unpackAll(packages, into, signal) {
  for (const file of readdirSync(packages).filter((name) => name.endsWith('.deb'))) {
    const { code, output } = await run('dpkg-deb', ['-x', join(packages, file), into], { signal });
    if (saysDiskFull(output)) throw diskFull(into);
    if (code !== 0) throw new Sentence(`The package ${file} could not be unpacked; remove ${packages} and start again.`);
  }
}

// apt itself says which libraries this system lacks; the fixed list is for systems where it sees a conflict.
async function fetchPackages(part, options, signal) {
  const apt = (args, cwd) => run('apt-get', [...options, ...args], { cwd, env: QUIET, signal });
  if (options.length > 0) await apt(['update']);
  const { code, stdout } = await apt(['install', '--simulate', '--no-install-recommends', '--no-remove', ...PACKAGES]);
  const missing = stdout.split('\n').filter((line) => line.startsWith('Inst ')).map((line) => line.split(' ')[1]);
  const names = code === 0 && missing.length > 0 ? missing : [...PACKAGES, ...LIBRARIES];
  const { code: downloaded, output } = await apt(['download', ...names], join(part, 'packages'));
  if (saysDiskFull(output)) throw diskFull(part);
  return downloaded === 0;
}
