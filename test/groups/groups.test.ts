import { inTransaction } from '../../src/kernel/db/transaction';
import { FieldRefused } from '../../src/kernel/forms/field-refused';
import { GroupMembers } from '../../src/modules/groups/group-members.queries';
import { GroupQueries } from '../../src/modules/groups/groups.queries';
import { GroupsService } from '../../src/modules/groups/groups.service';
import { MoveGroupMembers } from '../../src/modules/groups/move-group-members';
import { SYSTEM } from '../../src/kernel/access/actor';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';

let app: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  app = await startApplication();
});
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
});
afterAll(() => app.close());

const query = (sql: string, params: unknown[] = []) => app.dataSource.query(sql, params);
const log = async () => (await query("SELECT action FROM activities WHERE actor_kind = 'staff' ORDER BY id")).map(({ action }: { action: string }) => action);
const add = (name: string) => inTransaction(app.dataSource, (tx) => app.app.get(GroupsService).add(tx, SYSTEM, name));
const general = async () => String((await query("SELECT id FROM customer_groups WHERE name = 'General'"))[0].id);
const membersOf = async (id: string) => Number((await query('SELECT COUNT(*) AS n FROM customer_group_members WHERE group_id = ?', [id]))[0].n);
const exists = async (id: string) => (await query('SELECT id FROM customer_groups WHERE id = ?', [id])).length === 1;

let numbers = 0;
async function customersIn(groupId: string, count: number, trashed = false): Promise<string> {
  numbers += 1;
  const now = new Date();
  const rows = Array.from({ length: count }, (_, n) => [`T-${numbers}-${n}`, 'company', 'Acme', 'acme', now, now, trashed ? now : null]);
  const result = await query('INSERT INTO customers (number, type, display_name, sort_name, created_at, updated_at, deleted_at) VALUES ?', [rows]);
  await query('INSERT INTO customer_group_members (group_id, customer_id) SELECT ?, id FROM customers WHERE number LIKE ?', [groupId, `T-${numbers}-%`]);
  return String(result.insertId);
}

describe('who', () => {
  it('may see, add, rename and delete is asked each time', async () => {
    const id = await add('Retail');
    const viewer = (await app.staff({ name: 'Bob Reader', permissions: ['groups.view'] })).visitor;
    const stranger = (await app.staff({ name: 'Charlie', permissions: ['customers.view'] })).visitor;
    const page = await viewer.get('/admin/groups');
    expect(page.text).toContain('Retail');
    expect(page.text).not.toMatch(/<form[^>]*action="\/admin\/groups[^>]*method="post"|method="post" action="\/admin\/groups|\/delete"/);
    for (const who of [viewer, stranger]) {
      expect((await who.get(`/admin/groups/${id}/delete`)).status).toBe(403);
      for (const path of ['', `/${id}`, `/${id}/delete`]) expect((await who.post(`/admin/groups${path}`, { name: 'X', version: '1' })).status).toBe(403);
    }
    expect((await stranger.get('/admin/groups')).status).toBe(403);
    expect((await app.visitor().get('/admin/groups')).status).toBe(303);
    expect(await log()).toEqual([]);
  });

  it.each(['0', 'x', '9223372036854775808', '888888'])('nobody finds the group %s', async (id) => {
    expect((await admin.get(`/admin/groups/${id}/delete`)).status).toBe(404);
    expect((await admin.post(`/admin/groups/${id}`, { name: 'X', version: '1' })).status).toBe(404);
    expect((await admin.post(`/admin/groups/${id}/delete`)).status).toBe(404);
  });
});

describe('a group', () => {
  it('is added and renamed, and each is told of once', async () => {
    expect((await admin.post('/admin/groups', { name: '  Whole   sale ' })).status).toBe(303);
    const [{ id, name }] = await query("SELECT id, name FROM customer_groups WHERE name <> 'General'");
    expect(name).toBe('Whole sale');
    expect((await admin.post(`/admin/groups/${id}`, { name: 'Trade', version: '1' })).status).toBe(303);
    expect((await admin.post(`/admin/groups/${id}`, { name: 'TRADE', version: '2' })).status).toBe(303);
    expect(await log()).toEqual(['group.created', 'group.renamed', 'group.renamed']);
  });

  it.each(['', '   ', 'x'.repeat(101), 'GÉNERAL'])('is refused the name %p, in its place on the page', async (name) => {
    const other = await add('Other');
    for (const path of ['', `/${other}`]) {
      const answer = await admin.post(`/admin/groups${path}`, { name, version: '1' });
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(path ? new RegExp(`id="name-${other}"[^>]*aria-invalid="true"`) : /id="name"[^>]*aria-invalid="true"/);
    }
    expect(await query('SELECT id FROM customer_groups')).toHaveLength(2);
  });

  it('tells the second who renames', async () => {
    const id = await add('One');
    await admin.post(`/admin/groups/${id}`, { name: 'Two', version: '1' });
    const told = await admin.post(`/admin/groups/${id}`, { name: 'Three', version: '1' });
    expect(told.status).toBe(409);
    expect(told.text).toContain('Somebody renamed it to Two meanwhile.');
    expect(told.text).toContain('value="Three"');
  });

  it('comes back as typed, whatever it is called', async () => {
    const name = `<img src=x onerror=alert(1)> {{7*7}} "' \u202e ☃ 😀`;
    await admin.post('/admin/groups', { name });
    const page = await admin.get('/admin/groups');
    expect(page.text).not.toContain('<img src=x');
    expect((await query("SELECT name FROM customer_groups WHERE name <> 'General'"))[0].name).toBe(name);
  });

  it('is found by parts of its name', async () => {
    await add('50% off');
    await add('Retail');
    const found = async (q: string) => [...(await admin.get(`/admin/groups?q=${encodeURIComponent(q)}`)).text.matchAll(/<strong class="cut"><bdi>([^<]*)/g)].map(([, name]) => name);
    expect(await found('tai')).toEqual(['Retail']);
    expect(await found('%')).toEqual(['50% off']);
    expect(await found('_')).toEqual([]);
  });
});

describe('numbers of customers', () => {
  it('leave out the trash, and stop at ten thousand', async () => {
    const small = await add('Small');
    const large = await add('Large');
    await customersIn(small, 3);
    await customersIn(small, 2, true);
    await customersIn(large, 10_001);
    const counts = await app.app.get(GroupMembers).count([small, large, await general()]);
    expect(counts.get(small)).toEqual({ count: 3, more: false });
    expect(counts.get(large)).toEqual({ count: 10_000, more: true });
    expect(counts.get(await general())).toEqual({ count: 0, more: false });
    const page = (await admin.get('/admin/groups')).text;
    expect(page).toContain('10,000+ customers');
    expect(page).toContain(`href="/admin/customers?group&#x3D;${small}"`);
  });

  it('are right with a large trash too', async () => {
    const group = await add('Mixed');
    await customersIn(group, 10_001, true);
    await customersIn(group, 7);
    expect((await app.app.get(GroupMembers).count([group])).get(group)).toEqual({ count: 7, more: false });
  });
});

describe('deleting', () => {
  it('an unused group deletes it', async () => {
    const id = await add('Empty');
    const question = (await admin.get(`/admin/groups/${id}/delete`)).text;
    expect(question).toContain('No customer is in it.');
    expect(question).toContain(`method="post" action="/admin/groups/${id}/delete"`);
    expect((await admin.post(`/admin/groups/${id}/delete`)).status).toBe(303);
    expect(await exists(id)).toBe(false);
    expect(await log()).toEqual(['group.deleted']);
  });

  it('a used group is refused until another is chosen, then moves its members', async () => {
    const [from, to] = [await add('From'), await add('To')];
    await customersIn(from, 3);
    await customersIn(from, 1, true);
    await query('INSERT INTO customer_group_members (group_id, customer_id) SELECT ?, MIN(customer_id) FROM customer_group_members', [to]);
    const refused = await admin.post(`/admin/groups/${from}/delete`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('3 customers are in it.');
    for (const targetId of [from, '777777', 'x']) expect((await admin.post(`/admin/groups/${from}/delete`, { targetId })).status).toBe(422);
    expect([await exists(from), await membersOf(from)]).toEqual([true, 4]);
    expect((await admin.post(`/admin/groups/${from}/delete`, { targetId: to })).status).toBe(303);
    expect([await exists(from), await membersOf(to)]).toEqual([false, 4]);
    expect(await log()).toEqual(['group.deleted']);
  });

  it('the default group needs another in its place', async () => {
    const id = await general();
    expect((await admin.post(`/admin/groups/${id}/delete`)).status).toBe(422);
    const next = await add('Next');
    expect((await admin.get(`/admin/groups/${id}/delete`)).text).toContain('It is the default group.');
    expect((await admin.post(`/admin/groups/${id}/delete`, { targetId: next })).status).toBe(303);
    expect(app.app.get(SettingsStore).all().defaultGroupId).toBe(next);
    expect(await exists(id)).toBe(false);
  });

  it('a large group goes on in the job, from where it was cut off, on several nodes at once', async () => {
    const [from, to, third] = [await add('From'), await add('To'), await add('Third')];
    await customersIn(from, 6_200);
    const answer = await admin.post(`/admin/groups/${from}/delete`, { targetId: to });
    expect(answer.status).toBe(303);
    expect([await exists(from), await membersOf(from)]).toEqual([true, 1_200]);
    const page = (await admin.get('/admin/groups')).text;
    expect(page).toContain('Moving to To');
    expect(page).toContain('customers are moving to the other one');
    expect((await admin.post(`/admin/groups/${from}/delete`, { targetId: third })).status).toBe(409);
    expect((await admin.post(`/admin/groups/${to}/delete`, { targetId: third })).status).toBe(409);
    expect((await admin.post(`/admin/groups/${third}/delete`, { targetId: from })).status).toBe(422);
    expect((await app.app.get(GroupQueries).options()).map(({ label }) => label)).not.toContain('From');
    const job = app.app.get(MoveGroupMembers);
    const moved = await Promise.all([job.run(), job.run(), job.run()]);
    expect(moved.reduce((sum, one) => sum + one)).toBe(1_200);
    expect(await job.run()).toBe(0);
    expect([await exists(from), await membersOf(to)]).toEqual([false, 6_200]);
  });

  it('while customers are being added leaves none in a group that is gone', async () => {
    for (let n = 0; n < 8; n += 1) {
      const [from, to] = [await add(`From ${n}`), await add(`To ${n}`)];
      const customer = await customersIn(to, 1);
      const adding = inTransaction(app.dataSource, async (tx) => {
        await tx.query('SELECT id FROM customers WHERE id = ? FOR UPDATE', [customer]);
        const held = await app.app.get(GroupQueries).hold(tx, [from]);
        if (held.length === 0) throw new FieldRefused('groupIds', { key: 'errors.choice' });
        await tx.query('INSERT INTO customer_group_members (group_id, customer_id) VALUES (?, ?)', [from, customer]);
      }).then(() => true, (error: unknown) => (error instanceof FieldRefused ? false : Promise.reject(error)));
      const [answer, added] = await Promise.all([admin.post(`/admin/groups/${from}/delete`, n % 2 ? { targetId: to } : {}), adding]);
      expect([303, 422]).toContain(answer.status);
      if (answer.status === 422) expect(added).toBe(true);
      await app.app.get(MoveGroupMembers).run();
      expect(await exists(from)).toBe(answer.status === 422);
      expect(await membersOf(from)).toBe(answer.status === 422 ? 1 : 0);
      expect(await membersOf(to)).toBe(1);
    }
  });

  it('and choosing it as the default at once leaves a default that is there', async () => {
    const settings = await admin.get('/admin/settings/customers');
    const read = (/name="read" value="([^"]*)"/.exec(settings.text)?.[1] ?? '').replaceAll('&quot;', '"');
    for (let n = 0; n < 5; n += 1) {
      const id = await add(`Race ${n}`);
      const hidden = await admin.hidden();
      await Promise.all([
        admin.post(`/admin/groups/${id}/delete`),
        admin.post('/admin/settings/customers', { ...hidden, read, prefix: 'C-', nextNumber: '1', minDigits: '5', groupRequired: '1', defaultGroupId: id }),
      ]);
      const [{ value }] = await query("SELECT CAST(value AS CHAR) AS value FROM settings WHERE name = 'defaultGroupId'");
      expect(await exists(JSON.parse(value))).toBe(true);
    }
  });
});
