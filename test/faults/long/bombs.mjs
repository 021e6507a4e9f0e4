import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, percentile, signIn } from './stand.mjs';

const LARGE = 10 * 1024 * 1024;
/** Memory that stays: a tenth above what it was (A21). */
const BACK = 1.1;

/** A21: what is too large, too much or too slow is refused, while somebody else goes on working and memory comes back. */
export async function bombs(stand, { short }) {
  if (!short) await stand.command('seed', '--customers', '100000');
  const application = await stand.startApplication();
  const [person, other] = [await signIn(application.port), await signIn(application.port)];
  const sql = await stand.connect();
  const settings = async () => JSON.stringify((await sql.query('SELECT * FROM settings'))[0]);
  const before = await settings();
  await exports(person, 1);
  for (let at = 0; at < (short ? 20 : 200); at += 1) await other.get('/admin/customers');
  await sleep(short ? 0 : 10_000);
  const memory = memoryOf(application.child.pid);
  const meanwhile = watch(other);
  const steps = [
    ['too large', () => tooLarge(person, application.port)],
    ['too many', () => tooMany(person)],
    ['bad settings', () => badSettings(person)],
    ['exports at once', () => exports(person, short ? 3 : 20)],
    ['uploads given up', () => uploads(application.port, person.cookie, short ? 50 : 5000)],
    ['slow connections', () => slow(application.port, short ? 50 : 1000)],
  ];
  const counts = { answers: 0, 'neither refused nor served': 0, 'settings changed': 0, 'others not served': 0, 'memory not back': 0, exits: 0 };
  const notes = [];
  for (const [what, bomb] of steps) {
    const statuses = await bomb();
    counts.answers += statuses.length;
    const wrong = statuses.filter((status) => !(status >= 200 && status < 500));
    counts['neither refused nor served'] += wrong.length;
    if (wrong.length > 0) notes.push(`${what}: ${[...new Set(wrong)].join(', ')}`);
  }
  const answers = await meanwhile();
  counts['others not served'] = answers.filter(({ status }) => status !== 200).length;
  if ((await settings()) !== before) counts['settings changed'] += 1;
  const began = performance.now();
  while (!short && memoryOf(application.child.pid) > memory * BACK && performance.now() - began < 60_000) await sleep(1000);
  const left = memoryOf(application.child.pid);
  notes.push(`memory ${Math.round(memory)} MB before, ${Math.round(left)} MB after`);
  if (!short && left > memory * BACK) counts['memory not back'] += 1;
  if (application.ended) counts.exits += 1;
  await sql.end();
  [person, other].forEach((one) => one.close());
  application.child.kill('SIGTERM');
  await application.exit;
  const times = answers.map(({ ms }) => ms);
  return { counts, holds: { 'neither refused nor served': 0, 'settings changed': 0, 'others not served': 0, 'memory not back': 0, exits: 0 }, times: { 'other people, p99': percentile(times, 0.99), 'other people, worst': Math.max(...times) }, notes };
}

/** Somebody else who goes on asking; the function returned ends it. */
function watch(person) {
  const answers = [];
  let on = true;
  const work = (async () => {
    while (on) {
      answers.push(await person.get('/admin/customers'));
      await sleep(50);
    }
  })();
  return async () => {
    on = false;
    await work;
    return answers;
  };
}

async function tooLarge(person, port) {
  const text = 'a'.repeat(LARGE);
  const tries = [
    () => ask(port, '/admin/login', { method: 'POST', form: { email: 'ada@clientele.example', password: text } }),
    () => ask(port, '/admin/login', { method: 'POST', form: { email: text, password: 'x' } }),
    () => person.post('/admin/groups', { name: text }),
    () => person.get(`/admin/customers?q=${text}`),
    () => person.get(`/admin/customers?sort=${text}`),
    () => person.get(`/admin/customers?q=${'a'.repeat(8000)}`),
    () => person.get(`/admin/customers?sort=${'a'.repeat(8000)}`),
    () => person.get('/admin/customers?page=99999999999999999999'),
  ];
  const statuses = [];
  for (const attempt of tries) statuses.push(await refusedOrCut(attempt));
  return statuses;
}

async function tooMany(person) {
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`p${index}`, '1']));
  const deep = `name${'[a]'.repeat(1000)}`;
  const nested = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`name[${index}][a]`, '1']));
  const query = (fields, most = 15_000) => new URLSearchParams(fields).toString().slice(0, most);
  const tries = [
    () => person.post('/admin/groups', many), () => person.post('/admin/groups', { [deep]: 'x' }), () => person.post('/admin/groups', nested),
    () => person.get(`/admin/customers?${query(many)}`), () => person.get(`/admin/customers?${query({ [deep]: 'x' })}`), () => person.get(`/admin/customers?${query(nested)}`),
  ];
  const statuses = [];
  for (const attempt of tries) statuses.push(await refusedOrCut(attempt));
  return statuses;
}

async function badSettings(person) {
  const statuses = [];
  for (const bad of ['xx', '../en', '__proto__', 'Mars/Olympus', 'ZZZ', '', 'a'.repeat(5000)]) {
    for (const [section, fields] of [['regional', ['language', 'timeZone', 'defaultCountry']], ['money', ['baseCurrency']]]) {
      for (const field of fields) statuses.push((await person.post(`/admin/settings/${section}`, { [field]: bad })).status);
    }
  }
  return statuses;
}

async function exports(person, at) {
  const answers = await Promise.all(Array.from({ length: at }, () => person.get('/admin/customers.csv?columns=all', { timeout: 600_000, discard: true })));
  return answers.map(({ status, error }) => (error === null ? status : 0));
}

/** Pictures and files begun and cut off with a reset, a hundred at a time. */
async function uploads(port, cookie, many) {
  for (let at = 0; at < many; at += 100) await Promise.all(Array.from({ length: Math.min(100, many - at) }, () => begun(port, [
    'POST /admin/customers/import HTTP/1.1', `Host: localhost:${port}`, `Cookie: ${cookie}`, 'Content-Type: multipart/form-data; boundary=b', 'Content-Length: 1000000', '', '--b', 'Content-Disposition: form-data; name="file"; filename="a.csv"', '', 'company_name',
  ].join('\r\n'), 20)));
  return [];
}

/** Connections that never finish their headers. */
async function slow(port, many) {
  await Promise.all(Array.from({ length: many }, () => begun(port, `GET /admin HTTP/1.1\r\nHost: localhost:${port}\r\nX-Slow: `, 5000)));
  return [];
}

/** Sends the beginning of a request and resets the connection later. */
function begun(port, text, ms) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text);
      setTimeout(() => socket.resetAndDestroy(), ms);
    });
    socket.resume().on('error', () => undefined).on('close', resolve);
  });
}

/** A server may also hang up on what is too large before it has all been sent; a browser shows that as a refusal. */
async function refusedOrCut(attempt) {
  const { status, error } = await attempt();
  return ['ECONNRESET', 'EPIPE', 'HPE_HEADER_OVERFLOW'].includes(error) ? 413 : status;
}

function memoryOf(pid) {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
