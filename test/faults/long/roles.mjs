import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './stand.mjs';

const PATIENCE_MS = 30_000;

/** `ROLE=web` answers and runs nothing; `ROLE=worker` listens nowhere, runs the timetable, and gives everything back when told to stop. */
export async function splitRoles(stand) {
  const seen = { 'jobs run by web': 0, 'workers that listen': 0, 'jobs run by the worker': 0, 'not ended': 0, leases: -1, 'workers that said goodbye': 0 };
  const sql = await stand.connect();
  const one = async (query) => Object.values((await sql.query(query))[0][0])[0];
  await sql.query('DELETE FROM job_leases; DELETE FROM job_nodes');
  await stand.startApplication({ ROLE: 'web' });
  await sleep(2500);
  seen['jobs run by web'] = Number(await one('SELECT COUNT(*) FROM job_leases'));
  const worker = await stand.spawnApplication({ ROLE: 'worker' });
  const until = Date.now() + PATIENCE_MS;
  const idle = async () => Number(await one('SELECT COUNT(*) FROM job_leases WHERE finished_at IS NULL')) > 0 || Number(await one('SELECT COUNT(*) FROM job_leases')) === 0;
  while ((await idle()) && Date.now() < until) await sleep(50);
  seen['jobs run by the worker'] = Number(await one('SELECT COUNT(*) > 10 FROM job_leases WHERE finished_at IS NOT NULL'));
  if ((await ask(worker.port, '/health/live')).error !== 'ECONNREFUSED') seen['workers that listen'] += 1;
  const began = performance.now();
  worker.child.kill('SIGTERM');
  if ((await Promise.race([worker.exit, sleep(15_000, null)])) === null) seen['not ended'] += 1;
  const took = performance.now() - began;
  seen.leases = Number(await one('SELECT COUNT(*) FROM job_leases WHERE lease_token IS NOT NULL'));
  seen['workers that said goodbye'] = Number(await one('SELECT COUNT(*) FROM job_nodes WHERE stopped_at IS NOT NULL'));
  await sql.end();
  return { counts: seen, holds: { 'jobs run by web': 0, 'workers that listen': 0, 'jobs run by the worker': 1, 'not ended': 0, leases: 0, 'workers that said goodbye': 1 }, times: { 'until it has ended': took } };
}
