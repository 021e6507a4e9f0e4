import { existsSync, realpathSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../launcher/process.mjs';
import { Sentence, diskFull, oneLine, saysDiskFull } from '../launcher/sentence.mjs';
import { root } from '../launcher/settings.mjs';
import { unpackMysql } from './mysql-packages.mjs';
import { asRoot } from './server-process.mjs';

/** MySQL 9 as a database for tests, see throwaway.mjs. It is never what the application itself starts. */
export const MYSQL = {
  protocol: 'mysql',
  find: (options) => findMysql({ unpackTo: join(root, '.data', 'mysql'), ...options }),
  create: initialize,
  options: ['--mysqlx=OFF', '--secure-file-priv=NULL', '--innodb-redo-log-capacity=64M'],
};

const INSTEAD = 'install MySQL 9 so that mysqld is on PATH, or name a server in TEST_DATABASE_SERVER_URL, and start again.';

/**
 * Finds MySQL 9 or later: on PATH and in the usual places, else unpacked from Debian's packages.
 * @returns {Promise<{command: string[], options: string[], env: Record<string, string>}>}
 */
async function findMysql({ unpackTo, say, signal }) {
  const present = await firstUsable([...installed(), unpacked(unpackTo)]);
  if (present) return present;
  if ((await run('apt-get', ['--version'])).code !== 0) throw new Sentence(`MySQL 9 is not installed and this system has no apt-get; ${INSTEAD}`);
  await unpackMysql(unpackTo, { say, signal, instead: INSTEAD });
  const server = await firstUsable([unpacked(unpackTo)]);
  if (!server) throw new Sentence(`Debian’s packages hold no MySQL 9 that runs here; ${INSTEAD}`);
  return server;
}

/** Whether "mysqld --version" names a version the tests are meant for; MariaDB answers to that name too. */
export function isMysql9(text) {
  const [, major] = /\bVer (\d+)\.\d+/.exec(text) ?? [];
  return Number(major) >= 9 && !/mariadb/i.test(text);
}

function installed() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/mysql/bin', '/opt/homebrew/opt/mysql/bin', '/usr/local/opt/mysql/bin'];
  return folders.filter((folder) => folder && existsSync(join(folder, 'mysqld'))).map((folder) => {
    const mysqld = realpathSync(join(folder, 'mysqld'));
    return { command: [mysqld], options: [`--basedir=${dirname(dirname(mysqld))}`], env: {} };
  });
}

// Built for a newer C library than the system's: it brings its own, and the loader that goes with it.
function unpacked(folder) {
  const { loader, libraries } = {
    x64: { loader: 'usr/lib64/ld-linux-x86-64.so.2', libraries: 'usr/lib/x86_64-linux-gnu' },
    arm64: { loader: 'usr/lib/ld-linux-aarch64.so.1', libraries: 'usr/lib/aarch64-linux-gnu' },
  }[process.arch] ?? { loader: 'none', libraries: 'none' };
  const usr = join(folder, 'usr');
  return {
    command: [join(folder, loader), '--library-path', [join(folder, libraries), join(usr, 'lib/mysql/private')].join(':'), join(usr, 'sbin/mysqld')],
    options: [`--basedir=${usr}`, `--lc-messages-dir=${join(usr, 'share/mysql')}`, `--plugin-dir=${join(usr, 'lib/mysql/plugin')}`],
    env: {},
  };
}

async function firstUsable(servers) {
  for (const server of servers) {
    const [program, ...before] = server.command;
    const { code, output } = await run(program, [...before, '--no-defaults', '--version']);
    if (code === 0 && isMysql9(output)) return server;
  }
  return null;
}

async function initialize(server, folder, signal) {
  const [program, ...before] = server.command;
  const { code, output } = await run(program, [...before, '--no-defaults', ...server.options, ...asRoot, ...MYSQL.options, `--datadir=${folder}`, '--initialize-insecure'], { signal });
  if (code === 0) return;
  rmSync(folder, { recursive: true, force: true });
  if (saysDiskFull(output)) throw diskFull(dirname(folder));
  throw new Sentence(`MySQL’s folder ${folder} could not be made (${oneLine(output.split('\n').find((line) => /error/i.test(line)) ?? output)}); remove what is in the way and start again.`);
}
