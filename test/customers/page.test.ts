import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Response } from 'supertest';
import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';
import { decoded } from './form';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
});
afterAll(() => app.close());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const link = (html: string, rel: string): string => decoded(new RegExp(`rel="${rel}" href="([^"]*)"`).exec(html)![1]);
const logged = async (customerId: string) => (await rows<{ action: string }>('SELECT action FROM activities WHERE customer_id = ? ORDER BY id', [customerId])).map(({ action }) => action);

interface Scene {
  readonly id: string;
  readonly contact: string;
  readonly note: string;
  readonly staffId: string;
}

/** A customer with a second contact, a note of the administrator's and somebody who could look after it. */
async function scene(): Promise<Scene> {
  const id = await aCustomer(app, { companyName: 'Nordlicht' });
  await aContact(app, id);
  const contact = await aContact(app, id, { firstName: 'Sam' });
  await admin.post(`/admin/customers/${id}/notes`, { body: 'Call on Mondays' });
  const [{ id: note }] = await rows<{ id: string }>('SELECT id FROM notes');
  const { id: staffId } = await app.staff({ name: 'Someone' });
  return { id, contact, note: String(note), staffId };
}

/** Every route of the page: what a reader, the customer's own admin and the administrator get; nobody else gets in. */
const ROUTES: readonly { at: (s: Scene) => string; send?: (s: Scene) => Fields; reader: number; own: number; administrator: number }[] = [
  { at: () => '', reader: 200, own: 200, administrator: 200 },
  { at: () => '/addresses', reader: 200, own: 200, administrator: 200 },
  { at: () => '/activity', reader: 200, own: 200, administrator: 200 },
  { at: () => '/notes', reader: 200, own: 200, administrator: 200 },
  { at: () => '/admins', reader: 200, own: 200, administrator: 200 },
  { at: () => '/contacts', reader: 200, own: 200, administrator: 200 },
  { at: () => '/contacts/new', reader: 403, own: 200, administrator: 200 },
  { at: (s) => `/contacts/${s.contact}/edit`, reader: 403, own: 200, administrator: 200 },
  { at: (s) => `/notes/${s.note}/edit`, reader: 403, own: 403, administrator: 200 },
  { at: () => '/deletion', reader: 403, own: 403, administrator: 200 },
  { at: () => '/notes', send: () => ({ body: '' }), reader: 403, own: 422, administrator: 422 },
  { at: (s) => `/notes/${s.note}`, send: () => ({ body: '', version: '1' }), reader: 403, own: 403, administrator: 422 },
  { at: (s) => `/notes/${s.note}/deletion`, send: () => ({}), reader: 403, own: 403, administrator: 303 },
  { at: () => '/admins', send: () => ({ staffId: '' }), reader: 403, own: 403, administrator: 422 },
  { at: (s) => `/admins/${s.staffId}/removal`, send: () => ({}), reader: 403, own: 403, administrator: 404 },
  { at: () => '/contacts', send: () => ({ kind: 'normal' }), reader: 403, own: 422, administrator: 422 },
  { at: (s) => `/contacts/${s.contact}`, send: () => ({ kind: 'nonsense', version: '1', personVersion: '1' }), reader: 403, own: 422, administrator: 422 },
  { at: (s) => `/contacts/${s.contact}/deletion`, send: () => ({}), reader: 403, own: 303, administrator: 303 },
  { at: (s) => `/contacts/${s.contact}/restoration`, send: () => ({}), reader: 403, own: 303, administrator: 303 },
  { at: () => '/deactivation', send: () => ({}), reader: 403, own: 303, administrator: 303 },
  { at: () => '/activation', send: () => ({}), reader: 403, own: 303, administrator: 303 },
  { at: () => '/deletion', send: () => ({}), reader: 403, own: 403, administrator: 303 },
];

function knock(visitor: Visitor, s: Scene, route: (typeof ROUTES)[number]): Promise<Response> {
  const path = `/admin/customers/${s.id}${route.at(s)}`;
  return route.send ? visitor.post(path, route.send(s)) : visitor.get(path);
}

test('each route answers each kind of person as the policy says', async () => {
  const s = await scene();
  const other = await aCustomer(app);
  const reader = await app.staff({ name: 'Reader', permissions: ['customers.view'] });
  const own = await app.staff({ name: 'Own' });
  await anAdminOf(app, s.id, own.id);
  const elsewhere = await app.staff({ name: 'Elsewhere', permissions: ['customers.edit', 'customers.delete'] });
  await anAdminOf(app, other, elsewhere.id);
  const stranger = await app.staff({ name: 'Stranger', permissions: ['products.view'] });
  const before = await logged(s.id);
  const people = { reader: reader.visitor, elsewhere: elsewhere.visitor, stranger: stranger.visitor, nobody: app.visitor() };
  for (const route of ROUTES) {
    const answers = await Promise.all(Object.values(people).map((visitor) => knock(visitor, s, route)));
    const place = `${route.send ? 'POST' : 'GET'} ${route.at(s)}`;
    expect([place, ...answers.map(({ status }) => status)]).toEqual([place, route.reader, 404, 403, route.send ? 403 : 303]);
  }
  expect(await logged(s.id)).toEqual(before);
  for (const who of ['own', 'administrator'] as const) {
    for (const route of ROUTES) {
      const answer = await knock(who === 'own' ? own.visitor : admin, s, route);
      expect([who, route.at(s), answer.status]).toEqual([who, route.at(s), route[who]]);
    }
  }
});

test('what is not visible, foreign or nonsense answers like what does not exist', async () => {
  const s = await scene();
  const other = await aCustomer(app);
  const { visitor, id: staffId } = await app.staff({ name: 'Own' });
  await anAdminOf(app, other, staffId);
  const plain = (response: Response) => [response.status, response.text.replace(/[0-9a-f]{32,}|<span class="mono">[^<]*/g, '').replace(/action="[^"]*"/g, '')];
  const unknown = plain(await visitor.get('/admin/customers/999999'));
  for (const id of [s.id, '0', '-1', '18446744073709551616', '9223372036854775807', 'x', '1%00', '01']) {
    const found = await visitor.get(`/admin/customers/${id}`);
    expect([id, found.status]).toEqual([id, id === '1%00' ? 404 : unknown[0]]);
    expect(plain(found)).toEqual(unknown);
  }
  for (const path of [`contacts/${s.contact}/edit`, `notes/${s.note}/edit`]) {
    const [kind] = path.split('/');
    const nothing = plain(await visitor.get(`/admin/customers/${other}/${kind}/999999/edit`));
    expect(plain(await visitor.get(`/admin/customers/${other}/${path}`))).toEqual(nothing);
    expect(plain(await admin.get(`/admin/customers/${other}/${path}`))[0]).toBe(404);
  }
});

test('shows header, key facts, figures, contacts, newest notes and activity, and counts on the tabs', async () => {
  const id = await aCustomer(app, {
    companyName: 'Nordlicht & Söhne <b>', email: 'office@nordlicht.example', phone: '+49 431 5550 182', vatNumber: 'DE312555018', currency: null,
    creditLimit: '40000', paymentTermsDays: 30, discountKind: 'before_tax', discountPercent: '2', country: 'DE', city: 'Kiel', street: 'Werftstraße 182', language: 'de',
  }, { insight: 'Met at the fair' });
  await aContact(app, id, { firstName: 'Jörn', lastName: 'Petersen' }, { position: 'Director' });
  const { text, status } = await admin.get(`/admin/customers/${id}`);
  expect(status).toBe(200);
  for (const words of ['Nordlicht &amp; Söhne &lt;b&gt;', 'mailto:office@nordlicht.example', 'tel:+494315550182', 'DE312555018', '€40,000.00', '30 days', '2% before tax', 'Werftstraße 182, Kiel, Germany', 'German', 'Met at the fair', 'Jörn Petersen', 'Director', 'created this customer', '€0.00', 'Jörn Petersen has no e-mail.']) {
    expect(text).toContain(words);
  }
  expect(text).toMatch(/Contacts<span class="n">1</);
  expect(text).toMatch(/Notes<span class="n">1</);
  expect(text).toMatch(/Addresses<span class="n">1</);
  expect(text).toMatch(/Customer admins<\/a>/);
});

test('activating and deactivating are each other\'s undo and one entry each', async () => {
  const id = await aCustomer(app);
  for (const action of ['deactivation', 'deactivation', 'activation']) {
    expect((await admin.post(`/admin/customers/${id}/${action}`)).headers.location).toBe(`/admin/customers/${id}`);
  }
  expect(await logged(id)).toEqual(['customer.created', 'customer.deactivated', 'customer.activated']);
  await admin.post(`/admin/customers/${id}/deactivation`);
  const { text } = await admin.get(`/admin/customers/${id}`);
  expect(text).toContain(`action="/admin/customers/${id}/activation"`);
  expect(text).toContain('Inactive');
});

test('the activity tab shows old and new values, filters by kind and person, and pages by entry', async () => {
  const id = await aCustomer(app, { companyName: 'Old name' });
  const { visitor, id: staffId } = await app.staff({ name: 'Tomás Reilly', permissions: ['customers.view', 'customers.edit'] });
  await rows('INSERT INTO activities (at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, customer_id, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    new Date(), 'staff', staffId, 'Tomás Reilly', 'customer.edited', 'customer', id, 'New', id,
    JSON.stringify({ phone: ['+49 431 1', '+49 431 2'], country: [null, 'DE'], type: ['company', 'person'], taxExempt: [false, true], pictureId: [null, '7'], website: ['x.example', null] }),
  ]);
  for (let i = 0; i < 30; i += 1) await visitor.post(`/admin/customers/${id}/notes`, { body: `Note ${i}` });
  const first = (await admin.get(`/admin/customers/${id}/activity`)).text;
  expect(first.split('added a note')).toHaveLength(26);
  const older = link(first, 'next');
  const second = (await admin.get(older)).text;
  for (const words of ['<bdi>Tomás Reilly</bdi>', '<del><bdi>+49 431 1</bdi></del> <ins><bdi>+49 431 2</bdi></ins>', 'Germany', 'created this customer', '<del>Company</del>', '<ins>yes</ins>', 'a picture', 'emptied']) expect(second).toContain(words);
  const newer = link(second, 'prev');
  expect((await admin.get(newer)).text.split('added a note')).toHaveLength(first.split('added a note').length);
  const filtered = (await admin.get(`/admin/customers/${id}/activity?kind=customer&person=staff:${staffId}`)).text;
  expect(filtered).not.toContain('added a note');
  expect(filtered).not.toContain('created this customer');
  expect(filtered).toContain('+49 431 2');
  for (const query of ['kind=nonsense', 'person=x', 'person=staff:', 'before=x', 'kind[]=a&person[a]=b', `before=${'9'.repeat(40)}`]) {
    expect([query, (await admin.get(`/admin/customers/${id}/activity?${query}`)).status]).toEqual([query, 200]);
  }
});

test('every action that reaches a customer\'s log has its words', async () => {
  const english: { actions: Record<string, Record<string, string>> } = require('../../views/languages/en/activity.json');
  const folders = ['customers', 'contacts', 'imports'].map((name) => join(__dirname, '../../src/modules', name));
  const sources = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8')));
  const actions = sources.flatMap((text) => [...text.matchAll(/'((?:customer|contact|note|customer_admin)\.[a-z][A-Za-z]+(?:ed|Primary))'/g)].map(([, action]) => action));
  expect(actions.length).toBeGreaterThan(10);
  expect(actions.filter((action) => !english.actions[action.split('.')[0]]?.[action.split('.')[1]])).toEqual([]);
});
