import { setTimeout as sleep } from 'node:timers/promises';
import { MailSink } from './mail-sink.mjs';
import { ask, percentile, signIn } from './stand.mjs';

/**
 * F1 to F8: three real processes hand mails to a real mail server, both of which fail in turn. What is counted is what the
 * mail server got. `down` is how many seconds F4 keeps it away.
 */
export const MAIL_FAULTS = [
  { id: 'F1', title: 'Three nodes, one outbox', run: threeNodes },
  { id: 'F2', title: 'A node killed while it sends, again and again', run: killed },
  { id: 'F3', title: 'A node that hangs beyond its lease and wakes up', run: hanging },
  { id: 'F4', title: 'The mail server away', run: away },
  { id: 'F5', title: 'One of five connections that takes mails and never answers', run: silence },
  { id: 'F6', title: 'Refused for now, refused for good, unwritable, and one that kills its worker', run: refusals },
  { id: 'F7', title: 'The answer to a mail lost', run: lostAnswers },
  { id: 'F8', title: 'No longer true when its turn comes', run: lateTruth },
];

const NODES = 3;

/** A sink and nodes for one fault; `work` gets both, and nothing of them outlives it. */
async function withSink(stand, work) {
  const sink = new MailSink();
  await sink.up();
  const sql = await stand.connect();
  const nodes = [];
  const start = async (name = `node${nodes.length}`) => {
    const node = await stand.startApplication({ SMTP_URL: sink.url(name), ROLE: 'all', MAIL_FROM: 'crm@clientele.example', DATABASE_POOL: '15' });
    nodes.push(Object.assign(node, { name }));
    return node;
  };
  try {
    await firstStart(stand, sql);
    await sql.query('DELETE FROM mail_outbox');
    return await work({ sink, sql, start, nodes, outbox: new OutboxRows(sql) });
  } finally {
    for (const node of nodes) if (!node.ended) node.child.kill('SIGKILL');
    await Promise.all(nodes.map(({ exit }) => exit));
    await sql.end();
    await sink.down().catch(() => undefined);
  }
}

/** The administrator to write to is made by the first start. */
async function firstStart(stand, sql) {
  const [[{ n }]] = await sql.query('SELECT COUNT(*) AS n FROM staff');
  if (n > 0) return;
  const node = await stand.startApplication();
  node.child.kill('SIGTERM');
  await node.exit;
}

class OutboxRows {
  constructor(sql) {
    this.sql = sql;
  }

  /** Writes mails, numbered from `first`. @param to what each needs: `{ kind, id, email, customer, chosen, values }` */
  async write(count, { first = 1, to = () => ({}) } = {}) {
    const [[{ id: admin }]] = await this.sql.query('SELECT MIN(id) AS id FROM staff');
    const now = await this.now();
    for (let from = first; from < first + count; from += 500) {
      const numbers = Array.from({ length: Math.min(500, first + count - from) }, (_, at) => from + at);
      const rows = numbers.map((number) => {
        const { kind = 'staff', id = admin, email = 'x@clientele.example', customer = null, chosen = null, values } = to(number);
        const merge = values ?? { changed_at: '2026-01-02T03:04:05Z', forgotten_address: `http://localhost/mail/${number}` };
        return ['staff-password-changed', 'en', kind, id, 'Ada', email, customer, JSON.stringify(merge), `fault ${number}`, chosen, chosen === 'switch' ? 'invoice' : null, now, now];
      });
      await this.sql.query('INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, merge_values, dedupe_key, chosen_by, switch_key, due_at, created_at) VALUES ?', [rows]);
    }
  }

  async now() {
    const [[{ now }]] = await this.sql.query('SELECT UTC_TIMESTAMP(6) AS now');
    return now;
  }

  async states() {
    const [rows] = await this.sql.query('SELECT state, COUNT(*) AS n FROM mail_outbox GROUP BY state');
    return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
  }

  async count(condition) {
    const [[{ n }]] = await this.sql.query(`SELECT COUNT(*) AS n FROM mail_outbox WHERE ${condition}`);
    return Number(n);
  }

  /** Waits until nothing waits any more. @param idle called when nothing has come in for a while: saves waiting for leases */
  async drained(sink, seconds, idle = async () => undefined) {
    const until = Date.now() + seconds * 1000;
    let [last, since] = [sink.total, Date.now()];
    while ((await this.count("state = 'waiting'")) > 0 && Date.now() < until) {
      await sleep(100);
      if (sink.total !== last) [last, since] = [sink.total, Date.now()];
      if (Date.now() - since > 7_000) {
        since = Date.now();
        await idle();
      }
    }
  }

  /** What has not been sent, for whoever has to find out why. */
  async left() {
    const [rows] = await this.sql.query(
      `SELECT m.id, m.state, m.reason, m.attempts, m.crashes, m.begun_at, m.lease_until, m.due_at, GROUP_CONCAT(a.outcome ORDER BY a.id) AS outcomes
       FROM mail_outbox m LEFT JOIN mail_attempts a ON a.mail_id = m.id WHERE m.state <> 'sent' GROUP BY m.id LIMIT 5`,
    );
    return rows.map((row) => JSON.stringify(row));
  }

  /** What a dead or hanging worker holds becomes due at once: ninety seconds of waiting saved in the short form. */
  leasesEnd() {
    return this.sql.query("UPDATE mail_outbox SET due_at = UTC_TIMESTAMP(6), lease_until = UTC_TIMESTAMP(6) WHERE state = 'waiting' AND lease_token IS NOT NULL");
  }
}

function threeNodes(stand, { short }) {
  const mails = short ? 600 : 10_000;
  return withSink(stand, async ({ sink, start, outbox }) => {
    await outbox.write(mails);
    for (let node = 0; node < NODES; node += 1) void start().catch(() => undefined);
    await arrived(sink, 1);
    const began = performance.now();
    await outbox.drained(sink, 300);
    const { sent = 0 } = await outbox.states();
    return { counts: { mails, ...sink.counted(), sent }, holds: { unique: mails, duplicates: 0, sent: mails }, times: { 'all sent, of which 60 s are allowed': performance.now() - began } };
  });
}

function killed(stand, { short }) {
  const [mails, kills] = short ? [400, 3] : [10_000, 20];
  return withSink(stand, async ({ sink, start, nodes, outbox }) => {
    sink.delay = 5;
    await outbox.write(mails);
    await Promise.all(Array.from({ length: NODES }, () => start()));
    const began = performance.now();
    for (let kill = 1; kill <= kills; kill += 1) {
      await arrived(sink, Math.min(mails - 50, Math.floor((mails * kill) / (kills + 2))), 120);
      const alive = nodes.filter((node) => !node.ended);
      const victim = alive[Math.floor(Math.random() * alive.length)];
      victim.child.kill('SIGKILL');
      await victim.exit;
      if (kill < kills) void start(`again${kill}`).catch(() => undefined);
    }
    await outbox.drained(sink, 420, short ? () => outbox.leasesEnd() : undefined);
    const seen = sink.counted();
    const { sent = 0 } = await outbox.states();
    return {
      counts: { mails, kills, ...seen, sent, 'more than 5 twice for a kill': Number(seen.duplicates > 5 * kills) },
      holds: { unique: mails, sent: mails, 'more than 5 twice for a kill': 0, 'under another Message-ID': 0 },
      times: { 'all sent': performance.now() - began },
    };
  });
}

function hanging(stand, { short }) {
  const mails = short ? 300 : 3_000;
  return withSink(stand, async ({ sink, start, outbox }) => {
    sink.delay = 5;
    await outbox.write(mails);
    const victim = await start();
    await arrived(sink, Math.floor(mails / 6));
    victim.child.kill('SIGSTOP');
    await start();
    const began = performance.now();
    if (short) {
      await sleep(500);
      await outbox.leasesEnd();
    }
    await outbox.drained(sink, 200, short ? () => outbox.leasesEnd() : undefined);
    const before = await outbox.states();
    const seconds = (performance.now() - began) / 1000;
    if (!short && seconds < 100) await sleep((100 - seconds) * 1000);
    victim.child.kill('SIGCONT');
    await sleep(short ? 3_000 : 10_000);
    const after = await outbox.states();
    const seen = sink.counted();
    return {
      counts: { mails, ...seen, 'sent before it woke': before.sent ?? 0, 'sent after': after.sent ?? 0, 'more than 5 twice': Number(seen.duplicates > 5) },
      holds: { unique: mails, 'sent before it woke': mails, 'sent after': mails, 'more than 5 twice': 0, 'under another Message-ID': 0 }, times: {}, notes: await outbox.left(),
    };
  });
}

function away(stand, { short, down }) {
  const mails = short ? 100 : 1_000;
  const seconds = short ? 6 : down;
  return withSink(stand, async ({ sink, start, outbox }) => {
    await Promise.all(Array.from({ length: short ? 1 : NODES }, () => start())).then((nodes) => nodes[0]);
    const node = await start();
    await sink.down();
    const person = await signIn(node.port);
    await outbox.write(mails);
    const answers = [];
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      answers.push(await person.get('/admin/customers'), await ask(node.port, '/admin/password/forgotten', { method: 'POST', form: { email: 'nobody@clientele.example' } }));
      await sleep(250);
    }
    person.close();
    const reached = sink.total;
    await sink.up();
    const began = performance.now();
    await outbox.drained(sink, 240);
    const { sent = 0 } = await outbox.states();
    return {
      counts: { mails, 'seconds away': seconds, 'sent meanwhile': reached, ...sink.counted(), sent, 'people who were refused': answers.filter(({ status }) => status === 0 || status >= 500).length },
      holds: { 'sent meanwhile': 0, unique: mails, duplicates: 0, sent: mails, 'people who were refused': 0 },
      times: { 'all sent once it was back, of which 120 s are allowed': performance.now() - began, 'people meanwhile, p99': percentile(answers.map(({ ms }) => ms), 0.99) },
    };
  });
}

function silence(stand, { short }) {
  const mails = short ? 300 : 3_000;
  return withSink(stand, async ({ sink, start, sql, outbox }) => {
    sink.delay = 20;
    await start();
    const rate = async (first) => {
      const before = sink.total;
      await outbox.write(mails, { first });
      await arrived(sink, before + 1);
      const began = performance.now();
      await arrived(sink, before + mails - 10, 120);
      return mails / ((performance.now() - began) / 1000);
    };
    const healthy = await rate(1);
    await outbox.drained(sink, 60);
    let silent = null;
    sink.treat = (session) => ((silent ??= session.id) === session.id ? 'silence' : 'take');
    const four = await rate(mails + 1);
    sink.treat = () => 'take';
    await outbox.drained(sink, 120);
    const [[{ crashed }]] = await sql.query("SELECT COUNT(*) AS crashed FROM mail_attempts WHERE outcome = 'crashed'");
    const kept = Math.round((four / healthy) * 100);
    const { sent = 0 } = await outbox.states();
    return {
      counts: { mails: 2 * mails, ...sink.counted(), sent, 'throughput kept, per cent': kept, 'less than 80 per cent of four connections': Number(kept < 64), 'leases that ended while sending': Number(crashed) },
      holds: { unique: 2 * mails, duplicates: 0, sent: 2 * mails, 'less than 80 per cent of four connections': 0, 'leases that ended while sending': 0 }, times: {},
    };
  });
}

function refusals(stand, { short }) {
  const [mails, forGood, forNow] = short ? [300, 5, 10] : [10_000, 50, 200];
  return withSink(stand, async ({ sink, start, sql, outbox, nodes }) => {
    const people = await recipients(sql, forGood + forNow + 1);
    const tried = new Set();
    let deaths = 0;
    sink.refuse = (address, session) => {
      const at = people.findIndex(({ email }) => email === address);
      if (at < 0) return null;
      if (at < forGood) return 550;
      if (at < forGood + forNow) return tried.has(address) ? null : (tried.add(address), 451);
      const worker = nodes.find(({ name, ended }) => name === session.hostNameAppearsAs && !ended);
      worker?.child.kill('SIGKILL');
      deaths += worker ? 1 : 0;
      return 421;
    };
    await outbox.write(mails, {
      to: (number) => (number <= people.length ? { id: people[number - 1].id, email: people[number - 1].email } : number === people.length + 1 ? { values: {} } : {}),
    });
    for (let node = 0; node < NODES; node += 1) await start();
    let coming = 0;
    const keepers = setInterval(() => {
      for (; nodes.filter(({ ended }) => !ended).length + coming < NODES; coming += 1) void start(`heir${nodes.length}${coming}`).catch(() => undefined).finally(() => (coming -= 1));
    }, 500);
    const began = performance.now();
    await outbox.drained(sink, short ? 90 : 600, short ? () => outbox.leasesEnd() : undefined);
    clearInterval(keepers);
    const { sent = 0, failed = 0, waiting = 0 } = await outbox.states();
    const [[{ crashed }]] = await sql.query("SELECT COUNT(*) AS crashed FROM mail_outbox WHERE state = 'failed' AND reason = 'crashed'");
    const dead = forGood + 2;
    return {
      counts: { mails, ...sink.counted(), sent, 'given up': failed, 'still waiting': waiting, 'deaths of a worker': deaths, 'given up for them': Number(crashed) },
      holds: { unique: mails - dead, sent: mails - dead, 'given up': dead, 'still waiting': 0, 'deaths of a worker': 3, 'given up for them': 1, 'under another Message-ID': 0 },
      times: { 'all ended': performance.now() - began },
    };
  });
}

function lostAnswers(stand, { short }) {
  const [mails, lost] = short ? [100, 5] : [1_000, 50];
  return withSink(stand, async ({ sink, start, sql, outbox }) => {
    let dropped = 0;
    sink.treat = () => ((dropped += 1) <= lost ? 'drop' : 'take');
    await outbox.write(mails);
    await start();
    await outbox.drained(sink, 180);
    const { sent = 0 } = await outbox.states();
    const [[{ shown }]] = await sql.query("SELECT COUNT(*) AS shown FROM mail_attempts WHERE outcome = 'unknown'");
    return {
      counts: { mails, 'answers lost': lost, ...sink.counted(), sent, 'shown as unknown': Number(shown) },
      holds: { unique: mails, duplicates: lost, sent: mails, 'shown as unknown': lost, 'under another Message-ID': 0 }, times: {}, notes: await outbox.left(),
    };
  });
}

function lateTruth(stand, { short }) {
  const [mails, byHand] = short ? [60, 10] : [1_000, 100];
  return withSink(stand, async ({ sink, start, sql, outbox }) => {
    const links = await contacts(stand, sql, mails + byHand);
    const to = (number) => {
      const { contact, customer } = links[number - 1];
      return { kind: 'contact', id: contact, customer, chosen: number > mails ? 'hand' : number % 5 === 4 ? 'switch' : null };
    };
    await outbox.write(mails + byHand, { to });
    const flips = [
      'UPDATE contacts SET active = 0 WHERE id IN (?)', "UPDATE contacts SET email_key = NULL, deleted_at = UTC_TIMESTAMP(6) WHERE id IN (?)",
      'UPDATE customers SET active = 0 WHERE id IN (?)', 'UPDATE customers SET deleted_at = UTC_TIMESTAMP(6), number_key = NULL WHERE id IN (?)',
      "UPDATE customer_contacts SET mail_switches = '' WHERE contact_id IN (?)",
    ];
    for (const [kind, flip] of flips.entries()) {
      const chosen = links.filter((_, at) => (at < mails ? (at + 1) % 5 === kind : kind === 4));
      await sql.query(flip, [chosen.map(({ contact, customer }) => (flip.includes('UPDATE customers ') ? customer : contact))]);
    }
    await start();
    await outbox.drained(sink, 120);
    const { sent = 0, dropped = 0 } = await outbox.states();
    const early = [...sink.received.keys()].filter((number) => number <= mails).length;
    return {
      counts: { 'no longer true': mails, 'of these sent': early, dropped, 'chosen by hand': byHand, ...sink.counted(), sent },
      holds: { 'of these sent': 0, dropped: mails, unique: byHand, duplicates: 0, sent: byHand }, times: {},
    };
  });
}

/** Waits until the mail server has got so many. */
async function arrived(sink, total, seconds = 60) {
  const until = Date.now() + seconds * 1000;
  while (sink.total < total && Date.now() < until) await sleep(5);
}

/** Members of staff to write to. */
async function recipients(sql, count) {
  const stamp = Date.now();
  const people = Array.from({ length: count }, (_, at) => `r${at}.${stamp}@clientele.example`);
  await sql.query('INSERT INTO staff (name, email, email_key, created_at, updated_at) VALUES ?', [people.map((email) => ['R', email, email, new Date(), new Date()])]);
  const [rows] = await sql.query('SELECT CAST(id AS CHAR) AS id, email FROM staff WHERE email IN (?) ORDER BY id', [people]);
  return rows;
}

/** So many customers with one contact each, all alive, every mail switch on. */
async function contacts(stand, sql, count) {
  const { code, output } = await stand.command('seed', '--customers', String(2 * count));
  if (code !== 0) throw new Error(output);
  await sql.query("UPDATE customer_contacts SET mail_switches = 'invoice'");
  const [rows] = await sql.query(
    `SELECT CAST(l.contact_id AS CHAR) AS contact, CAST(MIN(l.customer_id) AS CHAR) AS customer FROM customer_contacts l
     JOIN contacts p ON p.id = l.contact_key AND p.active = 1 AND p.email_key IS NOT NULL JOIN customers c ON c.id = l.customer_id AND c.active = 1 AND c.deleted_at IS NULL
     GROUP BY l.contact_id HAVING COUNT(*) = 1 ORDER BY MIN(l.customer_id) LIMIT ${2 * count}`,
  );
  const seen = new Set();
  const single = rows.filter(({ customer }) => !seen.has(customer) && seen.add(customer));
  if (single.length < count) throw new Error(`only ${single.length} contacts of customers of their own`);
  return single.slice(0, count);
}
