import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '../../src/kernel/config/config';
import { inTransaction } from '../../src/kernel/db/transaction';
import { CustomerTrash } from '../../src/modules/customers/trash/customer-trash';
import { PurgeTrash } from '../../src/modules/customers/trash/trash.job';
import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { shows, to } from './form';

const DAY = 86_400_000;
let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let blockers: { name: string; href: string }[] = [];
beforeAll(async () => {
  app = await startApplication();
  app.app.get(CustomerTrash).addPart({ blockers: async () => blockers, delete: async () => undefined, restore: async () => undefined, purge: async () => undefined });
});
beforeEach(async () => {
  blockers = [];
  await app.reset();
  admin = await app.admin();
});
afterAll(() => app.close());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const BELONGING = ['customers', 'customer_balances', 'customer_group_members', 'customer_products', 'customer_admins', 'shipping_addresses', 'notes', 'contacts', 'customer_contacts'];

/** All rows of a customer's tables and what it is found by. */
async function everything(): Promise<string> {
  const search = (await rows<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'customer\\_search%'")).map(({ name }) => name);
  const tables = await Promise.all([...BELONGING, ...search].map(async (table) => (await rows(`SELECT * FROM ${table}`)).map((row) => JSON.stringify(row)).sort()));
  return JSON.stringify(tables);
}

/** A customer with five contacts, notes, an admin and an address; one contact works for another customer too. */
async function full(): Promise<string> {
  const [{ id: group }] = await rows<{ id: string }>('SELECT id FROM customer_groups LIMIT 1');
  const id = await aCustomer(app, { companyName: 'Nordlicht', email: 'office@nordlicht.example', sameShipping: false }, {
    groupIds: [group], insight: 'Met at the fair', shippingAddresses: [{ id: null, isDefault: true, name: null, country: 'DE', state: null, city: 'Kiel', postcode: null, street: 'Kai 1' }],
  });
  for (let i = 1; i <= 4; i += 1) await aContact(app, id, { firstName: `C${i}`, email: `c${i}@nordlicht.example` });
  await admin.post(`/admin/customers/${id}/notes`, { body: 'second' });
  await anAdminOf(app, id, (await rows<{ id: string }>('SELECT id FROM staff LIMIT 1'))[0].id);
  const other = await aCustomer(app, { companyName: 'Other' });
  await aContact(app, other, { email: 'shared@example.com', firstName: 'Shared' });
  to(await admin.post(`/admin/customers/${id}/contacts`, { email: 'shared@example.com', firstName: 'Shared', kind: 'normal', do: 'link' }));
  return id;
}

test('deleting asks first, and undo brings back exactly those rows (F16)', async () => {
  const id = await full();
  await rows('DELETE FROM form_keys');
  const before = await everything();
  const question = await admin.get(`/admin/customers/${id}/deletion`);
  shows(question, 'Delete Nordlicht?');
  shows(question, 'Its 5 contacts go with it');
  expect(to(await admin.post(`/admin/customers/${id}/deletion`))).toBe('/admin/customers');
  const list = await admin.get('/admin/customers');
  expect(list.text).toContain(`action="/admin/customers/${id}/restoration"`);
  expect(list.text).not.toContain('Nordlicht</bdi>');
  expect((await admin.get(`/admin/customers/${id}`)).status).toBe(404);
  for (const path of ['/notes', '/contacts', '/edit', '/deletion', '/activity']) expect((await admin.get(`/admin/customers/${id}${path}`)).status).toBe(404);
  expect((await admin.get('/admin/customers?q=c1@nordlicht.example')).text).not.toContain('Nordlicht');
  expect(await rows("SELECT email_key FROM contacts WHERE email = 'shared@example.com'")).toEqual([{ email_key: 'shared@example.com' }]);
  expect(await rows('SELECT id FROM contacts WHERE deleted_at IS NOT NULL AND email_key IS NOT NULL')).toEqual([]);
  expect(to(await admin.post(`/admin/customers/${id}/restoration`))).toBe(`/admin/customers/${id}`);
  expect(await everything()).toBe(before);
  shows(await admin.get('/admin/customers?q=c1@nordlicht.example'), 'Nordlicht');
  expect((await rows<{ action: string }>("SELECT action FROM activities WHERE customer_id = ? AND action IN ('customer.deleted', 'customer.restored') ORDER BY id", [id])).map(({ action }) => action)).toEqual(['customer.deleted', 'customer.restored']);
});

test('what blocks is named with its address, and nothing is deleted', async () => {
  const id = await full();
  blockers = [{ name: 'INV-2431', href: '/admin/invoices/7' }];
  const before = await everything();
  shows(await admin.get(`/admin/customers/${id}/deletion`), 'href="/admin/invoices/7"');
  const refused = await admin.post(`/admin/customers/${id}/deletion`);
  expect(refused.status).toBe(409);
  shows(refused, 'INV-2431');
  expect(await everything()).toBe(before);
  expect(await rows('SELECT id FROM deletions')).toEqual([]);
});

test('what lies in the trash blocks no number and no e-mail; restoring asks for others, one after the other', async () => {
  const id = await aCustomer(app, { companyName: 'Old' }, { number: 'X-1' });
  await aContact(app, id, { email: 'me@example.com' });
  await admin.post(`/admin/customers/${id}/deletion`);
  const other = await aCustomer(app, { companyName: 'New' }, { number: 'X-1' });
  await aContact(app, other, { email: 'ME@example.com' });
  const first = await admin.post(`/admin/customers/${id}/restoration`);
  expect(first.status).toBe(422);
  shows(first, 'name="number" value="X-1"');
  const second = await admin.post(`/admin/customers/${id}/restoration`, { number: 'X-2' });
  expect(second.status).toBe(422);
  shows(second, 'me@example.com');
  const field = /name="(email_\d+)"/.exec(second.text)![1];
  expect((await admin.post(`/admin/customers/${id}/restoration`, { number: 'X-2', [field]: 'nonsense' })).status).toBe(422);
  for (const number of ['', 'x'.repeat(41), 'X-1']) expect((await admin.post(`/admin/customers/${id}/restoration`, { number, [field]: '' })).status).toBe(422);
  expect(to(await admin.post(`/admin/customers/${id}/restoration`, { number: 'X-2', [field]: 'other@example.com' }))).toBe(`/admin/customers/${id}`);
  expect(await rows('SELECT number, number_key, number_order, deleted_at FROM customers WHERE id = ?', [id])).toEqual([{ number: 'X-2', number_key: 'X-2', number_order: '2', deleted_at: null }]);
  expect((await rows<{ email: string }>('SELECT email FROM contacts ORDER BY id')).map(({ email }) => email)).toEqual(['other@example.com', 'ME@example.com']);
});

test('ten deletions and ten restorations at once are one each, and the kept count stays true', async () => {
  const id = await full();
  const count = async () => Number((await rows<{ n: string }>('SELECT SUM(total) AS n FROM customer_counts'))[0].n);
  const gone = await Promise.all(Array.from({ length: 10 }, () => admin.post(`/admin/customers/${id}/deletion`)));
  expect(gone.map(({ status }) => status).sort()).toEqual([303, ...Array.from({ length: 9 }, () => 404)]);
  expect(await count()).toBe(1);
  const back = await Promise.all(Array.from({ length: 10 }, () => admin.post(`/admin/customers/${id}/restoration`)));
  expect(back.map(({ status }) => status).sort()).toEqual([303, ...Array.from({ length: 9 }, () => 404)]);
  expect(await count()).toBe(2);
});

test('the trash is for those who may delete any customer', async () => {
  const id = await aCustomer(app, { companyName: 'Hidden' });
  await admin.post(`/admin/customers/${id}/deletion`);
  shows(await admin.get('/admin/customers/trash'), 'Hidden');
  shows(await admin.get('/admin/customers/trash'), 'Ada Admin');
  const keeper = await app.staff({ name: 'Keeper', permissions: ['customers.view', 'customers.delete'] });
  expect((await keeper.visitor.get('/admin/customers/trash')).status).toBe(200);
  const own = await app.staff({ name: 'Own' });
  await anAdminOf(app, id, own.id);
  for (const visitor of [own.visitor, (await app.staff({ name: 'Reader', permissions: ['customers.view', 'customers.edit'] })).visitor, (await app.staff({ name: 'Half', permissions: ['customers.delete', 'customers.create'] })).visitor]) {
    expect((await visitor.get('/admin/customers/trash')).status).toBe(403);
    expect((await visitor.post(`/admin/customers/${id}/restoration`, { number: 'x' })).status).toBe(403);
  }
  expect((await app.visitor().get('/admin/customers/trash')).status).toBe(303);
  expect((await keeper.visitor.post('/admin/customers/999999/restoration')).status).toBe(404);
  for (const bad of ['number=a&number=b', 'email_1=a&email_1=b', `email_1=${'9'.repeat(300)}`]) {
    const { _csrf, _key } = await keeper.visitor.hidden();
    expect([bad, (await keeper.visitor.raw().post(`/admin/customers/${id}/restoration`).type('form').send(`_csrf=${_csrf}&_key=${_key}&${bad}`)).status]).toEqual([bad, 400]);
  }
});

test('after thirty days it is gone for good with its pictures, and nothing else is', async () => {
  const id = await full();
  const [contact] = await rows<{ id: string }>("SELECT l.id FROM customer_contacts l JOIN contacts c ON c.id = l.contact_id WHERE c.first_name = 'C2'");
  const sharp = (await import('sharp')).default;
  const content = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } }).png().toBuffer();
  to(await admin.upload(`/admin/customers/${id}/contacts/${contact.id}`, 'picture', { name: 'me.png', content }, { firstName: 'C2', kind: 'normal', version: '1', personVersion: '1' }));
  const pictures = () => readdirSync(join(app.app.get(Config).storageDir, 'pictures'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  expect([pictures(), (await rows('SELECT id FROM files')).length]).toEqual([1, 1]);
  await admin.post(`/admin/customers/${id}/deletion`);
  const purge = app.app.get(PurgeTrash);
  const at = Date.now();
  expect(await purge.run(new Date(at + 29 * DAY))).toBe(0);
  expect(await rows('SELECT id FROM customers WHERE id = ?', [id])).toHaveLength(1);
  const [one, two] = await Promise.all([purge.run(new Date(at + 31 * DAY)), purge.run(new Date(at + 31 * DAY))]);
  expect([one + two, await purge.run(new Date(at + 31 * DAY))]).toEqual([1, 0]);
  expect((await rows<{ display_name: string }>('SELECT display_name FROM customers')).map((row) => row.display_name)).toEqual(['Other']);
  for (const table of BELONGING.filter((name) => !['customers', 'contacts', 'customer_contacts', 'customer_balances'].includes(name))) expect([table, await rows(`SELECT * FROM ${table}`)]).toEqual([table, []]);
  expect((await rows<{ first_name: string }>('SELECT first_name FROM contacts')).map((row) => row.first_name)).toEqual(['Shared']);
  expect([await rows('SELECT id FROM deletions'), await rows('SELECT id FROM files'), pictures()]).toEqual([[], [], 0]);
  expect((await admin.post(`/admin/customers/${id}/restoration`)).status).toBe(404);
});

test('a person of two customers that are deleted one after the other comes back with either', async () => {
  const [first, second] = [await aCustomer(app, { companyName: 'First' }), await aCustomer(app, { companyName: 'Second' })];
  await aContact(app, first, { email: 'both@example.com' });
  to(await admin.post(`/admin/customers/${second}/contacts`, { email: 'both@example.com', firstName: 'Both', kind: 'normal', do: 'link' }));
  for (const id of [first, second]) await admin.post(`/admin/customers/${id}/deletion`);
  expect(await rows('SELECT email_key FROM contacts')).toEqual([{ email_key: null }]);
  await admin.post(`/admin/customers/${first}/restoration`);
  expect(await rows('SELECT email_key, deleted_at FROM contacts')).toEqual([{ email_key: 'both@example.com', deleted_at: null }]);
  shows(await admin.get(`/admin/customers/${first}/contacts`), 'both@example.com');
  expect(await app.app.get(PurgeTrash).run(new Date(Date.now() + 31 * DAY))).toBe(2);
  expect((await rows('SELECT id FROM contacts')).length).toBe(1);
  await inTransaction(app.dataSource, async (tx) => expect((await tx.query('SELECT id FROM customer_contacts')).length).toBe(1));
});
