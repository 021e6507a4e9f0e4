#!/usr/bin/env node
// `npm start`: packages, database, build, migrations, application. Only Node's own modules: packages may be missing.
//   --prepare   stop before the application is started (bin/setup)
//   --watch     rebuild and restart when sources change (bin/dev)
const [major, minor] = process.versions.node.split('.').map(Number);
const newEnough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);

if (newEnough) {
  const { startClientele } = await import('./launcher/start-clientele.mjs');
  process.exitCode = await startClientele({ prepareOnly: process.argv.includes('--prepare'), watch: process.argv.includes('--watch') });
} else {
  console.error(`Clientele needs Node 20.19, 22.12 or later and this is ${process.versions.node}; install a newer Node and start again.`);
  process.exitCode = 1;
}
