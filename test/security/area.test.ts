import type { Response } from 'supertest';
import { listRoutes } from '../../src/kernel/access/route-audit';
import { Passwords } from '../../src/kernel/auth/passwords';
import { CONTACT_PERMISSIONS } from '../../src/kernel/access/contact-permissions';
import { PASSWORD, startApplication, type SignedInContact } from '../support/application';
import { aContact } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';
import { contentOf, crawl, formsOf, type SeenForm } from './crawl';
import { holding, planted } from './planted';
import { ROUTES } from './routes';
import { buildScene, checksums, FOREIGN, type House, type Scene } from './scene';

// A1, A4, A12, A14, A15, A20 and A28 for the customers area: what contacts reach, send and keep open.

const INTERNAL = 'Qinternal';
const ANSWERS = [200, 303, 400, 403, 404, 409, 413, 415, 422, 429];

let house: House;
let scene: Scene;
let people: Awaited<ReturnType<typeof buildScene>>['people'];

beforeAll(async () => void (house = await startApplication()), 60_000);
beforeEach(async () => {
  ({ scene, people } = await buildScene(house));
}, 30_000);
afterEach(() => jest.restoreAllMocks());
afterAll(() => house.close());

const sql = (text: string, values: unknown[] = []) => house.dataSource.query(text, values);
const login = (email: string, password = PASSWORD, more: Fields = {}) => house.visitor().raw().post('/login').type('form').send({ email, password, ...more });
const cookieOf = ({ headers }: Response) => /clientele_area=([^;]+)/.exec(String(headers['set-cookie'] ?? ''))?.[1] ?? '';
const withCookie = (value: string) => house.visitor().raw().get('/').set('Cookie', `clientele_area=${value}`);

/** A contact of A who is one of B too, where nothing is open to it unless told. */
async function ofBoth(permissions = ''): Promise<SignedInContact> {
  const both = await house.contact(scene.a, { name: 'Both' });
  const now = new Date();
  await sql("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, kind, permissions, created_at, updated_at) VALUES (?, ?, ?, 'normal', ?, ?, ?)", [scene.b, both.id, both.id, permissions, now, now]);
  return both;
}

async function fileOf(customerId: string, shared: string, name: string, key: string): Promise<string> {
  const now = new Date();
  const { insertId } = await sql("INSERT INTO files (storage_key, media_type, bytes, original_name, created_at) VALUES (?, 'application/octet-stream', 1, ?, ?)", [`${key.repeat(16)}.bin`, name, now]);
  const { insertId: id } = await sql("INSERT INTO customer_files (customer_id, file_id, name, bytes, uploaded_by_kind, uploaded_by_id, uploaded_by_name, shared, created_at, updated_at) VALUES (?, ?, ?, 1, 'staff', 1, 'Ada', ?, ?, ?)", [customerId, insertId, name, shared, now, now]);
  return String(id);
}

/** The forms of the area that somebody is shown, each once; not those that end sessions. */
async function formsFor(visitor: Visitor): Promise<SeenForm[]> {
  const found = (await crawl(visitor, ['/', '/files', '/profile', '/profile/email', '/profile/sessions', '/password/change'], 100)).flatMap(({ path, response }) => formsOf(path, contentOf(response)));
  return [...new Map(found.map((form) => [form.action.replace(/\?.*/, ''), form])).values()].filter(({ action }) => !/logout|sessions|deletion|removal|impersonation/.test(action));
}

async function send(visitor: Visitor, { action, upload, fields }: SeenForm, more: Fields = {}): Promise<Response> {
  const all = { ...(await visitor.hidden()), ...fields, ...more };
  if (!upload) return visitor.post(action, all);
  const sending = visitor.raw().post(action);
  for (const [name, value] of Object.entries(all)) for (const text of [value].flat()) sending.field(name, text);
  return /\/files$/.test(action) ? sending.attach('files', Buffer.from('words'), { filename: 'words.txt' }) : sending;
}

test('a contact reads nothing of another customer, and nothing of its own that is not for it (A1, A28)', async () => {
  await sql('UPDATE notes SET body = CONCAT(?, id)', [INTERNAL]);
  await sql("UPDATE activities SET changes = ?, actor_name = ? WHERE customer_id IS NOT NULL", [JSON.stringify({ city: [null, INTERNAL] }), INTERNAL]);
  await sql('UPDATE customer_groups SET name = CONCAT(?, id)', [INTERNAL]);
  await sql('UPDATE mail_outbox SET subject = ?, body_text = ?', [INTERNAL, INTERNAL]);
  const ids = [await fileOf(scene.a, 'staff', `${INTERNAL}.pdf`, 'c1'), await fileOf(scene.a, 'contacts', `${INTERNAL} of others.pdf`, 'c2'), await fileOf(scene.b, 'customer', `${FOREIGN}.pdf`, 'c3')];
  const guesses = [...ids.map((id) => `/files/${id}`), '/files', '/files?before=999999', '/profile', '/profile/sessions', '/profile/email', `/profile/picture/${scene.file}`, `/customers/${scene.b}`, `/?customerId=${scene.b}`, `/files?customerId=${scene.b}`, `/admin/customers/${scene.a}/notes`, `/admin/customers/${scene.b}`, `/admin/customers/${scene.a}/files/${ids[0]}`];
  const found = async (visitor: Visitor) => {
    const seen = await crawl(visitor, ['/', ...guesses], 150);
    expect(seen.filter(({ response }) => response.status >= 500)).toEqual([]);
    return seen.filter(({ path, response }) => path !== `/?x` && (contentOf(response).includes(FOREIGN) || contentOf(response).includes(INTERNAL))).map(({ path }) => path);
  };
  expect(await found(people.contactA.visitor)).toEqual([]);
  expect(await found(people.adminContactA.visitor)).toEqual([]);
  expect((await found(people.contactB.visitor)).length).toBeGreaterThan(2); // the sign is there to be found
}, 60_000);

test.each(CONTACT_PERMISSIONS)('without %s alone a contact meets what everybody meets, and its files (PER-1)', async (missing) => {
  const { visitor } = await house.contact(scene.a, { name: 'Almost', permissions: CONTACT_PERMISSIONS.filter((permission) => permission !== missing) });
  const answers = await Promise.all(['/', '/profile', '/files'].map((path) => visitor.get(path)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  await sql("UPDATE customers SET modules_off = ? WHERE id = ?", [CONTACT_PERMISSIONS.join(','), scene.a]);
  expect((await visitor.get('/files')).status).toBe(404);
});

test('with two customers in two tabs, what is sent from a page belongs to the customer of that page (CON-2)', async () => {
  const both = await ofBoth();
  const { visitor } = both;
  await visitor.post('/current-customer', { customerId: scene.a });
  const [form] = formsOf('/files', (await visitor.get('/files')).text).filter(({ upload }) => upload);
  const inB = await fileOf(scene.b, 'customer', `${FOREIGN}.pdf`, 'c3');
  expect((await visitor.post('/current-customer', { customerId: scene.b })).status).toBe(303);
  expect((await visitor.get('/files')).status).toBe(404); // nothing is open to it there
  await sql('UPDATE customer_contacts SET permissions = ? WHERE contact_id = ? AND customer_id = ?', ['support', both.id, scene.b]);
  expect((await visitor.get('/files')).status).toBe(200);
  const refused = await visitor.post(form.action, form.fields as Fields); // no file
  expect([refused.status, refused.text.includes(`name="customerId" value="${scene.a}"`)]).toEqual([422, true]);
  expect((await send(visitor, form)).status).toBe(303);
  const [file] = await sql("SELECT CAST(id AS CHAR) AS id, CAST(customer_id AS CHAR) AS customer FROM customer_files WHERE uploaded_by_kind = 'contact'");
  expect(file.customer).toBe(scene.a);
  expect([(await visitor.get(`/files/${file.id}`)).status, (await people.contactB.visitor.get(`/files/${file.id}`)).status]).toEqual([200, 404]);
  await sql("UPDATE customer_contacts SET permissions = '' WHERE contact_id = ? AND customer_id = ?", [both.id, scene.b]);
  await visitor.post('/current-customer', { customerId: scene.a });
  const counted = async () => (await sql('SELECT COUNT(*) AS n FROM customer_files'))[0].n;
  const before = await counted();
  expect((await visitor.get(`/files/${inB}`)).status).toBe(404);
  for (const customerId of [scene.b, scene.trashed, '0', '-1', '99999999999999999999', '', ' 1']) expect([customerId, (await send(visitor, form, { customerId })).status]).toEqual([customerId, 404]);
  expect((await send(visitor, form, { customerId: [scene.a, scene.b] })).status).toBe(400);
  await sql('UPDATE customer_contacts SET contact_key = NULL WHERE contact_id = ? AND customer_id = ?', [both.id, scene.a]);
  for (const answer of [await send(visitor, form), await visitor.get(`/files/${file.id}`), await visitor.post(`/files/${file.id}/deletion`), await visitor.post('/current-customer', { customerId: scene.a })]) expect(answer.status).toBe(404);
  expect(await counted()).toBe(before);
}, 30_000);

test('fields that a form of the area does not have reach no row; sent twice, it is done once (A4, F14)', async () => {
  const rights = () => sql('SELECT l.id, l.customer_id, l.contact_id, l.kind, l.permissions, c.primary_link_id, p.email, p.password_hash, p.active, p.unverified, p.must_change_password FROM customer_contacts l JOIN contacts p ON p.id = l.contact_id JOIN customers c ON c.id = l.customer_id ORDER BY l.id');
  const both = await ofBoth('support');
  const before = await rights();
  let taken = 0;
  for (const visitor of [people.adminContactA.visitor, both.visitor]) {
    for (const form of await formsFor(visitor)) {
      const _key = (await visitor.hidden())._key;
      const first = await send(visitor, form, { ...planted(form.names), _key });
      expect([form.action, ANSWERS.includes(first.status)]).toEqual([form.action, true]);
      if (first.status !== 303) continue;
      taken += 1;
      const once = await checksums(house);
      const twin = await send(visitor, form, { ...planted(form.names), _key });
      expect([form.action, twin.status, twin.headers.location]).toEqual([form.action, 303, first.headers.location]);
      expect([form.action, await checksums(house)]).toEqual([form.action, once]);
    }
  }
  expect(taken).toBeGreaterThan(4);
  expect(await holding(house)).toEqual([]);
  expect(await rights()).toEqual(before);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}, 90_000);

test('no value of any field of the area makes an answer that is none (A21)', async () => {
  const { visitor } = people.adminContactA;
  const values: readonly (string | readonly string[])[] = ['', '0', '-1', '9223372036854775808', '1e309', '\u0000\u001b[31m\ud800', "'\"><svg onload=alert(1)>", 'x'.repeat(12_000), ['a', 'b']];
  const wrong: unknown[] = [];
  const all = await formsFor(visitor);
  expect(all.length).toBeGreaterThan(3);
  for (const form of all) {
    for (const value of values) {
      const { status } = await send(visitor, form, Object.fromEntries(Object.keys(form.fields).map((name) => [name, value])));
      if (!ANSWERS.includes(status)) wrong.push([form.action, String(value).slice(0, 30), status]);
    }
    const { status } = await visitor.post(form.action, Object.fromEntries(Object.keys(form.fields).flatMap((name) => [[`${name}[]`, 'a'], [`${name}[b][c]`, 'd']])));
    if (!ANSWERS.includes(status)) wrong.push([form.action, 'nested', status]);
  }
  for (const path of ['/login', '/password/forgotten', '/password/set', '/password/again', '/register', '/register/verification', '/links/confirm', '/login/code', '/language']) {
    for (const body of ['', 'email[]=a&email[]=b&password=x', 'email[a]=b&password[a]=b', 'token[]=a', 'token[a]=0', 'token=0', 'language[]=en', '__proto__[a]=b', 'email=%00&password=%00', `email=${'x'.repeat(50_000)}&password=${'y'.repeat(50_000)}`]) {
      const { status, headers } = await house.visitor().raw().post(path).type('form').send(body);
      if (!ANSWERS.includes(status) || /clientele_area/.test(String(headers['set-cookie']))) wrong.push([path, body.slice(0, 40), status]);
    }
  }
  expect(wrong).toEqual([]);
}, 90_000);

test('the doors answer the same whoever is asked about (A12)', async () => {
  const emails: Record<string, string> = { unknown: 'unknown@area.example' };
  for (const [name, change] of Object.entries({
    known: 'SELECT ?', disabled: 'UPDATE contacts SET active = 0 WHERE id = ?', unverified: 'UPDATE contacts SET unverified = 1 WHERE id = ?', uninvited: 'UPDATE contacts SET password_hash = NULL WHERE id = ?',
    gone: 'UPDATE contacts SET deleted_at = NOW() WHERE id = ?', unlinked: 'UPDATE customer_contacts SET contact_key = NULL WHERE contact_id = ?',
  })) {
    const { id, email } = await house.contact(scene.a, { name });
    await sql(change, [id]);
    emails[name] = email;
  }
  const away = await house.contact(scene.b, { name: 'away' });
  await sql('UPDATE customers SET active = 0 WHERE id = ?', [scene.b]);
  emails.away = away.email;
  const bare = ({ status, headers, text }: Response, email: string) => JSON.stringify([
    status, Object.entries(headers).filter(([name]) => !['date', 'etag', 'content-length'].includes(name)).map(([name, value]) => [name, String(value).replace(/[0-9a-f-]{14,}|nonce-[^']+/g, '')]),
    text.replaceAll(email, '').replace(/[0-9a-f]{32,}|[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/g, ''),
  ]);
  const answers = async (ask: (email: string) => Promise<Response>) => new Set(await Promise.all(Object.values(emails).map(async (email) => bare(await ask(email), email))));
  const wrong = await answers((email) => login(email, 'wrong password'));
  expect(wrong.size).toBe(1);
  delete emails.known;
  expect(await answers((email) => login(email))).toEqual(wrong); // with the right password of a login that is shut, too
  emails.known = (await house.contact(scene.a, { name: 'known' })).email;
  expect((await answers(async (email) => house.visitor().raw().post('/password/forgotten').type('form').send({ email }))).size).toBe(1);
  const mailed: { recipient_email: string }[] = await sql("SELECT recipient_email FROM mail_outbox WHERE recipient_kind = 'contact' AND kind IN ('reset', 'set-password')");
  expect(mailed.map(({ recipient_email }) => recipient_email)).toEqual([emails.known]);
}, 60_000);

test('a thousand requests while a contact is shut out: none that starts afterwards is served (A14)', async () => {
  const { id, visitor } = await house.contact(scene.a, { name: 'Short' });
  let shutAt = Infinity;
  const late: number[] = [];
  let served = 0;
  let sent = 0;
  const ask = async () => {
    while (sent < 1000) {
      sent += 1;
      if (sent === 300) void sql('UPDATE contacts SET active = 0 WHERE id = ?', [id]).then(() => (shutAt = performance.now()));
      const began = performance.now();
      const { status } = await visitor.raw().get('/password/change');
      if (status === 200) served += 1;
      if (began > shutAt) late.push(status);
    }
  };
  await Promise.all(Array.from({ length: 20 }, ask));
  expect(served).toBeGreaterThan(100);
  expect(late.length).toBeGreaterThan(300);
  expect(new Set(late)).toEqual(new Set([303]));
}, 90_000);

test('an id from before is dead: at the sign-in, at a new password, and one that somebody made up (A14)', async () => {
  const { email } = await house.contact(scene.a, { name: 'Fixed' });
  const first = cookieOf(await login(email));
  const second = cookieOf(await house.visitor().raw().post('/login').set('Cookie', 'clientele_area=s%3Amadeup.signature').type('form').send({ email, password: PASSWORD }));
  expect([first.length > 40, second.length > 40, first === second, second.includes('madeup')]).toEqual([true, true, false, false]);
  expect([(await withCookie(first)).status, (await withCookie(second)).status]).toEqual([200, 200]);
  const visitor = await house.visitor().enterArea(email, PASSWORD);
  const changed = await visitor.post('/password/change', { current: PASSWORD, password: 'a quiet morning in May', repeat: 'a quiet morning in May' });
  expect([changed.status, cookieOf(changed).length > 40]).toEqual([303, true]);
  expect([(await withCookie(first)).status, (await withCookie(second)).status, (await visitor.get('/')).status]).toEqual([303, 303, 200]);
  expect(String(changed.headers['set-cookie'])).toMatch(/HttpOnly/i);
});

test('whoever signs in with a password that is replaced at that moment is not in (A14)', async () => {
  const { id, email } = await house.contact(scene.a, { name: 'Racer' });
  const passwords = house.app.get(Passwords);
  const real = passwords.matches.bind(passwords);
  jest.spyOn(passwords, 'matches').mockImplementationOnce(async (hash, password) => {
    const right = await real(hash, password);
    await sql("UPDATE contacts SET password_hash = 'another' WHERE id = ?", [id]);
    await sql("DELETE FROM sessions WHERE kind = 'contact' AND principal_id = ?", [id]);
    return right;
  });
  await login(email);
  expect(await sql("SELECT id_hash FROM sessions WHERE kind = 'contact' AND principal_id = ?", [id])).toEqual([]);
});

test('staff who look as a contact read, and change nothing by any form of the area (A15)', async () => {
  const { id, linkId } = await house.contact(scene.a, { name: 'Seen', kind: 'admin' });
  const { visitor } = people.administrator;
  await visitor.post(`/admin/customers/${scene.a}/impersonation`, { contact: linkId, reason: 'Asked to' });
  expect((await visitor.raw().post('/impersonation').type('form').send({})).status).toBe(303);
  await visitor.get('/');
  const routes = listRoutes(house.app).filter(({ rule, method, path }) => rule?.kind === 'contacts' && !/logout|impersonation|current-customer/.test(path) && method !== 'HEAD');
  const before = await checksums(house);
  const wrong: unknown[] = [];
  for (const { method, path } of routes) {
    const row = ROUTES[`${method} ${path}`];
    const { status } = method === 'GET' ? await visitor.get(row.at(scene)) : await visitor.post(row.at(scene), row.send?.(scene) ?? {});
    if (method === 'GET' ? status >= 500 : ![403, 404].includes(status)) wrong.push([method, path, status]);
  }
  expect((await visitor.post('/language', { language: 'en', next: '/' })).status).toBe(403);
  expect((await visitor.post('/current-customer', { customerId: scene.b })).status).toBe(404);
  expect(wrong).toEqual([]);
  expect(await checksums(house)).toEqual(before);
  expect(routes.length).toBeGreaterThan(15);
  await sql('UPDATE contacts SET active = 0 WHERE id = ?', [id]);
  expect((await visitor.get('/')).status).toBe(303);
}, 60_000);

test('after the sign-in everybody stays on this site, whatever the address said (A20)', async () => {
  const { email, visitor } = await house.contact(scene.a, { name: 'Guided' });
  const shapes = [
    '//evil.example', '///evil.example', '////evil.example', '/\\evil.example', '\\/evil.example', '\\\\evil.example', '/\\/evil.example', '/\t/evil.example', '/\n/evil.example', '\t//evil.example', ' //evil.example', '\u0000//evil.example',
    'http://evil.example', 'https:evil.example', 'https:/evil.example', 'https:///evil.example', 'HtTpS://evil.example', 'http:\\\\evil.example', 'ftp://evil.example', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x',
    '/.//evil.example', '/..//evil.example', '/a/..//evil.example', '/%2e//evil.example', '/%2e%2e//evil.example', '/@evil.example', '@evil.example', 'localhost@evil.example', '//localhost@evil.example', '//evil.example:80', '//evil.example\\@localhost', 'evil.example', '//[::1]/', '//\u3002evil.example', '/\u00a0/evil.example', '/\r\nLocation: https://evil.example', '/%0d%0aLocation:%20https://evil.example', '?//evil.example', '#//evil.example', '', 'x'.repeat(5000),
  ];
  const wrong: unknown[] = [];
  const look = (where: string, shape: string, { status, headers }: Response) => {
    const location = String(headers.location);
    if (where === 'login' && status === 422 && !headers.location) return; // too long, or no text at all: refused with the form
    const stays = /^\/(?![/\\])/.test(location) && !/[\\\u0000-\u0020]/.test(location) && new URL(location, 'http://localhost').origin === 'http://localhost';
    if (status !== 303 || !stays) wrong.push([where, shape, status, location]);
  };
  for (const shape of shapes) {
    look('login', shape, await login(email, PASSWORD, { next: shape }));
    look('signed in', shape, await visitor.get(`/login?next=${encodeURIComponent(shape)}`));
    look('language', shape, await house.visitor().raw().post('/language').type('form').send({ language: 'en', next: shape }));
  }
  look('login', 'list', await house.visitor().raw().post('/login').type('form').send(`email=${encodeURIComponent(email)}&password=${encodeURIComponent(PASSWORD)}&next[]=//evil.example&next[]=/`));
  expect(shapes.length).toBeGreaterThanOrEqual(30);
  expect(wrong).toEqual([]);
}, 60_000);

test('contacts of a customer in the trash are out with the next click, and come in again with it (CUS-20)', async () => {
  const { visitor, email } = await house.contact(scene.a, { name: 'Along' });
  await aContact(house, scene.a, { firstName: 'Other' });
  await people.administrator.visitor.post(`/admin/customers/${scene.a}/deletion`);
  expect([(await visitor.get('/')).status, (await login(email)).status]).toEqual([303, 422]);
  await people.administrator.visitor.post(`/admin/customers/${scene.a}/restoration`);
  expect((await login(email)).status).toBe(303);
});
