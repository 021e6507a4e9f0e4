import { startApplication } from '../support/application';
import { aCustomer } from '../support/builders';
import { shows, to } from '../customers/form';
import type { Visitor } from '../support/visitor';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let id: string;
let path: string;
/** A Saturday, ten in the morning in Berlin. */
const NOW = new Date('2026-11-21T09:00:00Z');

beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  await app.dataSource.query("UPDATE staff SET time_zone = 'Europe/Berlin'");
  admin = await app.admin();
  id = await aCustomer(app);
  path = `/admin/customers/${id}/reminders`;
  app.clock.set(NOW);
});
afterAll(() => app.close());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const entries = async (): Promise<string[]> => (await rows<{ action: string }>("SELECT action FROM activities WHERE subject_kind = 'reminder' ORDER BY id")).map(({ action }) => action);
const next = async (reminder: string): Promise<string | null> => (await rows<{ next_at: Date | null }>('SELECT next_at FROM reminders WHERE id = ?', [reminder]))[0].next_at?.toISOString() ?? null;

const ONCE = { body: 'Call about the offer', date: '2026-11-24', time: '09:00' };

async function add(visitor: Visitor, fields: object): Promise<string> {
  expect(to(await visitor.post(path, { ...ONCE, ...fields }))).toBe(path);
  return String((await rows<{ id: string }>('SELECT MAX(id) AS id FROM reminders'))[0].id);
}

test('a reminder is added in the zone of the person reminded, edited, done, and each of them taken back', async () => {
  const reminder = await add(admin, {});
  expect(await next(reminder)).toBe('2026-11-24T08:00:00.000Z');
  shows(await admin.get(path), 'Call about the offer');
  shows(await admin.get(`/admin/customers/${id}`), 'Reminders<span class="n">1</span>');
  to(await admin.post(`${path}/${reminder}`, { ...ONCE, body: 'Write instead', time: '10:30', version: '1' }));
  expect(await next(reminder)).toBe('2026-11-24T09:30:00.000Z');
  const list = await admin.get(path);
  await admin.post(`${path}/${reminder}/completion`);
  expect(await rows('SELECT state, next_at, wake_at, shown_at FROM reminders')).toEqual([{ state: 'done', next_at: null, wake_at: null, shown_at: null }]);
  const after = await admin.get(path);
  expect(after.text).toContain(`action="${path}/${reminder}/reopening"`);
  await admin.post(`${path}/${reminder}/reopening`);
  expect(await next(reminder)).toBe('2026-11-24T09:30:00.000Z');
  expect((await admin.get(path)).text.match(/id="reminder-/g)).toEqual(list.text.match(/id="reminder-/g));
  await admin.post(`${path}/${reminder}/deletion`);
  expect((await admin.get(path)).text).not.toContain(`id="reminder-${reminder}"`);
  await admin.post(`${path}/${reminder}/restoration`);
  shows(await admin.get(path), 'Write instead');
  expect(await entries()).toEqual(['reminder.added', 'reminder.edited', 'reminder.done', 'reminder.reopened', 'reminder.deleted', 'reminder.restored']);
});
