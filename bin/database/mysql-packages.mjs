import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../launcher/process.mjs';
import { Sentence, diskFull, saysDiskFull } from '../launcher/sentence.mjs';
import { QUIET, unpackAll } from './debian-packages.mjs';

const PACKAGE = 'mysql-server-core';
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Fetches MySQL and every library it needs, C library included, from Debian's unstable release, the only one that holds
 * it, and unpacks them into a folder of ours. apt gets lists of its own and an empty system to look at, so nothing of
 * this system is read or changed, and no root is needed. About 60 MB fetched, 330 MB unpacked.
 */
export async function unpackMysql(folder, { say, signal, instead }) {
  say(`Unpacking MySQL 9 into ${folder}.`);
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  for (const name of ['state', 'lists/partial', 'cache/archives/partial', 'root']) mkdirSync(join(part, name), { recursive: true });
  writeFileSync(join(part, 'status'), '');
  writeFileSync(join(part, 'sources.list'), `deb [signed-by=${KEYS}] ${await mirror()} unstable main\n`);
  const own = Object.entries({
    'Dir::Etc::sourcelist': join(part, 'sources.list'), 'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State': join(part, 'state'), 'Dir::State::lists': join(part, 'lists'), 'Dir::State::status': join(part, 'status'), 'Dir::Cache': join(part, 'cache'),
    'APT::Sandbox::User': '', 'Debug::NoLocking': '1', 'Acquire::Languages': 'none',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', '--download-only', PACKAGE]]) {
    const { code, output } = await run('apt-get', [...own, ...args], { env: QUIET, signal });
    if (saysDiskFull(output)) throw diskFull(folder);
    if (code === 0) continue;
    rmSync(part, { recursive: true, force: true });
    throw new Sentence(`MySQL 9 could not be fetched from Debian’s packages; check the network and that debian-archive-keyring is installed, or ${instead}`);
  }
  await unpackAll(join(part, 'cache', 'archives'), join(part, 'root'), signal);
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(part, 'root'), folder);
  rmSync(part, { recursive: true, force: true });
}

// The one this system uses already may be nearer, or the only one that can be reached.
async function mirror() {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(SITE)', 'Created-By: Packages', 'Origin: Debian', 'Label: Debian'], { env: QUIET });
  return stdout.split('\n').find(Boolean) ?? 'http://deb.debian.org/debian';
}
