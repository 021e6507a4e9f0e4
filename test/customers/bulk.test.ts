import { BulkJob } from '../../src/modules/customers/bulk/bulk.job';
import { CustomerTrash } from '../../src/modules/customers/trash/customer-trash';
import { startApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let made: string[];
beforeAll(async () => {
  app = await startApplication();
  app.app.get(CustomerTrash).addPart({
    blockers: async (tx, id) => ((await tx.query("SELECT 1 FROM customers WHERE id = ? AND company_name LIKE 'Kept%'", [id])).length > 0 ? [{ name: 'INV-1', href: '/admin/invoices/1' }] : []),
    delete: async () => undefined,
    restore: async () => undefined,
    purge: async () => undefined,
  });
});
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  made = [];
  for (const name of ['One', 'Two', 'Kept']) made.push(await aCustomer(app, { companyName: name }));
});
afterAll(() => app.close());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const actions = async () => (await rows<{ action: string }>("SELECT action FROM activities WHERE action NOT LIKE 'customer.created' AND customer_id IS NOT NULL ORDER BY id")).map(({ action }) => action);
const choose = async (visitor: Visitor, action: string, ids: readonly string[]) => (await visitor.post('/admin/customers/bulk', { do: action, ids })).headers.location;

test('the preview freezes the selection, nothing happens before it is confirmed, and once only', async () => {
  const preview = await choose(admin, 'deactivate', made.slice(0, 2));
  const { text } = await admin.get(preview);
  expect(text).toContain('Deactivate 2 customers');
  expect(await actions()).toEqual([]);
  const done = await admin.post(preview);
  expect(done.headers.location).toBe('/admin/customers');
  expect((await admin.get('/admin/customers')).text).toContain('2 customers are inactive.');
  expect((await rows('SELECT id FROM customers WHERE active = 0')).length).toBe(2);
  await admin.post(preview);
  expect(await actions()).toEqual(['customer.deactivated', 'customer.deactivated']);
  await admin.post(await choose(admin, 'activate', made));
  expect((await rows('SELECT id FROM customers WHERE active = 0')).length).toBe(0);
});

test('customers are put into a group, and whoever edits one is told', async () => {
  const now = new Date();
  const { insertId } = await app.dataSource.query("INSERT INTO customer_groups (name, created_at, updated_at) VALUES ('Big', ?, ?)", [now, now]);
  const preview = await choose(admin, 'group', made);
  expect((await admin.post(preview, { groupId: '' })).status).toBe(422);
  expect((await admin.post(preview, { groupId: '999999' })).status).toBe(422);
  expect((await admin.post(preview, { groupId: String(insertId) })).status).toBe(303);
  expect((await rows('SELECT customer_id FROM customer_group_members WHERE group_id = ?', [insertId])).length).toBe(3);
  expect(await rows('SELECT DISTINCT version FROM customers')).toEqual([{ version: 2 }]);
  const again = await choose(admin, 'group', made);
  await admin.post(again, { groupId: String(insertId) });
  expect(await actions()).toEqual(['customer.edited', 'customer.edited', 'customer.edited']);
});

test('an admin is assigned', async () => {
  const { id, visitor } = await app.staff({ name: 'Tomás' });
  const preview = await choose(admin, 'admin', made.slice(0, 1));
  expect((await admin.post(preview, { staffId: '999999' })).status).toBe(422);
  expect((await admin.post(preview, { staffId: id })).status).toBe(303);
  expect((await visitor.get('/admin/customers')).text).toContain('>One<');
});

test('what cannot be deleted is listed with what keeps it, and left', async () => {
  const preview = await choose(admin, 'delete', made);
  const { headers } = await admin.post(preview);
  const { text } = await admin.get(headers.location);
  expect(text).toContain('2 customers moved to the trash.');
  expect(text).toContain('One customer was left as it is');
  expect(text).toContain('/admin/invoices/1');
  expect((await rows<{ id: string }>('SELECT id FROM customers WHERE deleted_at IS NULL')).map(({ id }) => id)).toEqual([made[2]]);
});

test('foreign customers, unknown actions and nonsense change nothing', async () => {
  const owner = await app.staff({ name: 'Owner', permissions: ['customers.edit', 'customers.delete', 'customers.export'] });
  const viewer = await app.staff({ name: 'Viewer', permissions: ['customers.view'] });
  await anAdminOf(app, made[0], owner.id);
  const before = await rows('SELECT id, active, version, deleted_at FROM customers');
  // Only what is seen gets into the selection.
  const preview = await choose(owner.visitor, 'deactivate', [...made, '999999']);
  expect((await owner.visitor.get(preview)).text).toContain('Deactivate one customer');
  for (const action of ['delete', 'admin']) expect((await owner.visitor.post('/admin/customers/bulk', { do: action, ids: made })).status).toBe(403);
  for (const body of [{ do: 'destroy', ids: made }, { ids: made }, { do: 'activate', ids: ['x'] }, { do: 'activate', ids: ['-1'] }, { do: ['activate', 'delete'], ids: made }]) expect((await owner.visitor.post('/admin/customers/bulk', body as never)).status).toBe(400);
  expect((await owner.visitor.post('/admin/customers/bulk', { do: 'activate' })).status).toBe(303);
  // Seeing is not editing.
  const seen = await choose(viewer.visitor, 'deactivate', made);
  await viewer.visitor.post(seen);
  expect((await viewer.visitor.get(seen)).text).toContain('3 customers were left as they are');
  expect((await viewer.visitor.post('/admin/customers/bulk', { do: 'export', ids: made })).status).toBe(403);
  // Another's selection is not there.
  for (const visitor of [admin, viewer.visitor]) {
    expect((await visitor.get(preview)).status).toBe(404);
    expect((await visitor.post(preview)).status).toBe(404);
  }
  expect((await app.staff({ name: 'X', permissions: ['customers.view', 'customers.export'] }).then(({ visitor }) => visitor.get(`/admin/customers.csv?bulk=${preview.split('/').pop()}`))).status).toBe(404);
  expect(await rows('SELECT id, active, version, deleted_at FROM customers')).toEqual(before);
  // A right that is lost between preview and confirmation is not used.
  await app.dataSource.query('DELETE FROM customer_admins');
  await app.dataSource.query("INSERT INTO role_permissions (role_id, permission) SELECT role_id, 'customers.create' FROM staff WHERE id = ?", [owner.id]);
  await owner.visitor.post(preview);
  expect(await rows('SELECT id, active, version, deleted_at FROM customers')).toEqual(before);
});

test('all that match are done by the job when there are many: resumed after a crash, each once', async () => {
  const now = new Date();
  const many = Array.from({ length: 1100 }, (_, index) => [`X-${index}`, `X-${index}`, 'company', `Many ${index}`, `Many ${index}`, `Many ${index}`, now, now]);
  await app.dataSource.query('INSERT INTO customers (number, number_key, type, company_name, display_name, sort_name, created_at, updated_at) VALUES ?', [many]);
  const list = 'type=company&active=yes';
  expect((await admin.get(`/admin/customers/bulk/new?${list}`)).text).toContain('All 1,103 customers that match');
  const preview = (await admin.post('/admin/customers/bulk', { do: 'deactivate', all: '1', list })).headers.location;
  await aCustomer(app, { companyName: 'Came later' });
  expect((await admin.post(preview)).headers.location).toBe(preview);
  expect((await admin.get(preview)).text).toContain('0 of 1,103 done');
  // A node that died in the middle: some are done, its lease has run out.
  await app.dataSource.query("UPDATE bulk_actions SET state = 'running', lease_token = REPEAT('a', 32), lease_until = ?", [new Date(Date.now() - 1000)]);
  const job = app.app.get(BulkJob);
  await Promise.all([job.run(new Date()), job.run(new Date())]);
  expect((await admin.get(preview)).text).toContain('1,103 customers are inactive.');
  expect((await rows('SELECT id FROM customers WHERE active = 1')).length).toBe(1);
  expect((await actions()).length).toBe(1103);
  expect(await job.run(new Date())).toBe(0);
});

test('a large action stops when its starter may not any more', async () => {
  const { id, visitor } = await app.staff({ name: 'Leaver', permissions: ['customers.view', 'customers.delete'] });
  const preview = await choose(visitor, 'delete', made);
  await app.dataSource.query("UPDATE bulk_actions SET state = 'waiting'");
  await app.dataSource.query('UPDATE staff SET active = 0 WHERE id = ?', [id]);
  await app.app.get(BulkJob).run(new Date());
  expect(await rows('SELECT state FROM bulk_actions WHERE id = ?', [preview.split('/').pop()])).toEqual([{ state: 'stopped' }]);
  expect((await rows('SELECT id FROM customers WHERE deleted_at IS NULL')).length).toBe(3);
});
