import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../../bin/launcher/settings.mjs';
import { Browser } from '../../bench/browser.mjs';
import { EMAIL, PASSWORD } from './stand.mjs';

const require = createRequire(join(root, 'package.json'));
const LONGEST_MS = 120_000;
const LEASED = ['job_leases', 'mail_outbox', 'imports'];

/** F21: told to stop while an import and mails are under way. Nothing stays leased, and the next node ends both, once each. */
export async function stopWithJobs(stand, { short }) {
  const seen = { rounds: short ? 1 : 5, 'stopped in the middle': 0, 'not ended': 0, leases: 0, 'rows lost or doubled': 0, 'mails lost or doubled': 0 };
  const times = [];
  const sql = await stand.connect();
  const post = await postOffice();
  const rows = short ? 1000 : 20_000;
  const mails = short ? 5 : 30;
  for (let round = 0; round < seen.rounds; round += 1) {
    let application = await stand.startApplication({ SMTP_URL: post.url });
    const browser = new Browser(application.port);
    await browser.signIn(EMAIL, PASSWORD);
    const already = post.letters.length;
    const id = await checkedImport(stand, sql, browser, round, rows);
    const { form } = await browser.form('/admin/staff/new', /\/admin\/staff\/new$/);
    const csrf = form.fields.filter(([name]) => name === '_csrf');
    const send = (path, fields) => browser.send('POST', path, { form: [...csrf, ['_key', keyOf()], ...fields] });
    for (let at = 0; at < mails; at += 1) await send('/admin/staff/new', [['name', 'Sam'], ['email', `sam-${round}-${at}@clientele.example`], ['access', 'link']]);
    await send(`/admin/imports/${id}/run`, []);
    await until(async () => (await importOf(sql, id)).last_line > 0);
    if ((await importOf(sql, id)).state !== 'done' && post.letters.length - already < mails) seen['stopped in the middle'] += 1;
    const began = performance.now();
    application.child.kill('SIGTERM');
    if ((await Promise.race([application.exit, sleep(15_000, null)])) === null) seen['not ended'] += 1;
    times.push(performance.now() - began);
    for (const table of LEASED) seen.leases += Number((await sql.query(`SELECT COUNT(*) AS n FROM ${table} WHERE lease_token IS NOT NULL`))[0][0].n);
    application = await stand.startApplication({ SMTP_URL: post.url });
    await until(async () => (await importOf(sql, id)).state === 'done' && Number((await sql.query("SELECT COUNT(*) AS n FROM mail_outbox WHERE state IN ('waiting', 'sending')"))[0][0].n) === 0);
    const [[{ n, d }]] = await sql.query('SELECT COUNT(*) AS n, COUNT(DISTINCT company_name) AS d FROM customers WHERE company_name LIKE ?', [`Stopped ${round} %`]);
    if (Number(n) !== rows || Number(d) !== rows) seen['rows lost or doubled'] += Math.abs(rows - Number(n)) + Number(n) - Number(d);
    const letters = post.letters.filter((to) => to.startsWith(`sam-${round}-`));
    seen['mails lost or doubled'] += Math.abs(letters.length - new Set(letters).size) + Math.abs(mails - new Set(letters).size);
    application.child.kill('SIGTERM');
    await application.exit;
  }
  await sql.end();
  await post.close();
  return { counts: seen, holds: { 'not ended': 0, leases: 0, 'rows lost or doubled': 0, 'mails lost or doubled': 0 }, times: { 'until it has ended, worst': Math.max(...times) } };
}

/** Uploads a file and waits until it has been looked through. */
async function checkedImport(stand, sql, browser, round, rows) {
  const file = join(stand.folder, `stopped-${round}.csv`);
  writeFileSync(file, `type,company_name,city\n${Array.from({ length: rows }, (_, index) => `company,Stopped ${round} ${index},Kiel\n`).join('')}`);
  const { form } = await browser.form('/admin/customers/import', /\/admin\/customers\/import$/);
  const { status, location } = await browser.upload(form.action, form.fields, 'file', file);
  if (status !== 303) throw new Error(`the upload answered ${status}`);
  const id = location.split('/').at(-1);
  await until(async () => (await importOf(sql, id)).state === 'checked');
  return id;
}

const importOf = async (sql, id) => (await sql.query('SELECT state, last_line FROM imports WHERE id = ?', [id]))[0][0];
const keyOf = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function until(holds) {
  const end = Date.now() + LONGEST_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it took too long');
    await sleep(20);
  }
}

/** Takes mails slowly and remembers to whom each went. */
async function postOffice() {
  const { SMTPServer } = require('smtp-server');
  const letters = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onData(stream, session, done) {
      stream.resume().on('end', () => setTimeout(() => {
        letters.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      }, 100));
    },
  });
  server.on('error', () => undefined);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `smtp://127.0.0.1:${server.server.address().port}`, letters, close: () => new Promise((resolve) => server.close(resolve)) };
}
