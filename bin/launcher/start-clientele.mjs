import { checkExternal, readAddress } from '../database/external.mjs';
import { startEmbedded } from '../database/embedded.mjs';
import { applicationEnvironment, migrate, startApplication } from './application.mjs';
import { build } from './build.mjs';
import { claimDataFolder, endLeftApplication, forgetApplication, prepareDataFolder, rememberApplication, sessionSecret } from './data-folder.mjs';
import { askForDemo } from './demo-question.mjs';
import { guarded } from './main.mjs';
import { applicationNode, installPackages } from './packages.mjs';
import { requireFreePort } from './port.mjs';
import { Sentence } from './sentence.mjs';
import { readSettings, root } from './settings.mjs';
import { watchSources } from './watch.mjs';

const say = (line) => console.log(line);

/** `npm start`. @returns {Promise<number>} the exit code */
export function startClientele({ prepareOnly, watch }) {
  return guarded(async (signal) => {
    const settings = readSettings();
    if (settings.databaseUrl) readAddress(settings.databaseUrl);
    prepareDataFolder(settings.dataDir);
    const release = claimDataFolder(settings.dataDir);
    try {
      await endLeftApplication(settings.dataDir, say);
      if (!prepareOnly && settings.env.ROLE !== 'worker') await requireFreePort(settings.port);
      if (!prepareOnly && (await askForDemo(settings, { signal }))) settings.env.DEMO_DATA = 'true';
      return await withDatabase(settings, signal, (prepared) => (prepareOnly ? 0 : serve(settings, { ...prepared, signal, watch })));
    } finally {
      release();
    }
  }, root);
}

async function withDatabase(settings, signal, work) {
  const { dataDir, production, databaseUrl } = settings;
  await installPackages(root, { say, signal, production });
  const node = applicationNode(root);
  await build(root, { say, signal, node });
  const embedded = databaseUrl ? null : await startEmbedded({ dataDir, memory: settings.memory, say, signal });
  try {
    if (databaseUrl) await checkExternal(databaseUrl, root);
    const secret = settings.env.SESSION_SECRET || (production ? null : sessionSecret(dataDir));
    const env = applicationEnvironment(settings, { databaseUrl: databaseUrl ?? embedded.url, secret });
    await migrate(root, { node, env, dataDir, signal });
    return await work({ node, env, embedded });
  } finally {
    await embedded?.stop();
  }
}

// Until the application ends by itself, we are asked to stop, or the database cannot be kept alive.
async function serve(settings, { node, env, embedded, signal, watch }) {
  const options = watch ? ['--enable-source-maps'] : [];
  let application = null;
  let restarting = false;
  const start = () => {
    application = startApplication(root, { node, env: watch ? { NODE_ENV: 'development', CLIENTELE_WATCH: 'true', ...env } : env, options });
    rememberApplication(settings.dataDir, application.pid);
  };
  const stopped = new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const databaseLost = new Promise((_, reject) => embedded?.keepAlive(reject));

  start();
  const unwatch = watch && watchSources(root, async () => {
    try {
      await build(root, { say, signal, node });
      restarting = true;
      await application.stop();
      await migrate(root, { node, env, dataDir: settings.dataDir, signal });
      if (!signal.aborted) start();
    } catch (error) {
      say(error.message); // shown, and the next change is waited for
    } finally {
      restarting = false;
    }
  });
  try {
    for (;;) {
      const current = application;
      const end = await Promise.race([current.ended, stopped, databaseLost]);
      if (!end) {
        say('Stopping Clientele.');
        return 0;
      }
      if (restarting || current !== application) await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 100))]);
      else if (watch) await Promise.race([stopped, nextStart(() => application !== current)]);
      else return exitCodeOf(end, signal);
    }
  } finally {
    if (unwatch) unwatch();
    await application.stop();
    forgetApplication(settings.dataDir);
  }
}

// In bin/dev an application that fell over is started again by the next change.
async function nextStart(hasStarted) {
  while (!hasStarted()) await new Promise((resolve) => setTimeout(resolve, 100));
}

function exitCodeOf({ code, signalName }, signal) {
  if (signal.aborted) return 0;
  if (signalName) throw new Sentence(`Clientele was ended by the system (${signalName}); if that was not asked for, the machine may be short of memory: start again with DB_MEMORY=512M.`);
  return code;
}
