import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkExternal, readAddress } from '../database/external.mjs';
import { startEmbedded } from '../database/embedded.mjs';
import { applicationEnvironment, migrate } from './application.mjs';
import { build } from './build.mjs';
import { prepareDataFolder, sessionSecret } from './data-folder.mjs';
import { guarded } from './main.mjs';
import { applicationNode, installPackages } from './packages.mjs';
import { readSettings, root } from './settings.mjs';

const WITHOUT_DATABASE = new Set([undefined, 'help', '--help', '-h']);
const say = (line) => console.error(line); // what a command prints on stdout may be a file

/**
 * `npm run clientele -- <command>`: the application's own command line, with what `npm start` would bring up. A running
 * application's embedded database is used beside it.
 */
export function runCommandLine(args) {
  return guarded(async (signal) => {
    const settings = readSettings();
    const { dataDir, production, databaseUrl } = settings;
    if (databaseUrl) readAddress(databaseUrl);
    prepareDataFolder(dataDir);
    await installPackages(root, { say, signal, production });
    const node = applicationNode(root);
    await build(root, { say, signal, node });
    const embedded = databaseUrl || WITHOUT_DATABASE.has(args[0]) ? null : await startEmbedded({ dataDir, memory: settings.memory, say: quietAboutStart, signal });
    try {
      if (databaseUrl && !WITHOUT_DATABASE.has(args[0])) await checkExternal(databaseUrl, root);
      const secret = settings.env.SESSION_SECRET || (production ? null : sessionSecret(dataDir));
      const env = applicationEnvironment(settings, { databaseUrl: databaseUrl ?? embedded?.url ?? 'mysql://localhost/none', secret });
      if (args[0] !== 'migrate' && embedded && !embedded.joined) await migrate(root, { node, env, dataDir, signal });
      return await runInFront(node, [join(root, 'dist', 'src', 'cli.js'), ...args], { env, signal });
    } finally {
      await embedded?.stop();
    }
  }, root);
}

const quietAboutStart = (line) => /^(Starting|Stopping) /.test(line) || say(line);

// In the person's folder, where the paths they write are meant, and with their input and output.
function runInFront(node, args, { env, signal }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: process.env.INIT_CWD ?? process.cwd(), env, stdio: 'inherit' });
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
