import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOf, forgetPeak, memoryOf } from './application.mjs';
import { spread, watchPages } from './load.mjs';

const STORED = 1_000_000;
const DUE = 100_000;
const AT_ONCE = 100_000;
const ROUNDS = 200;
const LONGEST_MS = 300_000;
const WEEKLY = JSON.stringify({ unit: 'weekly', every: 1, days: [], until: null, leapDay: 'feb28', count: null });

/** A million stored reminders, of which a hundred thousand are due in the same minute; every second of those comes weekly. */
export async function measure(bench) {
  await fill(bench);
  const rows = [await nothingDue(bench), await allDue(bench)];
  if (!bench.keep) await clear(bench);
  return rows.flat();
}

async function clear({ sql }) {
  await sql.query('DELETE FROM mail_outbox');
  await sql.query('SET FOREIGN_KEY_CHECKS = 0');
  for (const table of ['reminder_occurrences', 'reminders']) await sql.query(`TRUNCATE ${table}`);
  await sql.query('SET FOREIGN_KEY_CHECKS = 1');
}

/** The future is filled with those that are not due, spread over three years; with --keep what an earlier run left serves again. */
async function fill(bench) {
  const [[{ stored }]] = await bench.sql.query('SELECT COUNT(*) AS stored FROM reminders');
  if (bench.keep && Number(stored) === STORED) return void (await bench.sql.query('DELETE FROM mail_outbox'));
  bench.say(`Filling in ${STORED} reminders.`);
  await clear(bench);
  const [[{ now }]] = await bench.sql.query('SELECT UTC_TIMESTAMP(6) AS now');
  for (let first = 0; first < STORED; first += AT_ONCE) await insert(bench, first, AT_ONCE, `? + INTERVAL (86400 + (n.n * 7919) % 94608000) SECOND`, now);
  await bench.sql.query('ANALYZE TABLE reminders');
}

async function insert({ sql, customers }, first, count, at, now) {
  const [[{ lowest }]] = await sql.query('SELECT MIN(id) AS lowest FROM customers');
  const [[{ id }]] = await sql.query('SELECT MIN(id) AS id FROM staff');
  const digits = 'SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9';
  const numbers = `SELECT ? + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM (${digits}) a, (${digits}) b, (${digits}) c, (${digits}) e, (${digits}) f`;
  await sql.query(
    `INSERT INTO reminders (customer_id, staff_id, body, also_by_mail, recurrence, zone, starts_local, next_local, next_at, created_at, updated_at)
     SELECT ? + n.n % ?, ?, CONCAT('Call about offer ', n.n), 1, IF(n.n % 2 = 0, ?, NULL), 'UTC', ${at}, ${at}, ${at}, ?, ? FROM (${numbers}) n WHERE n.n < ?`,
    [lowest, customers, id, WEEKLY, now, now, now, now, now, first, first + count],
  );
}

/** What a run with nothing due asks the database, among a million. */
async function nothingDue(bench) {
  const { ReminderDeliveryRows } = bench.built('modules/reminders/reminder-delivery.queries.js');
  const rows = new ReminderDeliveryRows({ query: async (sql, params) => (await bench.sql.query(sql, params))[0] });
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [now, began] = [new Date(), performance.now()];
    await rows.claim(now, now, 500, '0'.repeat(32));
    times.push(performance.now() - began);
  }
  const { median, p95, p99 } = spread(times);
  return { what: `nothing due among ${STORED.toLocaleString('en')}`, median, p95, p99, reach: 'median ≤ 5 ms', ok: median <= 5 };
}

/** From the instant they are due until the last one's mail is in the outbox, while somebody opens pages. */
async function allDue(bench) {
  const { pid } = bench.application;
  await (await bench.signedIn('administrator')).get('/admin/customers');
  const [[{ due }]] = await bench.sql.query('SELECT CAST(DATE_FORMAT(UTC_TIMESTAMP() + INTERVAL 60 SECOND, \'%Y-%m-%d %H:%i:%s\') AS CHAR) AS due');
  await bench.sql.query('UPDATE reminders SET starts_local = ?, next_local = ?, next_at = ? ORDER BY id LIMIT ?', [due, due, due, DUE]);
  forgetPeak(pid);
  const [cpu, databaseCpu] = [cpuOf(pid), cpuOf(bench.database.pid)];
  const meanwhile = watchPages(bench);
  let pages;
  const seconds = await mailed(bench, due).finally(async () => { pages = await meanwhile.end(); });
  const { peak } = memoryOf(pid);
  const [[{ twice }]] = await bench.sql.query("SELECT COUNT(*) - COUNT(DISTINCT dedupe_key) AS twice FROM mail_outbox WHERE kind = 'reminder'");
  const note = `${(cpuOf(pid) - cpu).toFixed(1)} s of CPU, ${(cpuOf(bench.database.pid) - databaseCpu).toFixed(1)} s of the database's; ${twice} twice`;
  return [
    { what: `${DUE.toLocaleString('en')} due in the same minute: all in the outbox`, seconds, rowsPerSecond: DUE / seconds, memory: peak, note, reach: '≤ 30 s, ≤ 250 MB', ok: seconds <= 30 && peak <= 250 },
    { what: 'pages of the list meanwhile', ...pages, reach: 'p95 ≤ 100 ms', ok: pages.p95 <= 100 },
  ];
}

/** @returns seconds from `due` to the last mail */
async function mailed({ sql }, due) {
  const until = Date.now() + LONGEST_MS;
  const [[{ paused }]] = await sql.query('SELECT COUNT(*) AS paused FROM reminders r JOIN customers c ON c.id = r.customer_id WHERE r.starts_local = ? AND c.active = 0', [due]);
  for (;;) {
    const [[{ n, seconds }]] = await sql.query("SELECT COUNT(*) AS n, TIMESTAMPDIFF(MICROSECOND, ?, MAX(created_at)) / 1000000 AS seconds FROM mail_outbox WHERE kind = 'reminder'", [due]);
    if (Number(n) + Number(paused) >= DUE) return Number(seconds);
    if (Date.now() > until) throw new Error(`only ${n} were mailed`);
    await sleep(500);
  }
}
