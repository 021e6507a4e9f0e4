import { signIn } from './stand.mjs';

const FIELDS = ['email', 'phone', 'website', 'fax'];
const SIGNS = { '&quot;': '"', '&#x27;': "'", '&#x3D;': '=', '&#x60;': '`', '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** F14: one form sent fifty times at once has one effect and one answer. */
export async function samePosts(stand, { short }) {
  const application = await stand.startApplication();
  const person = await signIn(application.port);
  const sql = await stand.connect();
  const seen = { posts: 0, 'more or less than one row': 0, 'answers that differ': 0, exits: 0 };
  const worst = [];
  const notes = [];
  const rounds = short ? 1 : 20;
  for (let round = 0; round < rounds; round += 1) {
    const last = await lastStep(person, sql, `Same ${round}`);
    const forms = [
      ['/admin/groups', { name: `Friends ${round}` }, 'customer_groups'],
      ['/admin/products', { kind: 'service', name: `Advice ${round}`, active: '1' }, 'products'],
      ['/admin/roles/new', { name: `Clerks ${round}`, permissions: 'customers.view' }, 'roles'],
      ['/admin/settings/payment-modes', { name: `Shells ${round}`, active: '1' }, 'payment_modes'],
      ['/admin/settings/tax-rates', { name: `Half ${round}`, rate: '10', active: '1' }, 'tax_rates'],
      ['/admin/staff/new', { name: 'Sam', email: `sam${round}@clientele.example`, access: 'link' }, 'mail_outbox'],
      [last, SHIPPING, 'customers'],
    ];
    for (const [path, fields, table] of forms) {
      const before = await count(sql, table);
      const form = { ...fields, _key: keyOf(round, table) };
      const answers = await Promise.all(Array.from({ length: 50 }, () => person.post(path, form)));
      seen.posts += answers.length;
      if ((await count(sql, table)) - before !== 1) seen['more or less than one row'] += 1;
      const different = answers.filter(({ status, headers }) => status !== 303 || headers.location !== answers[0].headers.location);
      seen['answers that differ'] += different.length;
      if (different.length > 0) notes.push(`${path}: ${different[0].status}`);
      worst.push(...answers.map(({ ms }) => ms));
    }
  }
  if (application.ended) seen.exits += 1;
  await end(application, sql, person);
  return { counts: seen, holds: { 'more or less than one row': 0, 'answers that differ': 0, exits: 0 }, times: { 'answer of fifty, worst': Math.max(...worst) }, notes };
}

/** F15: two who edit one customer, in random order or at once; whoever comes second is told, and answers with own words. */
export async function twoEditors(stand, { short }) {
  const application = await stand.startApplication();
  const sql = await stand.connect();
  const editors = [await signIn(application.port), await signIn(application.port, await secondPerson(sql))];
  const customer = to(await editors[0].post(await lastStep(editors[0], sql, 'Nordlicht'), SHIPPING));
  const id = customer.split('/').at(-1);
  const seen = { interleavings: short ? 20 : 1000, conflicts: 0, 'fields lost': 0, 'words not shown again': 0, 'version not higher': 0, 'other answers': 0, exits: 0 };
  for (let round = 0; round < seen.interleavings; round += 1) {
    const before = await row(sql, id);
    const forms = await Promise.all(editors.map(async (editor) => formOf((await editor.get(`${customer}/edit?step=general`)).text, 'steps')));
    const typed = [0, 1].map((who) => Object.fromEntries(FIELDS.filter(() => Math.random() < 0.5).map((name) => [name, words(name, who, round)])));
    const save = (who) => editors[who].post(`${customer}/edit?step=general`, { ...forms[who], ...typed[who], do: 'save' });
    const order = Math.random() < 0.5 ? [0, 1] : [1, 0];
    const answers = [];
    if (Math.random() < 0.5) await Promise.all(order.map(async (who) => { answers[who] = await save(who); }));
    else for (const who of order) answers[who] = await save(who);
    const late = answers.findIndex(({ status }) => status === 409);
    if (late >= 0) {
      seen.conflicts += 1;
      const { text } = answers[late];
      for (const value of Object.values(typed[late])) if (!decoded(text).includes(value)) seen['words not shown again'] += 1;
      const action = /<form id="conflict" method="post" action="([^"]+)"/.exec(text)?.[1] ?? '';
      const form = formOf(text, 'conflict');
      for (const name of Object.keys(form)) if (name.startsWith('pick.')) form[name] = 'mine';
      const answer = await editors[late].post(decoded(action), { ...form, do: 'save' });
      if (answer.status !== 303) seen['other answers'] += 1;
    }
    seen['other answers'] += answers.filter(({ status }) => status !== 303 && status !== 409).length;
    const first = late === 0 ? 1 : 0;
    const expected = { ...typed[first], ...typed[1 - first] };
    const after = await row(sql, id);
    for (const name of FIELDS) if (after[name] !== (expected[name] ?? before[name])) seen['fields lost'] += 1;
    if (Object.keys(expected).length > 0 && !(after.version > before.version)) seen['version not higher'] += 1;
  }
  if (application.ended) seen.exits += 1;
  await end(application, sql, ...editors);
  return { counts: seen, holds: { 'fields lost': 0, 'words not shown again': 0, 'version not higher': 0, 'other answers': 0, exits: 0 }, times: {} };
}

const SHIPPING = { sameShipping: '1', city: 'Kiel', do: 'save' };

/** Where the last step of a new customer is sent. */
async function lastStep(person, sql, companyName) {
  const finance = to(await person.post('/admin/customers/new?step=general', { type: 'company', companyName, groupIds: await aGroup(sql), do: 'next' }));
  return to(await person.post(finance, { discountKind: 'none', paymentTermsDays: '30', do: 'next' }));
}

const words = (name, who, round) => ({ email: `e${who}r${round}@n.example`, website: `https://w${who}r${round}.example` })[name] ?? `0${who}0${round}`;
const keyOf = (round, table) => Buffer.from(`${round} ${table}`.padEnd(16)).subarray(0, 16).toString('hex');
const count = async (sql, table) => Number((await sql.query(`SELECT COUNT(*) AS n FROM ${table}`))[0][0].n);
const aGroup = async (sql) => String((await sql.query('SELECT MIN(id) AS id FROM customer_groups'))[0][0].id);
const row = async (sql, id) => (await sql.query(`SELECT version, ${FIELDS.join(', ')} FROM customers WHERE id = ?`, [id]))[0][0];
const decoded = (html) => html.replace(/&(?:quot|lt|gt|amp|#x27|#x3D|#x60);/g, (sign) => SIGNS[sign]);
const attribute = (tag, name) => decoded(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

function to({ status, headers }) {
  if (status !== 303) throw new Error(`expected a redirect, not ${status}`);
  return headers.location.replace(/#.*/, '');
}

/** Somebody else with the same password and rights. */
async function secondPerson(sql) {
  const [[{ id, ...person }]] = await sql.query('SELECT * FROM staff ORDER BY id LIMIT 1');
  const email = 'grace@clientele.example';
  await sql.query('DELETE FROM staff WHERE email = ?', [email]);
  await sql.query('INSERT INTO staff SET ?', [{ ...person, name: 'Grace', email, email_key: email }]);
  return email;
}

/** What a browser would send of a form as it stands, without its buttons. */
function formOf(html, id) {
  const form = html.slice(html.indexOf(`<form id="${id}"`)).replace(/<\/form>[\s\S]*/, '');
  const fields = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const type = attribute(tag, 'type');
    if (type !== 'file' && ((type !== 'checkbox' && type !== 'radio') || / checked/.test(tag))) fields[attribute(tag, 'name')] = attribute(tag, 'value');
  }
  for (const [, head, options] of form.matchAll(/(<select [^>]*>)([\s\S]*?)<\/select>/g)) {
    fields[attribute(head, 'name')] = decoded(/<option value="([^"]*)" selected>/.exec(options)?.[1] ?? /<option value="([^"]*)"/.exec(options)?.[1] ?? '');
  }
  for (const [, head, text] of form.matchAll(/(<textarea [^>]*>)\n?([\s\S]*?)<\/textarea>/g)) fields[attribute(head, 'name')] = decoded(text);
  return fields;
}

async function end(application, sql, ...people) {
  await sql.end();
  people.forEach((person) => person.close());
  application.child.kill('SIGTERM');
  await application.exit;
}
