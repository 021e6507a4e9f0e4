import { startApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { shows, to } from './form';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let id: string;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  id = await aCustomer(app);
});
afterAll(() => app.close());

const entries = async (): Promise<string[]> =>
  (await app.dataSource.query("SELECT action FROM activities WHERE subject_kind = 'customer_admin' ORDER BY id")).map(({ action }: { action: string }) => action);

test('whoever is made customer admin sees the customer at the next request, and no longer when taken off', async () => {
  const { id: staffId, visitor } = await app.staff({ name: 'Tomás' });
  expect((await visitor.get(`/admin/customers/${id}`)).status).toBe(403);
  expect(to(await admin.post(`/admin/customers/${id}/admins`, { staffId }))).toBe(`/admin/customers/${id}/admins`);
  shows(await admin.get(`/admin/customers/${id}/admins`), 'Tomás');
  expect((await visitor.get(`/admin/customers/${id}`)).status).toBe(200);
  expect((await visitor.get('/admin')).text).toContain('href="/admin/customers"');
  expect((await visitor.post(`/admin/customers/${id}/notes`, { body: 'mine' })).status).toBe(303);
  to(await admin.post(`/admin/customers/${id}/admins/${staffId}/removal`));
  expect((await visitor.get(`/admin/customers/${id}`)).status).toBe(403);
  expect((await visitor.post(`/admin/customers/${id}/notes`, { body: 'too late' })).status).toBe(403);
  expect(await entries()).toEqual(['customer_admin.assigned', 'customer_admin.removed']);
});

test('the same one twice, also at once, is one assignment and one entry', async () => {
  const { id: staffId } = await app.staff({ name: 'Tomás' });
  await Promise.all(Array.from({ length: 10 }, () => admin.post(`/admin/customers/${id}/admins`, { staffId })));
  expect(await entries()).toEqual(['customer_admin.assigned']);
  const removals = await Promise.all(Array.from({ length: 10 }, () => admin.post(`/admin/customers/${id}/admins/${staffId}/removal`)));
  expect(removals.map(({ status }) => status).sort()).toEqual([303, ...Array.from({ length: 9 }, () => 404)]);
  expect(await entries()).toEqual(['customer_admin.assigned', 'customer_admin.removed']);
});

test('nobody who does not exist, is inactive or is nonsense can be chosen', async () => {
  const { id: inactive } = await app.staff({ name: 'Gone' });
  await app.dataSource.query('UPDATE staff SET active = 0 WHERE id = ?', [inactive]);
  for (const staffId of ['', '0', '-1', 'x', '999999', inactive, '9'.repeat(30)]) {
    expect([staffId, (await admin.post(`/admin/customers/${id}/admins`, { staffId })).status]).toEqual([staffId, 422]);
  }
  expect((await admin.get(`/admin/customers/${id}/admins`)).text).not.toContain('>Gone<');
  expect(await entries()).toEqual([]);
});

test('staff without the right to edit all customers change no admins, not even of their own', async () => {
  const own = await app.staff({ name: 'Own', permissions: ['customers.edit'] });
  await anAdminOf(app, id, own.id);
  const other = await app.staff({ name: 'Other' });
  expect((await own.visitor.get(`/admin/customers/${id}/admins`)).text).not.toContain('/removal');
  expect((await own.visitor.post(`/admin/customers/${id}/admins`, { staffId: other.id })).status).toBe(403);
  expect((await own.visitor.post(`/admin/customers/${id}/admins/${own.id}/removal`)).status).toBe(403);
  expect(await entries()).toEqual([]);
});
