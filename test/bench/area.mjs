import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../bin/launcher/settings.mjs';
import { PASSWORD } from './staff.mjs';
import { oneClient, spread, timesOf } from './load.mjs';

const require = createRequire(join(root, 'package.json'));
const AT_ONCE = 20;
const PROBES = 200;
const TURNS = 4;
const MANY_CONTACTS = 200;

/** The customers area: its pages, what its contacts are permitted, finding who signs in, and what signing in costs everybody else. */
export async function measure(bench) {
  const contacts = await theContacts(bench);
  const browser = await enter(bench.visitor(), contacts[0].email);
  const rows = [];
  for (const [what, path] of [['area, dashboard', '/'], ['area, profile', '/profile'], ['area, company', '/company'], ['area, colleagues', '/colleagues']]) {
    const one = await oneClient(bench, browser, path);
    rows.push({ what, ...one, ...(what === 'area, company' || what === 'area, colleagues' ? {} : { reach: 'p95 ≤ 15 ms', ok: one.p95 <= 15 }) });
  }
  const matrix = await oneClient(bench, await bench.signedIn('administrator'), await matrixOfMany(bench));
  rows.push({ what: `permissions of a customer's ${MANY_CONTACTS} contacts`, ...matrix, reach: 'p95 ≤ 40 ms', ok: matrix.p95 <= 40 });
  const found = await finding(bench);
  rows.push({ what: 'sign-in, finding the contact', ...found, reach: 'median ≤ 1 ms', ok: found.median <= 1 });
  return [...rows, await besideSignIns(bench, browser, contacts)];
}

/** Twenty contacts in the middle of all customers, with a password; the first is an admin contact. */
async function theContacts({ sql, customers }) {
  const passwordHash = await require('@node-rs/argon2').hash(PASSWORD);
  const [rows] = await sql.query(
    `SELECT p.id, p.email, l.id AS link FROM customers c JOIN customer_contacts l ON l.id = c.primary_link_id JOIN contacts p ON p.id = l.contact_key
     WHERE c.id >= ? AND c.active = 1 AND c.unconfirmed = 0 AND c.deleted_at IS NULL AND p.active = 1 AND p.email_key IS NOT NULL ORDER BY c.id LIMIT ?`,
    [Math.floor(customers / 2), AT_ONCE],
  );
  await sql.query('UPDATE contacts SET password_hash = ?, must_change_password = 0, unverified = 0 WHERE id IN (?)', [passwordHash, rows.map(({ id }) => id)]);
  await sql.query("UPDATE customer_contacts SET kind = 'admin' WHERE id = ?", [rows[0].link]);
  return rows;
}

/** The matrix of a customer that has so many contacts, made so when it has fewer. */
async function matrixOfMany({ sql, customers }) {
  const customer = Math.floor(customers / 3);
  const [[{ n }]] = await sql.query('SELECT COUNT(*) AS n FROM customer_contacts WHERE customer_id = ? AND deleted_at IS NULL', [customer]);
  const now = new Date();
  for (let at = Number(n); at < MANY_CONTACTS; at += 1) {
    const email = `many${at}.${now.getTime()}@bench.example`;
    const [{ insertId }] = await sql.query('INSERT INTO contacts (first_name, last_name, sort_name, email, email_key, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)', ['One', `Of many ${at}`, `Of many ${at} One`, email, email, now, now]);
    await sql.query('INSERT INTO customer_contacts (customer_id, contact_id, contact_key, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [customer, insertId, insertId, now, now]);
  }
  return `/admin/customers/${customer}/permissions`;
}

async function enter(browser, email) {
  browser.cookies.clear();
  const answer = await browser.send('POST', '/login', { form: { email, password: PASSWORD } });
  if (answer.status !== 303) throw new Error(`signing in to the area answered ${answer.status}`);
  return browser;
}

/** The very query of signing in, for many contacts in turn. */
async function finding(bench) {
  const { SignInQueries } = bench.built('modules/area/sign-in/sign-in.queries.js');
  const [keys] = await bench.sql.query('SELECT email_key FROM contacts WHERE id % 97 = 1 AND email_key IS NOT NULL LIMIT ?', [PROBES]);
  const manager = { query: async (text, params) => (await bench.sql.query(text, params))[0] };
  const queries = new SignInQueries();
  const times = [];
  for (const { email_key: key } of keys) {
    const began = performance.now();
    await queries.find(manager, key);
    times.push(performance.now() - began);
  }
  return spread(times);
}

/**
 * Pages of somebody else while twenty sign in again and again, against the same pages in peace; in turns, since other work on
 * the machine comes and goes.
 */
async function besideSignIns(bench, browser, contacts) {
  const [quiet, busy] = [[], []];
  for (let turn = 0; turn < TURNS; turn += 1) {
    quiet.push(...(await timesOf(browser, '/', PROBES / TURNS)));
    const crowd = signInAgainAndAgain(bench, contacts);
    try {
      busy.push(...(await Promise.race([timesOf(browser, '/', PROBES / TURNS), crowd.failed])));
    } finally {
      await crowd.end();
    }
  }
  const [inPeace, beside] = [spread(quiet), spread(busy)];
  return { what: `dashboard beside ${AT_ONCE} sign-ins (quiet p95 ${inPeace.p95.toFixed(1)} ms)`, ...beside, reach: 'p95 < twice its quiet value', ok: beside.p95 < 2 * inPeace.p95 };
}

function signInAgainAndAgain(bench, contacts) {
  let going = true;
  const all = Promise.all(contacts.map(async ({ email }) => {
    const own = bench.visitor();
    while (going) await enter(own, email);
  }));
  return {
    failed: all.then(() => new Promise(() => undefined)),
    end: () => {
      going = false;
      return all;
    },
  };
}
