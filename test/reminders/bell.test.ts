import { startApplication, type TestApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';

// REM-1: the bell of every page counts what is due, and asks for it without keeping anybody signed in.

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;
let me: string;
let acme: string;
const MINUTE = 60_000;

beforeAll(async () => { test = await startApplication(); });
beforeEach(async () => {
  await test.reset();
  admin = await test.admin();
  me = String((await rows<{ id: string }>('SELECT id FROM staff'))[0].id);
  acme = await aCustomer(test);
});
afterAll(() => test.close());

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);

async function remind(count: number, minutes = -5, staff = me, customer = acme): Promise<void> {
  const at = new Date(test.clock.now().getTime() + minutes * MINUTE);
  const row = [customer, staff, 'Call', 'UTC', at, minutes <= 0 ? at : null, minutes > 0 ? at : null, at, at];
  for (let n = 0; n < count; n += 1) await rows('INSERT INTO reminders (customer_id, staff_id, body, zone, starts_local, open_at, next_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', row);
}

/** The number at the bell; null: no bell. */
async function bell(who = admin, path = '/admin'): Promise<string | null> {
  const { text } = await who.get(path);
  return /data-bell[\s\S]*?<span class="n"( hidden)?>([^<]*)</.exec(text)?.[2] ?? null;
}

it('counts what is due on every page, also on those of errors', async () => {
  expect(await bell()).toBe('0');
  await remind(2);
  await remind(1, 5);
  expect(await bell()).toBe('2');
  expect(await bell(admin, '/admin/customers')).toBe('2');
  expect(await bell(admin, '/admin/nothing-here')).toBe('2');
});

it('says 99+ for more', async () => {
  await remind(99);
  expect(await bell()).toBe('99');
  await remind(1);
  expect(await bell()).toBe('99+');
  expect((await admin.get('/admin/reminders/due')).text).toBe('100');
});

it('counts nothing that rests, is done, or is about customers one may not see', async () => {
  await remind(1);
  await rows('UPDATE reminders SET paused = 1');
  expect(await bell()).toBe('0');
  const carla = await test.staff({ name: 'Carla' });
  await anAdminOf(test, acme, carla.id);
  const other = await aCustomer(test, { companyName: 'Other' });
  await remind(1, -5, carla.id);
  await remind(1, -5, carla.id, other);
  expect(await bell(carla.visitor)).toBe('1');
  await rows('DELETE FROM customer_admins');
  expect(await bell(carla.visitor)).toBeNull();
});

it('stands on the first page too, where what is due can be done', async () => {
  await remind(1);
  await remind(1, 3 * 24 * 60);
  const { text } = await admin.get('/admin');
  const ones = [...text.matchAll(/name="one" value="done\.(\d+)"/g)].map(([, id]) => id);
  expect(ones).toHaveLength(1);
  expect((await admin.post('/admin/reminders/actions', { one: `done.${ones[0]}`, back: '/admin' })).headers.location).toBe('/admin');
  expect((await admin.get('/admin')).text).not.toContain('name="one"');
});

it('is for those who may have reminders', async () => {
  const { visitor } = await test.staff({ name: 'Dora', permissions: ['products.view'] });
  expect(await bell(visitor)).toBeNull();
  expect((await visitor.get('/admin/reminders/due')).status).toBe(403);
  expect((await visitor.get('/admin/reminders')).status).toBe(403);
  expect((await test.visitor().get('/admin/reminders/due')).status).toBe(303);
});

it('answers a page that knows the number already with nothing', async () => {
  await remind(3);
  const ask = (shown: string) => admin.raw().get('/admin/reminders/due').set('If-None-Match', `"${shown}"`);
  expect([(await ask('3')).status, (await ask('2')).status]).toEqual([304, 200]);
  const { text, headers } = await ask('2');
  expect([text, headers['cache-control']]).toEqual(['3', 'no-store']);
});

it('keeps nobody signed in by asking', async () => {
  const seen = async () => (await rows<{ last_seen_at: Date }>('SELECT last_seen_at FROM sessions'))[0].last_seen_at;
  const begun = await seen();
  const start = test.clock.now().getTime();
  for (const hour of [2, 4, 6, 7.9]) {
    test.clock.set(new Date(start + hour * 60 * MINUTE));
    expect((await admin.raw().get('/admin/reminders/due').set('X-Unattended', '1')).status).toBe(200);
  }
  expect(await seen()).toEqual(begun);
  test.clock.set(new Date(start + 8.1 * 60 * MINUTE));
  expect((await admin.raw().get('/admin/reminders/due').set('X-Unattended', '1')).status).toBe(303);
});

it('opens what is due and what comes today, done and put off from there', async () => {
  await remind(1);
  const { text } = await admin.get('/admin/reminders/bell?back=/admin/groups');
  expect(text).toContain('id="bell-open" data-due="1"');
  expect(text).toContain('name="back" value="/admin/groups"');
  const [, one] = /name="one" value="(done\.\d+)"/.exec(text) ?? [];
  expect((await admin.post('/admin/reminders/actions', { one, back: '/admin/groups' })).headers.location).toBe('/admin/groups');
  expect(await bell()).toBe('0');
  expect((await admin.get('/admin/reminders/bell')).text).toContain('Nothing is due');
});
