import type { Response } from 'supertest';
import { startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';

// F14, F15 and F25 through the door: the same form fifty times, two editors of one version, many who change the same.

let house: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let customer: string;
let contact: string;

beforeAll(async () => void (house = await startApplication()));
beforeEach(async () => {
  await house.reset();
  admin = await house.admin();
  customer = await aCustomer(house);
  await aContact(house, customer);
  contact = await aContact(house, customer, { firstName: 'Second' });
});
afterAll(() => house.close());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const count = async (table: string) => Number((await rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);

test('fifty identical posts have one effect and one answer (F14)', async () => {
  const forms: [string, Fields, string][] = [
    ['/admin/groups', { name: 'Friends' }, 'customer_groups'],
    ['/admin/products', { kind: 'service', name: 'Advice', active: '1' }, 'products'],
    ['/admin/roles/new', { name: 'Clerks', permissions: ['customers.view'] }, 'roles'],
    ['/admin/settings/payment-modes', { name: 'Shells', active: '1' }, 'payment_modes'],
    ['/admin/settings/tax-rates', { name: 'Half', rate: '10', active: '1' }, 'tax_rates'],
    [`/admin/customers/${customer}/notes`, { body: 'Words' }, 'notes'],
    [`/admin/customers/${customer}/contacts`, { firstName: 'Third', kind: 'normal', active: '1' }, 'contacts'],
    ['/admin/staff/new', { name: 'Sam', email: 'sam@clientele.example', access: 'link' }, 'mail_outbox'],
    ['/admin/customers/views', { name: 'Mine', list: 'q=x' }, 'saved_views'],
  ];
  for (const [path, fields, table] of forms) {
    const before = await count(table);
    const key = (await admin.hidden())._key;
    const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(path, { ...fields, _key: key })));
    expect([path, new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`)).size, answers[0].status, (await count(table)) - before]).toEqual([path, 1, 303, 1]);
    const other = await admin.post(path, { ...fields, name: 'Other', body: 'Other', firstName: 'Other', _key: key });
    expect([path, other.status, (await count(table)) - before]).toEqual([path, 409, 1]);
  }
}, 60_000);

test('the second of two editors is told, and loses no word (F15)', async () => {
  const [group] = await rows<{ id: string }>('SELECT id FROM customer_groups');
  const now = new Date();
  const made = async (sql: string) => String((await house.dataSource.query(sql, [now, now])).insertId);
  const product = await made("INSERT INTO products (kind, name, created_at, updated_at) VALUES ('service', 'Advice', ?, ?)");
  const tax = await made("INSERT INTO tax_rates (name, rate, created_at, updated_at) VALUES ('Full', 19, ?, ?)");
  const mode = await made("INSERT INTO payment_modes (name, created_at, updated_at) VALUES ('Barter', ?, ?)");
  const role = await made("INSERT INTO roles (name, created_at, updated_at) VALUES ('Clerks', ?, ?)");
  const note = String((await house.dataSource.query("INSERT INTO notes (customer_id, body, created_at, updated_at) VALUES (?, 'Old', ?, ?)", [customer, now, now])).insertId);
  const someone = (await house.staff({ name: 'Someone' })).id;
  const edits: [string, (text: string) => Fields, string, string][] = [
    [`/admin/groups/${group.id}`, (name) => ({ name }), 'customer_groups', String(group.id)],
    [`/admin/products/${product}`, (name) => ({ kind: 'service', name, active: '1' }), 'products', product],
    [`/admin/settings/tax-rates/${tax}`, (name) => ({ name, rate: '19', active: '1' }), 'tax_rates', tax],
    [`/admin/settings/payment-modes/${mode}`, (name) => ({ name, active: '1' }), 'payment_modes', mode],
    [`/admin/roles/${role}/edit`, (name) => ({ name }), 'roles', role],
    [`/admin/staff/${someone}/edit`, (name) => ({ name, email: 'one@clientele.example' }), 'staff', someone],
    [`/admin/customers/${customer}/notes/${note}`, (body) => ({ body }), 'notes', note],
    [`/admin/customers/${customer}/contacts/${contact}`, (firstName) => ({ firstName, kind: 'normal', active: '1', personVersion: '1' }), 'customer_contacts', contact],
  ];
  for (const [path, fields, table, id] of edits) {
    const versions: Response[] = await Promise.all(['First words', 'Second words'].map((text) => admin.post(path, { ...fields(text), version: '1' })));
    const late = versions.findIndex(({ status }) => status !== 303);
    expect([path, versions.map(({ status }) => status).sort()]).toEqual([path, [303, 409]]);
    expect([path, versions[late].text.includes(late === 0 ? 'First words' : 'Second words')]).toEqual([path, true]);
    const [{ version }] = await rows<{ version: number }>(`SELECT version FROM ${table} WHERE id = ?`, [id]);
    expect([path, Number(version) <= 2]).toEqual([path, true]);
  }
}, 30_000);

test('fifty who change the same customer at once meet no failure (F25)', async () => {
  const other = await aCustomer(house);
  const work = Array.from({ length: 50 }, (_, index): Promise<Response> => {
    const at = `/admin/customers/${index % 2 ? customer : other}`;
    if (index % 5 === 0) return admin.post(`${at}/deactivation`);
    if (index % 5 === 1) return admin.post(`${at}/activation`);
    if (index % 5 === 2) return admin.post(`${at}/contacts`, { firstName: `C${index}`, kind: 'normal', active: '1', primary: '1' });
    if (index % 5 === 3) return admin.post(`${at}/notes`, { body: `note ${index}` });
    return admin.post(`/admin/customers/${customer}/contacts/${contact}`, { firstName: `N${index}`, kind: 'normal', active: '1', version: '1', personVersion: '1', primary: index % 2 ? '1' : '' });
  });
  const statuses = (await Promise.all(work)).map(({ status }) => status);
  expect(statuses.filter((status) => ![303, 409].includes(status))).toEqual([]);
  const [{ n }] = await rows<{ n: string }>('SELECT COUNT(*) AS n FROM customers c LEFT JOIN customer_contacts l ON l.id = c.primary_link_id AND l.customer_id = c.id AND l.deleted_at IS NULL WHERE l.id IS NULL');
  expect(Number(n)).toBe(0);
}, 30_000);
