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

test('what cannot be is refused with a sentence at its field, and everything typed stays', async () => {
  for (const [fields, sentence] of [
    [{ date: '2026-11-21', time: '09:59' }, 'This time has passed'],
    [{ date: '', time: '09:00' }, 'date'],
    [{ time: '25:00' }, 'Write a time such as 14:30'],
    [{ body: '' }, 'Error:'],
    [{ body: 'x'.repeat(1_001) }, 'longer than 1000 characters'],
    [{ repeat: 'daily', until: '2026-11-20', date: '2026-11-01' }, 'All of its dates have passed'],
    [{ repeat: 'daily', until: '2026-11-22' }, 'No date is left before this end'],
    [{ repeat: 'daily', date: '2026-11-01', count: '3' }, 'All of its dates have passed'],
    [{ repeat: 'daily', every: '0' }, 'Error:'],
    [{ repeat: 'hourly' }, 'Error:'],
    [{ kind: 'not_contacted', quietDays: '' }, 'Error:'],
    [{ staffId: '999999' }, 'cannot see the customer'],
  ] as [object, string][]) {
    const refused = await admin.post(path, { ...ONCE, ...fields });
    expect([fields, refused.status]).toEqual([fields, 422]);
    shows(refused, sentence);
    if (!('body' in fields)) shows(refused, 'Call about the offer</textarea>');
  }
  expect(await entries()).toEqual([]);
  for (const [sent, status] of [['body[]=a&time=09:00', 422], ['date[a]=b', 400], ['time=09:00&time=10:00', 400], ['days[a][b]=MO', 400]] as const) {
    const { _csrf, _key } = await admin.hidden();
    const answer = await admin.raw().post(path).type('form').send(`_csrf=${_csrf}&_key=${_key}&${sent}`);
    expect([sent, [400, 422].includes(answer.status) ? status : answer.status]).toEqual([sent, status]);
  }
});

test('the next five dates are shown before anything is saved, with and without script', async () => {
  const fields = { ...ONCE, date: '2026-11-24', repeat: 'weekly', every: '2' };
  const page = await admin.post(path, { ...fields, do: 'dates' });
  expect([page.status, page.text.match(/<li><time/g)?.length]).toEqual([200, 5]);
  shows(page, 'Tue 8 Dec 2026, 09:00');
  const part = await admin.get(`${path}/dates?date=2026-01-31&time=09%3A00&repeat=monthly`);
  expect(part.text).not.toContain('<html');
  expect([...part.text.matchAll(/<time[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual(['Mon 30 Nov 2026, 09:00', 'Thu 31 Dec 2026, 09:00', 'Sun 31 Jan 2027, 09:00', 'Sun 28 Feb 2027, 09:00', 'Wed 31 Mar 2027, 09:00']);
  shows(await admin.get(`${path}/dates?date=2026-01-31&time=09%3A00`), 'This time has passed');
  expect((await admin.get(`${path}/dates?time=`)).status).toBe(200);
  expect(await rows('SELECT id FROM reminders')).toEqual([]);
});

test('the second of two editors is told, keeps what was typed, and may then save it', async () => {
  const reminder = await add(admin, {});
  await admin.post(`${path}/${reminder}`, { ...ONCE, body: 'the other one\'s', version: '1' });
  const second = await admin.post(`${path}/${reminder}`, { ...ONCE, body: 'mine', version: '1' });
  expect(second.status).toBe(409);
  for (const text of ['mine</textarea>', 'the other one\'s', 'name="version" value="2"']) shows(second, text);
  to(await admin.post(`${path}/${reminder}`, { ...ONCE, body: 'mine', version: '2' }));
  expect(await rows('SELECT body, version FROM reminders')).toEqual([{ body: 'mine', version: 3 }]);
});

test('an edit that leaves the times alone leaves what is due alone, also for the 31st', async () => {
  const reminder = await add(admin, { date: '2026-01-31', repeat: 'monthly', leapDay: 'feb28' });
  await rows("UPDATE reminders SET open_at = '2026-11-20 08:00', next_local = '2027-02-28 09:00', next_at = '2027-02-28 08:00'");
  const form = await admin.get(`${path}/${reminder}/edit`);
  shows(form, 'name="date" value="2026-01-31"');
  to(await admin.post(`${path}/${reminder}`, { body: 'Other words', date: '2026-01-31', time: '09:00', repeat: 'monthly', every: '1', version: '1' }));
  expect(await rows('SELECT body, open_at, next_at FROM reminders')).toEqual([{ body: 'Other words', open_at: new Date('2026-11-20T08:00:00Z'), next_at: new Date('2027-02-28T08:00:00Z') }]);
  to(await admin.post(`${path}/${reminder}`, { body: 'Other words', date: '2026-01-31', time: '10:00', repeat: 'monthly', every: '1', version: '2' }));
  expect(await rows('SELECT open_at, next_at FROM reminders')).toEqual([{ open_at: null, next_at: new Date('2026-11-30T09:00:00Z') }]);
});

test('who sees the customer may add for oneself; who neither made it, nor is reminded, nor may edit the customer changes nothing', async () => {
  const viewer = await app.staff({ name: 'Viewer', permissions: ['customers.view'] });
  const other = await app.staff({ name: 'Other', permissions: ['customers.view'] });
  const own = await add(viewer.visitor, {});
  for (const [to_, fields] of [['', { ...ONCE, version: '1' }], ['/completion', {}], ['/reopening', {}], ['/snooze', { snooze: 'hour' }], ['/deletion', {}]] as const) {
    expect([to_, (await other.visitor.post(`${path}/${own}${to_}`, fields)).status]).toEqual([to_, 403]);
  }
  expect((await other.visitor.get(path)).text).not.toContain(`${own}/edit`);
  expect((await viewer.visitor.get(path)).text).toContain(`${own}/edit`);
  await admin.post(`${path}/${own}/deletion`);
  expect((await other.visitor.post(`${path}/${own}/restoration`)).status).toBe(403);
});

test('another customer\'s reminder is not there, and fifty identical sendings are one', async () => {
  const reminder = await add(admin, {});
  const other = await aCustomer(app);
  for (const at of ['', '/completion', '/reopening', '/snooze', '/deletion', '/restoration']) {
    expect((await admin.post(`/admin/customers/${other}/reminders/${reminder}${at}`, { ...ONCE, version: '1', snooze: 'hour' })).status).toBe(404);
  }
  const hidden = await admin.hidden();
  const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(path, { ...hidden, ...ONCE })));
  expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`))).toEqual(new Set([`303 ${path}`]));
  expect(await entries()).toEqual(['reminder.added', 'reminder.added']);
});

test('ten who do the same reminder at once do it once', async () => {
  const reminder = await add(admin, { repeat: 'daily' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => admin.post(`${path}/${reminder}/completion`)));
  const done = answers.filter(({ status }) => status === 303).length;
  expect(await rows('SELECT COUNT(*) AS n FROM reminder_occurrences')).toEqual([{ n: String(done) }]);
  expect((await entries()).filter((action) => action === 'reminder.done').length).toBe(done);
});
