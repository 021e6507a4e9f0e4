import { setTimeout as sleep } from 'node:timers/promises';
import { bombs } from './bombs.mjs';
import { killImport } from './import-killed.mjs';
import { MAIL_FAULTS } from './mail-faults.mjs';
import { REMINDER_FAULTS } from './reminder-faults.mjs';
import { samePosts, twoEditors } from './people.mjs';
import { splitRoles } from './roles.mjs';
import { ask, percentile, signIn } from './stand.mjs';
import { stopWithJobs } from './stopping.mjs';

/**
 * Each fault: what is done to a running stand, and what was seen. `short` is what the suite runs; the long form is
 * repeated, larger, and its times are what docs/reliability.md reports. `counts` must be as `holds` says; `times` are in
 * milliseconds and are reported only.
 */
export const FAULTS = [
  ...MAIL_FAULTS,
  ...REMINDER_FAULTS,
  { id: 'F9b', title: 'Pages and jobs in processes of their own', run: splitRoles },
  { id: 'F14', title: 'The same form sent fifty times at once', run: samePosts },
  { id: 'F15', title: 'Two editors of one customer in random order', run: twoEditors },
  { id: 'F20', title: 'Migrations killed at any moment, and begun by three nodes at once', run: killMigrations },
  { id: 'F21', title: 'Told to stop with 200 requests on the way', run: stopWithRequests },
  { id: 'F21b', title: 'Told to stop with an import and mails under way', run: stopWithJobs },
  { id: 'F22', title: 'The database is gone: ready says so, live goes on', run: withoutDatabase },
  { id: 'F23', title: 'Every connection of the pool held', run: poolHeld },
  { id: 'F24', title: 'The database killed under load and started again', run: databaseKilled },
  { id: 'A21', title: 'Too large, too many, too slow: texts, parameters, exports, uploads, connections, settings', run: bombs },
  { id: 'F13', title: 'An import killed at random points, and gone on with by others', run: killImport },
];

async function killMigrations(stand, { short }) {
  const sql = await stand.connect('');
  const times = [];
  let finished = 0;
  const rounds = short ? 2 : 20;
  for (let round = 0; round < rounds; round += 1) {
    await sql.query('DROP DATABASE IF EXISTS faults_migrate; CREATE DATABASE faults_migrate CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci');
    const env = { DATABASE_URL: stand.urlFor('faults_migrate') };
    const victim = stand.spawnCommand(['migrate'], env);
    const gone = new Promise((resolve) => victim.once('exit', resolve));
    await migrating(sql, round % 17);
    victim.kill('SIGKILL');
    await gone;
    await sql.query('UPDATE faults_migrate.migration_lease SET until_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE token IS NOT NULL').catch(() => undefined); // two minutes of waiting saved
    const began = performance.now();
    const codes = await Promise.all([0, 1, 2].map(() => new Promise((resolve) => stand.spawnCommand(['migrate'], env).once('exit', resolve))));
    times.push(performance.now() - began);
    const [[{ n, d }]] = await sql.query('SELECT COUNT(*) AS n, COUNT(DISTINCT name) AS d FROM faults_migrate.migrations');
    const [[{ whole }]] = await sql.query("SELECT COUNT(*) AS whole FROM clientele.migrations");
    if (codes.every((code) => code === 0) && n === d && n === whole) finished += 1;
  }
  await sql.query('DROP DATABASE faults_migrate');
  await sql.end();
  return { counts: { killed: rounds, 'finished by running again': finished }, holds: { 'finished by running again': rounds }, times: { 'three nodes at once, median': percentile(times, 0.5) } };
}

/** Waits until so many tables are made. */
async function migrating(sql, tables) {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const [[{ n }]] = await sql.query("SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = 'faults_migrate'");
    if (n > tables) return;
    await sleep(2);
  }
}

async function stopWithRequests(stand, { short }) {
  const seen = { answered: 0, 'cut off': 0, 'not ended': 0, leases: 0, exits: 0 };
  const times = [];
  const rounds = short ? 1 : 10;
  for (let round = 0; round < rounds; round += 1) {
    const application = await stand.startApplication();
    const person = await signIn(application.port);
    await Promise.all(Array.from({ length: 200 }, () => person.get('/admin'))); // 200 kept connections, so that none is refused while it is made
    const asked = Array.from({ length: 200 }, (_, index) => (index % 4 ? person.get('/admin/customers') : person.post('/admin/groups', { name: `Group ${round} ${index}` })));
    await sleep(30);
    const began = performance.now();
    application.child.kill('SIGTERM');
    await sleep(20);
    application.child.kill('SIGTERM'); // a second one must be safe
    const answers = await Promise.all(asked);
    const exit = await Promise.race([application.exit, sleep(15_000, null)]);
    times.push(performance.now() - began);
    if (exit === null) seen['not ended'] += 1;
    else seen.exits += 1;
    for (const { status, error } of answers) seen[error === null && status > 0 ? 'answered' : 'cut off'] += 1;
    person.close();
  }
  const sql = await stand.connect();
  const [[{ n }]] = await sql.query('SELECT COUNT(*) AS n FROM job_leases WHERE lease_token IS NOT NULL');
  seen.leases = n;
  await sql.end();
  return { counts: seen, holds: { answered: rounds * 200, 'cut off': 0, 'not ended': 0, leases: 0 }, times: { 'until it has ended, worst': Math.max(...times) } };
}

async function withoutDatabase(stand, { short }) {
  const application = await stand.startApplication();
  const person = await signIn(application.port);
  const wrong = [];
  const ready = [];
  const live = [];
  const rounds = short ? 1 : 5;
  for (let round = 0; round < rounds; round += 1) {
    await stand.killDatabase();
    const [isReady, isLive, page] = [await ask(application.port, '/health/ready'), await ask(application.port, '/health/live'), await person.get('/admin/customers')];
    ready.push(isReady.ms);
    live.push(isLive.ms);
    if (isReady.status !== 503 || isReady.text !== 'not ready') wrong.push(`ready ${isReady.status}`);
    if (isLive.status !== 200) wrong.push(`live ${isLive.status}`);
    if (page.status !== 503 || !page.text.includes('<h1') || !page.headers['retry-after']) wrong.push(`page ${page.status}`);
    await stand.startDatabase();
    const until = Date.now() + 10_000;
    while ((await ask(application.port, '/health/ready')).status !== 200 && Date.now() < until) await sleep(50);
    if ((await person.get('/admin/customers')).status !== 200) wrong.push('not back');
  }
  person.close();
  application.child.kill('SIGTERM');
  await application.exit;
  return { counts: { rounds, wrong: wrong.length }, holds: { wrong: 0 }, times: { 'ready says no, worst': Math.max(...ready), 'live, worst': Math.max(...live) }, notes: wrong };
}

async function poolHeld(stand, { short }) {
  const application = await stand.startApplication();
  const person = await signIn(application.port);
  const sql = await stand.connect();
  // A table locked by somebody else holds every connection that reads it.
  await sql.query('LOCK TABLES staff WRITE');
  const held = Array.from({ length: 60 }, () => person.get('/admin'));
  await sleep(300);
  const began = Date.now();
  const answers = [];
  const lives = [];
  const seconds = short ? 1 : 30;
  while (Date.now() - began < seconds * 1000) {
    const batch = Array.from({ length: short ? 20 : 30 }, () => person.get('/admin/customers'));
    lives.push(await ask(application.port, '/health/live'));
    if (short) answers.push(...(await Promise.all(batch)));
    else {
      batch.forEach((one) => void one.then((answer) => answers.push(answer)));
      await sleep(100);
    }
  }
  await sleep(2500);
  await sql.query('UNLOCK TABLES');
  const free = performance.now();
  while ((await person.get('/admin/customers')).status !== 200 && performance.now() - free < 20_000) await sleep(50);
  const recovery = performance.now() - free;
  const all = await Promise.all(held);
  await sql.end();
  person.close();
  application.child.kill('SIGTERM');
  await application.exit;
  return {
    counts: { asked: answers.length, 'not 503': answers.filter(({ status }) => status !== 503).length, 'live not 200': lives.filter(({ status }) => status !== 200).length, 'held and then cut off': all.filter(({ status }) => ![200, 503].includes(status)).length },
    holds: { 'not 503': 0, 'live not 200': 0, 'held and then cut off': 0 },
    times: { 'answers, worst': Math.max(...answers.map(({ ms }) => ms)), 'live, worst': Math.max(...lives.map(({ ms }) => ms)), 'until served again': recovery },
  };
}

async function databaseKilled(stand, { short }) {
  const application = await stand.startApplication();
  const person = await signIn(application.port);
  const seen = { served: 0, 'asked to come again': 0, 'neither': 0 };
  const taken = [];
  const downs = [];
  const rounds = short ? 1 : 5;
  let on = true;
  let made = 0;
  const worker = async (index) => {
    while (on) {
      const name = `G ${index} ${(made += 1)}`;
      const answer = index % 2 ? await person.get('/admin/customers') : await person.post('/admin/groups', { name });
      if (answer.status === 200 || answer.status === 303) seen.served += 1;
      else if (answer.status === 503 || answer.status === 409) seen['asked to come again'] += 1;
      else seen.neither += 1;
      if (answer.status === 303) taken.push(name);
      await sleep(5);
    }
  };
  const workers = Array.from({ length: short ? 6 : 20 }, (_, index) => worker(index));
  for (let round = 0; round < rounds; round += 1) {
    await sleep(short ? 300 : 1500);
    await stand.killDatabase();
    await sleep(short ? 500 : 5000);
    await stand.startDatabase();
    const began = performance.now();
    while ((await person.get('/admin/customers')).status !== 200 && performance.now() - began < 15_000) await sleep(20);
    downs.push(performance.now() - began);
  }
  await sleep(200);
  on = false;
  await Promise.all(workers);
  const sql = await stand.connect();
  const [rows] = await sql.query('SELECT name FROM customer_groups');
  const kept = new Set(rows.map(({ name }) => name));
  await sql.end();
  const exits = application.ended ? 1 : 0;
  person.close();
  application.child.kill('SIGTERM');
  await application.exit;
  const lost = taken.filter((name) => !kept.has(name)).length;
  return { counts: { rounds, ...seen, exits, 'confirmed and lost': lost }, holds: { exits: 0, 'confirmed and lost': 0, neither: 0 }, times: { 'until served again, worst': Math.max(...downs) } };
}
