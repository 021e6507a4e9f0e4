import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../bin/launcher/settings.mjs';
import { answers, memoryOf } from './application.mjs';

const IDLE_SECONDS = 20;

/** A second start, everything built and seeded, to the first page; and what the application holds when nobody works. */
export async function measure(bench) {
  await bench.application.stop();
  await bench.startApplication();
  const browser = await bench.signedIn('administrator');
  for (let at = 0; at < 20; at += 1) await browser.get('/admin/customers');
  await sleep(IDLE_SECONDS * 1000);
  const idle = memoryOf(bench.application.pid);
  const rows = [
    { what: `application, ${IDLE_SECONDS} s after twenty pages`, memory: idle.now, reach: '≤ 150 MB', ok: idle.now <= 150 },
    { what: 'application alone, to its first answer', ms: bench.application.startMs },
  ];
  const { port } = bench.application;
  await bench.application.stop();
  await bench.stopDatabase();
  rows.push(await wholeStart(bench, port));
  await bench.resume();
  return rows;
}

/** `npm start` with its database: from the command to the sign-in page. */
async function wholeStart(bench, port) {
  const { DATABASE_URL, SESSION_SECRET, ...env } = bench.environment({ PORT: String(port) });
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'bin', 'start.mjs')], { cwd: root, env: { ...env, SESSION_SECRET }, stdio: 'ignore' });
  try {
    while (!(await answers(port, '/admin/login'))) {
      if (child.exitCode !== null) throw new Error('npm start ended');
      await sleep(10);
    }
    const ms = performance.now() - began;
    return { what: 'second start with the database, to the first page', ms, reach: '≤ 3 s', ok: ms <= 3000 };
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
}
