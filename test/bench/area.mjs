import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../bin/launcher/settings.mjs';
import { PASSWORD } from './staff.mjs';
import { oneClient, spread } from './load.mjs';

const require = createRequire(join(root, 'package.json'));
const AT_ONCE = 20;
const PROBES = 200;

/** The customers area: its pages, finding who signs in, and what signing in costs everybody else. */
export async function measure(bench) {
  const contact = await aContact(bench);
  const browser = await enter(bench, contact.email);
  const rows = [];
  for (const [what, path] of [['area, dashboard', '/'], ['area, profile', '/profile'], ['area, company', '/company'], ['area, colleagues', '/colleagues']]) {
    const one = await oneClient(bench, browser, path);
    rows.push({ what, ...one, ...(path.length > 8 ? {} : { reach: 'p95 ≤ 15 ms', ok: one.p95 <= 15 }) });
  }
  const found = await finding(bench);
  rows.push({ what: 'sign-in, finding the contact', ...found, reach: 'median ≤ 1 ms', ok: found.median <= 1 });
  return [...rows, await besideSignIns(bench, browser, contact.email)];
}

/** An admin contact in the middle of all customers, with a password. */
async function aContact({ sql, customers }) {
  const passwordHash = await require('@node-rs/argon2').hash(PASSWORD);
  const [[row]] = await sql.query(
    `SELECT p.id, p.email, l.id AS link FROM customers c JOIN customer_contacts l ON l.customer_id = c.id JOIN contacts p ON p.id = l.contact_key
     WHERE c.id >= ? AND c.active = 1 AND c.unconfirmed = 0 AND c.deleted_at IS NULL AND p.active = 1 AND p.email_key IS NOT NULL ORDER BY c.id LIMIT 1`,
    [Math.floor(customers / 2)],
  );
  await sql.query('UPDATE contacts SET password_hash = ?, must_change_password = 0, unverified = 0 WHERE id = ?', [passwordHash, row.id]);
  await sql.query("UPDATE customer_contacts SET kind = 'admin' WHERE id = ?", [row.link]);
  return row;
}

async function enter(bench, email, password = PASSWORD) {
  const browser = bench.visitor();
  const answer = await browser.send('POST', '/login', { form: { email, password } });
  if (answer.status !== 303 && password === PASSWORD) throw new Error(`signing in to the area answered ${answer.status}`);
  return browser;
}

/** The very query of signing in, for many contacts in turn. */
async function finding(bench) {
  const { LoginQueries } = bench.built('modules/area/sign-in/login.queries.js');
  const [keys] = await bench.sql.query('SELECT email_key FROM contacts WHERE id % 9973 = 1 AND email_key IS NOT NULL LIMIT ?', [PROBES]);
  const manager = { query: async (text, params) => (await bench.sql.query(text, params))[0] };
  const queries = new LoginQueries();
  const times = [];
  for (const { email_key: key } of keys) {
    const began = performance.now();
    await queries.find(manager, key);
    times.push(performance.now() - began);
  }
  return spread(times);
}

/** Pages of somebody else while twenty sign in again and again, against the same pages in peace. */
async function besideSignIns(bench, browser, email) {
  const quiet = await oneClient(bench, browser, '/', { requests: PROBES });
  let going = true;
  const crowd = Array.from({ length: AT_ONCE }, async () => {
    while (going) await enter(bench, email);
  });
  const busy = await oneClient(bench, browser, '/', { requests: PROBES, warmUp: 0 });
  going = false;
  await Promise.all(crowd);
  return { what: `dashboard beside ${AT_ONCE} sign-ins (quiet p95 ${quiet.p95.toFixed(1)} ms)`, ...busy, reach: 'p95 < twice its quiet value', ok: busy.p95 < 2 * quiet.p95 };
}
