import { startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(async () => {
  await test.reset();
  admin = await test.admin();
});
afterAll(() => test.close());

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const roleId = async (name: string) => (await rows<{ id: string }>('SELECT id FROM roles WHERE name = ?', [name]))[0].id;
const ticks = async (id: string) => (await rows<{ permission: string }>('SELECT permission FROM role_permissions WHERE role_id = ? ORDER BY permission', [id])).map(({ permission }) => permission);
const log = async () => (await rows<{ action: string }>("SELECT action FROM activities WHERE actor_kind = 'staff' ORDER BY id")).map(({ action }) => action);

it('an installation begins with two roles', async () => {
  expect(await rows('SELECT name FROM roles ORDER BY name')).toEqual([{ name: 'Reader' }, { name: 'Sales' }]);
  expect(await ticks(await roleId('Reader'))).toEqual(['customers.view', 'groups.view', 'products.view']);
});

it('a role is made, changed and holds from the next request on', async () => {
  expect((await admin.post('/admin/roles/new', { name: 'Groups only', permissions: ['groups.view'] })).status).toBe(303);
  const id = await roleId('Groups only');
  const person = await test.staff({ name: 'Bob' });
  await rows('UPDATE staff SET role_id = ? WHERE id = ?', [id, person.id]);
  expect((await person.visitor.get('/admin/groups')).status).toBe(200);
  expect((await admin.post(`/admin/roles/${id}/edit`, { name: 'Products only', permissions: ['products.view', 'products.edit'], version: '1' })).status).toBe(303);
  expect(await ticks(id)).toEqual(['products.edit', 'products.view']);
  expect((await person.visitor.get('/admin/groups')).status).toBe(403);
  expect((await admin.post(`/admin/roles/${id}/edit`, { name: 'Again', permissions: [], version: '1' })).status).toBe(409);
  expect(await log()).toEqual(['role.created', 'role.changed']);
});

it('the second of two who save a role keeps the ticks of both, and sees what the first changed (F15)', async () => {
  const id = await roleId('Reader');
  const opened = await admin.get(`/admin/roles/${id}/edit`);
  const read = (text: string) => /name="read" value="([^"]*)"/.exec(text)![1].replaceAll('&quot;', '"');
  const had = ['customers.view', 'groups.view', 'products.view'];
  expect((await admin.post(`/admin/roles/${id}/edit`, { name: 'Readers', permissions: ['customers.view', 'products.view', 'products.edit'], version: '1', read: read(opened.text) })).status).toBe(303);
  const late = await admin.post(`/admin/roles/${id}/edit`, { name: 'Reader', permissions: [...had, 'customers.export'], version: '1', read: read(opened.text) });
  const ticked = [...late.text.matchAll(/value="([a-z.]+)" checked/g)].map(([, value]) => value).sort();
  expect([late.status, ticked]).toEqual([409, ['customers.export', 'customers.view', 'products.edit', 'products.view']]);
  expect(late.text).toContain('Groups: View: yes became no');
  expect(late.text).toContain('Name: Reader became Readers');
  expect(late.text).toContain('value="Readers"');
  expect((await admin.post(`/admin/roles/${id}/edit`, { name: 'Readers', permissions: ticked, version: '2', read: read(late.text) })).status).toBe(303);
});

it('saving a role unchanged writes nothing', async () => {
  const id = await roleId('Reader');
  await admin.post(`/admin/roles/${id}/edit`, { name: 'Reader', permissions: ['products.view', 'customers.view', 'groups.view'], version: '1' });
  expect(await log()).toEqual([]);
});

it('refuses names that are taken or missing and permissions nobody knows', async () => {
  const taken = await admin.post('/admin/roles/new', { name: 'reader', permissions: ['groups.view', 'customers.view'] });
  expect(taken.status).toBe(422);
  expect(taken.text).toContain('Another role has this name.');
  expect(taken.text.match(/ checked/g)).toHaveLength(2);
  expect((await admin.post('/admin/roles/new', { name: '' })).status).toBe(422);
  expect((await admin.post('/admin/roles/new', { name: 'A', permissions: ['customers.own'] })).status).toBe(422);
  expect((await admin.post('/admin/roles/new', { name: 'A', permissions: ['staff.edit', '__proto__'] })).status).toBe(422);
  expect((await admin.post('/admin/roles/new', { name: 'x'.repeat(101) })).status).toBe(422);
  expect(await rows('SELECT id FROM roles')).toHaveLength(2);
});

it('is deleted when nobody holds it, and names who does otherwise', async () => {
  const id = await roleId('Sales');
  const person = await test.staff({ name: 'Zoe' });
  await rows('UPDATE staff SET role_id = ?, name = ? WHERE id = ?', [id, 'Zoë <i>Bob</i>', person.id]);
  const shown = await admin.get(`/admin/roles/${id}/delete`);
  expect(shown.text).toContain(`href="/admin/staff/${person.id}/edit"`);
  const refused = await admin.post(`/admin/roles/${id}/delete`);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain(`href="/admin/staff/${person.id}/edit"`);
  expect(refused.text).toContain('Zoë &lt;i&gt;Bob&lt;/i&gt;');
  await rows('UPDATE staff SET role_id = NULL WHERE id = ?', [person.id]);
  expect((await admin.post(`/admin/roles/${id}/delete`)).status).toBe(303);
  expect(await rows('SELECT id FROM roles WHERE id = ?', [id])).toEqual([]);
  expect(await log()).toEqual(['role.deleted']);
});

it('is kept when it is given to somebody while it is deleted', async () => {
  for (let round = 0; round < 5; round += 1) {
    await admin.post('/admin/roles/new', { name: `Round ${round}` });
    const id = await roleId(`Round ${round}`);
    const [deleted, created] = await Promise.all([
      admin.post(`/admin/roles/${id}/delete`),
      admin.post('/admin/staff/new', { name: 'N', email: `n${round}@clientele.example`, roleId: id, access: 'link' }),
    ]);
    expect([303, 409]).toContain(deleted.status);
    expect([303, 422]).toContain(created.status);
    expect((deleted.status === 303) !== (created.status === 303)).toBe(true);
  }
});
