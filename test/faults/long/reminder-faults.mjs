import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../../bin/launcher/settings.mjs';
import { MailSink } from './mail-sink.mjs';

/**
 * The same faults for reminders: three real processes deliver what is due. What is counted is what the database holds of it, and
 * in F1 what a real mail server got.
 */
export const REMINDER_FAULTS = [
  { id: 'F1r', title: 'Three nodes, reminders due at once', run: threeNodes },
  { id: 'F2r', title: 'A node killed while it delivers reminders, again and again', run: killed },
  { id: 'F3r', title: 'A node that hangs while it delivers reminders, and wakes up', run: hanging },
  { id: 'F9r', title: 'Reminders due while nothing ran for six hours', run: missed },
  { id: 'F11r', title: 'One of three nodes an hour ahead, another an hour behind', run: wrongClocks },
  { id: 'F12r', title: 'A node whose loop is blocked while reminders fall due', run: blocked },
];

const NODES = 3;
/** Reminders that one node may hold at once: two batches of 500. */
const HELD = 1000;
const HOUR_S = 3600;

/** Reminders for one fault and nodes that deliver them; nothing of them outlives it. */
async function withReminders(stand, work, { smtp = false } = {}) {
  const sink = new MailSink();
  await sink.up();
  const sql = await stand.connect();
  const nodes = [];
  const start = async (env = {}) => {
    const node = await stand.startApplication({ ...(smtp && { SMTP_URL: sink.url(`node${nodes.length}`), MAIL_FROM: 'crm@clientele.example' }), ROLE: 'all', DATABASE_POOL: '15', ...env });
    nodes.push(node);
    return node;
  };
  try {
    await prepare(stand, sql);
    return await work({ sink, sql, start, nodes });
  } finally {
    for (const node of nodes) if (!node.ended) node.child.kill('SIGKILL');
    await Promise.all(nodes.map(({ exit }) => exit));
    await sql.query('DELETE FROM mail_outbox; DELETE FROM reminders');
    await sql.end();
    await sink.down().catch(() => undefined);
  }
}

/** The first start makes the administrator; a customer is all a reminder needs besides. */
async function prepare(stand, sql) {
  const [[{ n }]] = await sql.query('SELECT COUNT(*) AS n FROM staff');
  if (n === 0) {
    const node = await stand.startApplication();
    node.child.kill('SIGTERM');
    await node.exit;
  }
  await sql.query("INSERT IGNORE INTO customers (number, number_key, type, display_name, sort_name, created_at, updated_at) VALUES ('R-1', 'R-1', 'company', 'Remembered', 'Remembered', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
  await sql.query('DELETE FROM mail_outbox; DELETE FROM reminders');
}

/** Writes reminders, numbered, due `seconds` from now; the mail server knows their mails by the number. */
async function write(sql, count, seconds) {
  const [[{ staff, customer, at }]] = await sql.query(
    "SELECT (SELECT MIN(id) FROM staff) AS staff, (SELECT id FROM customers WHERE number_key = 'R-1') AS customer, CAST(DATE_FORMAT(UTC_TIMESTAMP(6) + INTERVAL ? SECOND, '%Y-%m-%d %H:%i:%s.%f') AS CHAR) AS at", [seconds],
  );
  for (let from = 1; from <= count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count + 1 - from) }, (_, index) => [customer, staff, `Look at /mail/${from + index}`, 1, 'UTC', at, at, at, at, at]);
    await sql.query('INSERT INTO reminders (customer_id, staff_id, body, also_by_mail, zone, starts_local, next_local, next_at, created_at, updated_at) VALUES ?', [rows]);
  }
}

const one = async (sql, query) => Number(Object.values((await sql.query(query))[0][0])[0]);
const waiting = (sql) => one(sql, "SELECT COUNT(*) AS n FROM reminders WHERE wake_at IS NOT NULL");
const delivered = (sql) => one(sql, 'SELECT COUNT(*) AS n FROM reminder_occurrences');

async function until(test, seconds) {
  const end = Date.now() + seconds * 1000;
  while (!(await test()) && Date.now() < end) await sleep(20);
}

/** What the database holds: each reminder delivered once, each with one mail, none left. */
async function counted(sql) {
  return {
    delivered: await delivered(sql), mails: await one(sql, "SELECT COUNT(*) AS n FROM mail_outbox WHERE kind = 'reminder'"),
    'not open, or still to come': await one(sql, 'SELECT COUNT(*) AS n FROM reminders r LEFT JOIN reminder_occurrences o ON o.reminder_id = r.id AND o.due_at = r.open_at WHERE o.id IS NULL OR r.wake_at IS NOT NULL'),
  };
}

const allOnce = (count) => ({ delivered: count, mails: count, 'not open, or still to come': 0 });

function threeNodes(stand, { short }) {
  const count = short ? 600 : 10_000;
  return withReminders(stand, async ({ sink, sql, start }) => {
    await Promise.all(Array.from({ length: NODES }, () => start()));
    await write(sql, count, 3);
    await sleep(3_000);
    const began = performance.now();
    await until(async () => (await one(sql, "SELECT COUNT(*) AS n FROM mail_outbox WHERE state = 'sent'")) >= count, 300);
    const { received, unique, duplicates } = sink.counted();
    return { counts: { reminders: count, ...(await counted(sql)), received, unique, duplicates }, holds: { ...allOnce(count), unique: count, duplicates: 0 }, times: { 'all sent, of which 60 s are allowed': performance.now() - began } };
  }, { smtp: true });
}

function killed(stand, { short }) {
  const [count, kills] = short ? [3_000, 2] : [30_000, 20];
  return withReminders(stand, async ({ sql, start, nodes }) => {
    await write(sql, count, -1);
    await Promise.all(Array.from({ length: NODES }, () => start()));
    const began = performance.now();
    for (let kill = 1; kill <= kills; kill += 1) {
      await until(async () => (await delivered(sql)) >= Math.min(count - 1, Math.floor((count * kill) / (kills + 2))), 60);
      const alive = nodes.filter((node) => !node.ended);
      const victim = alive[Math.floor(Math.random() * alive.length)];
      victim.child.kill('SIGKILL');
      await victim.exit;
      if (kill < kills) await start();
    }
    await until(async () => (await waiting(sql)) === 0, 120);
    return { counts: { reminders: count, kills, ...(await counted(sql)) }, holds: allOnce(count), times: { 'all delivered': performance.now() - began } };
  });
}

/**
 * A node that hangs in a transaction keeps its rows locked; the others go on with the rest, and with those when it is back. Who
 * asks for one of those rows waits for it until the database gives up, so how far they get in a few seconds is not held.
 */
function hanging(stand, { short }) {
  const count = short ? 3_000 : 30_000;
  return withReminders(stand, async ({ sql, start }) => {
    await write(sql, count, 1);
    const victim = await start();
    await until(async () => (await delivered(sql)) > 0, 60);
    victim.child.kill('SIGSTOP');
    await start();
    await start();
    await Promise.all([sleep(short ? 8_000 : 45_000), short || until(async () => (await delivered(sql)) >= count - HELD, 120)]);
    const meanwhile = await delivered(sql);
    victim.child.kill('SIGCONT');
    await until(async () => (await waiting(sql)) === 0, 120);
    await sleep(3_000);
    return { counts: { reminders: count, 'delivered while it hung': meanwhile, ...(await counted(sql)), 'fewer than all but its own meanwhile': Number(meanwhile < count - HELD) }, holds: { ...allOnce(count), ...(!short && { 'fewer than all but its own meanwhile': 0 }) }, times: {} };
  });
}

function missed(stand) {
  const count = 500;
  return withReminders(stand, async ({ sql, start }) => {
    await write(sql, count, -6 * HOUR_S);
    await sql.query("UPDATE job_leases SET last_due_at = UTC_TIMESTAMP(6) - INTERVAL 6 HOUR WHERE job = 'clean-up'");
    await sql.query("DELETE FROM job_runs WHERE job = 'clean-up'");
    const began = performance.now();
    await start();
    await until(async () => (await waiting(sql)) === 0, 120);
    const took = performance.now() - began;
    await sleep(5_000);
    const late = await one(sql, 'SELECT COUNT(*) AS n FROM reminder_occurrences WHERE late = 1');
    return { counts: { reminders: count, ...(await counted(sql)), late, 'runs of a job that was missed, beyond one': Math.max(0, (await one(sql, "SELECT COUNT(*) AS n FROM job_runs WHERE job = 'clean-up'")) - 1) }, holds: { ...allOnce(count), late: count, 'runs of a job that was missed, beyond one': 0 }, times: { 'all delivered, of which 120 s are allowed': took } };
  });
}

function wrongClocks(stand, { short }) {
  const count = short ? 300 : 3_000;
  return withReminders(stand, async ({ sql, start }) => {
    const wrong = (ms) => start({ NODE_OPTIONS: `--require ${join(root, 'test/faults/long/wrong-clock.cjs')}`, WRONG_CLOCK_MS: String(ms) });
    await Promise.all([start(), wrong(HOUR_S * 1000), wrong(-HOUR_S * 1000)]);
    await write(sql, count, 12);
    await sleep(9_000);
    const early = await delivered(sql);
    await until(async () => (await waiting(sql)) === 0, 60);
    const tooLate = await one(sql, 'SELECT COUNT(*) AS n FROM reminder_occurrences WHERE late = 1 OR delivered_at < due_at');
    return { counts: { reminders: count, early, 'before its time or marked late': tooLate, ...(await counted(sql)) }, holds: { ...allOnce(count), early: 0, 'before its time or marked late': 0 }, times: {} };
  });
}

function blocked(stand, { short }) {
  const [count, seconds] = short ? [300, 4] : [3_000, 30];
  return withReminders(stand, async ({ sql, start }) => {
    const node = await start({ NODE_OPTIONS: `--require ${join(root, 'test/faults/long/slow-loop.cjs')}`, SLOW_LOOP_MS: String(seconds * 1000) });
    await write(sql, count, 2);
    node.child.kill('SIGWINCH');
    await until(async () => (await waiting(sql)) === 0, seconds + 60);
    return { counts: { reminders: count, 'seconds blocked': seconds, ...(await counted(sql)) }, holds: allOnce(count), times: {} };
  });
}
