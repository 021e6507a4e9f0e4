import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exportCustomers } from '../../src/modules/customers/customers.commands';
import { startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { ExportSlots } from '../../src/modules/customers/list/export-slots';
import { recogniseHeaders } from '../../src/modules/imports/rules/header-recognition';
import { ALL_COLUMNS } from '../../src/modules/customers/list/customers-export.columns';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
});
afterAll(() => app.close());

const lines = (text: string) => text.replace(/^\ufeff/, '').trim().split('\r\n');

test('every column of the file is recognised by the import as what it is', () => {
  const names = ALL_COLUMNS.map(({ name }) => name);
  expect(recogniseHeaders(names).map((column) => column.field)).toEqual(names);
});

test('two run at once, a third is asked to come again, and a place comes free however a file ends (A21)', async () => {
  const slots = new ExportSlots();
  const [first, second] = [slots.hold(Readable.from(['a'])), slots.hold(Readable.from(['b']))];
  expect(() => slots.hold(Readable.from(['c']))).toThrow(expect.objectContaining({ status: 429 }));
  first.destroy();
  await once(first, 'close');
  const third = slots.hold(Readable.from(['c']));
  expect(() => slots.hold(Readable.from(['d']))).toThrow(expect.objectContaining({ status: 429 }));
  expect(await text(second)).toBe('b');
  third.destroy();
});

test('one line for each customer with its groups and primary contact, neutralised, opening right in Excel', async () => {
  const now = new Date();
  const ids = [];
  for (const name of ['Retail', 'A; B']) ids.push(String((await app.dataSource.query('INSERT INTO customer_groups (name, created_at, updated_at) VALUES (?, ?, ?)', [name, now, now])).insertId));
  const id = await aCustomer(app, { companyName: '=cmd|calc', phone: '+49 30 123456', street: 'Line "1"\nLine 2', discountKind: 'before_tax', discountPercent: '12.5', creditLimit: '1000' }, { groupIds: ids });
  await aContact(app, id, { firstName: 'Pat', lastName: 'First' });
  await aContact(app, id, { firstName: 'Not', lastName: 'Primary' });
  const response = await admin.get('/admin/customers.csv');
  expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(response.headers['content-disposition']).toContain('customers.csv');
  expect(response.text.startsWith('\ufeffnumber,type,')).toBe(true);
  for (const cell of ["'=cmd|calc", ',+49 30 123456,', '"Line ""1""\nLine 2"', ',before_tax,12.5,', ',1000,', 'A\\; B; Retail', 'Pat,First']) expect(response.text).toContain(cell);
  expect(response.text).not.toContain('Primary');
});

test('the shown columns alone, with what an import needs to know the customer again', async () => {
  await aCustomer(app, { companyName: 'Acme', city: 'Berlin' });
  const header = async (query: string) => lines((await admin.get(`/admin/customers.csv?${query}`)).text)[0];
  expect(await header('columns=shown&cols=place&cols=outstanding')).toBe('number,type,company_name,title,first_name,middle_name,last_name,email,city,country,outstanding');
  expect(await header('columns=shown&cols=password_hash')).toContain('contact_email');
  expect(await header('columns=shown&cols=created&cols=manager&cols=vat')).toContain('vat_number,account_manager,created');
});

test('a file of several batches has every customer once, filtered or not, in the order they were made', async () => {
  const now = new Date();
  const many = Array.from({ length: 4100 }, (_, index) => [`X-${index}`, `X-${index}`, index % 3 ? 'company' : 'person', `N ${index}`, `N ${index}`, now, now]);
  await app.dataSource.query('INSERT INTO customers (number, number_key, type, display_name, sort_name, created_at, updated_at) VALUES ?', [many]);
  await app.dataSource.query("UPDATE customers SET deleted_at = ?, number_key = NULL WHERE number = 'X-7'", [now]);
  const numbers = async (query: string) => lines((await admin.get(`/admin/customers.csv?${query}`)).text).slice(1).map((line) => line.split(',')[0]);
  expect(await numbers('')).toEqual(many.map(([number]) => number).filter((number) => number !== 'X-7'));
  expect(await numbers('type=person')).toEqual(many.filter(([, , type]) => type === 'person').map(([number]) => number));
});

test('only who may export gets a file', async () => {
  const viewer = await app.staff({ name: 'Viewer', permissions: ['customers.view'] });
  for (const path of ['/admin/customers.csv', '/admin/customers/export']) expect((await viewer.visitor.get(path)).status).toBe(403);
  expect((await viewer.visitor.get('/admin/customers')).text).not.toContain('/admin/customers/export');
});

test('the command line writes the same file, whatever lies in the trash', async () => {
  await aCustomer(app, { companyName: 'Kept Ltd' });
  const trashed = await aCustomer(app, { companyName: 'Trashed Ltd' });
  await app.dataSource.query('UPDATE customers SET deleted_at = updated_at WHERE id = ?', [trashed]);
  const output = new PassThrough();
  const written = text(output);
  await exportCustomers(app.app, output);
  output.end();
  expect(lines(await written)).toEqual(lines((await admin.get('/admin/customers.csv?columns=all')).text));
  expect(await written).toContain('Kept Ltd');
  expect(await written).not.toContain('Trashed Ltd');
});
