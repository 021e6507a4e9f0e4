import { ReminderDelivery } from '../../src/modules/reminders/reminder-delivery';
import { to } from '../customers/form';
import { startApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
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

interface Stored { id: string; state: string; open_at: Date | null; open_late: number; next_at: Date | null; snoozed_until: Date | null; paused: number; wake_at: Date | null }

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const stored = async (): Promise<Stored> => (await rows<Stored>('SELECT id, state, open_at, open_late, next_at, snoozed_until, paused, wake_at FROM reminders ORDER BY id DESC LIMIT 1'))[0];
const occurrences = () => rows<{ due_at: Date; late: number }>('SELECT due_at, late FROM reminder_occurrences WHERE delivered_at IS NOT NULL ORDER BY id');
const letters = () => rows<{ kind: string; customer_id: string; merge_values: string; state: string }>("SELECT kind, customer_id, merge_values, state FROM mail_outbox WHERE kind LIKE 'reminder%' ORDER BY id");
const deliver = (): Promise<number> => app.app.get(ReminderDelivery).run(app.clock.now());
const at = (instant: string): void => app.clock.set(new Date(instant));
/** Sessions have ended by then, so one signs in anew. */
async function later(instant: string): Promise<void> {
  at(instant);
  admin = await app.admin();
}
const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

async function add(fields: object = {}, visitor = admin): Promise<string> {
  expect(to(await visitor.post(path, { body: 'Call about the offer', date: '2026-11-24', time: '09:00', alsoByMail: '1', ...fields }))).toBe(path);
  return (await stored()).id;
}

test('a due reminder is delivered and mailed once, however many deliver it at once; before its time and afterwards nothing', async () => {
  await add();
  at('2026-11-24T07:59:59Z');
  expect([await deliver(), (await letters()).length]).toEqual([0, 0]);
  at('2026-11-24T08:00:01Z');
  const done = await Promise.all([deliver(), deliver(), deliver(), deliver()]);
  expect(done.reduce((sum, one) => sum + one)).toBe(1);
  at('2026-11-30T08:00:01Z');
  await deliver();
  expect((await occurrences()).map(({ due_at, late }) => [iso(due_at), late])).toEqual([['2026-11-24T08:00:00.000Z', 0]]);
  const [letter, ...more] = await letters();
  expect([letter.kind, letter.customer_id, more]).toEqual(['reminder', id, []]);
  expect(JSON.parse(letter.merge_values)).toEqual({
    reminder_text: 'Call about the offer', customer_name: 'Acme', due_at: '2026-11-24T09:00', late: '', reminder_address: `http://localhost${path}#reminder-${(await stored()).id}`,
  });
  expect(await stored()).toMatchObject({ state: 'open', open_at: new Date('2026-11-24T08:00:00Z'), next_at: null, wake_at: null });
});

test('without "also by e-mail" it is delivered and not mailed', async () => {
  await add({ alsoByMail: '' });
  at('2026-11-24T08:00:01Z');
  await deliver();
  expect([(await occurrences()).length, await letters()]).toEqual([1, []]);
});

test('after a night of downtime it comes once, marked late, in the list and in the mail (REM-3)', async () => {
  await add();
  await later('2026-11-24T14:00:00Z');
  await deliver();
  await deliver();
  expect((await occurrences()).map(({ late }) => late)).toEqual([1]);
  expect(JSON.parse((await letters())[0].merge_values).late).toBe('late');
  expect((await admin.get(path)).text).toContain('delivered late');
});

test('a daily reminder keeps its wall time over the change of clocks, each day once', async () => {
  at('2026-03-25T12:00:00Z');
  await add({ date: '2026-03-26', time: '02:30', repeat: 'daily' });
  for (let hour = 0; hour < 24 * 6; hour += 1) {
    app.clock.set(new Date(Date.parse('2026-03-25T13:00:00Z') + hour * 3_600_000));
    await deliver();
  }
  expect((await occurrences()).map(({ due_at }) => iso(due_at))).toEqual([
    '2026-03-26T01:30:00.000Z', '2026-03-27T01:30:00.000Z', '2026-03-28T01:30:00.000Z', '2026-03-29T01:30:00.000Z', '2026-03-30T00:30:00.000Z', '2026-03-31T00:30:00.000Z',
  ]);
});

test('of a recurrence that was missed for a week one delivery comes, late, and the next at its time', async () => {
  await add({ repeat: 'daily' });
  at('2026-12-01T12:00:00Z');
  await deliver();
  await deliver();
  expect((await occurrences()).map(({ due_at, late }) => [iso(due_at), late])).toEqual([['2026-11-24T08:00:00.000Z', 1]]);
  expect(iso((await stored()).next_at)).toBe('2026-12-02T08:00:00.000Z');
});

test('done takes what is due away, and the recurrence goes on; with nothing left it is closed', async () => {
  const reminder = await add({ repeat: 'weekly', every: '2', count: '2' });
  await later('2026-11-24T08:00:01Z');
  await deliver();
  await admin.post(`${path}/${reminder}/completion`);
  expect(await stored()).toMatchObject({ state: 'open', open_at: null, next_at: new Date('2026-12-08T08:00:00Z') });
  await admin.post(`${path}/${reminder}/reopening`);
  expect(await stored()).toMatchObject({ open_at: new Date('2026-11-24T08:00:00Z') });
  await admin.post(`${path}/${reminder}/completion`);
  await admin.post(`${path}/${reminder}/completion`);
  expect(await stored()).toMatchObject({ state: 'done', next_at: null });
  expect((await admin.post(`${path}/${reminder}/completion`)).status).toBe(409);
  at('2026-12-08T08:00:01Z');
  expect(await deliver()).toBe(0);
});

test('what is put off is delivered again at that time, and mailed again', async () => {
  const reminder = await add();
  await later('2026-11-24T08:00:01Z');
  await deliver();
  await admin.post(`${path}/${reminder}/snooze`, { snooze: 'tomorrow' });
  expect(await stored()).toMatchObject({ open_at: null, snoozed_until: new Date('2026-11-25T08:00:00Z') });
  expect(await deliver()).toBe(0);
  at('2026-11-25T08:00:01Z');
  await deliver();
  expect(await stored()).toMatchObject({ open_at: new Date('2026-11-25T08:00:00Z'), snoozed_until: null });
  expect((await letters()).length).toBe(2);
});

test('a colleague is told of a reminder somebody else gave, and only one who may see the customer can be chosen', async () => {
  const colleague = await app.staff({ name: 'Colleague', permissions: ['customers.view'] });
  const stranger = await app.staff({ name: 'Stranger' });
  expect((await admin.post(path, { body: 'x', date: '2026-11-24', time: '09:00', staffId: stranger.id })).status).toBe(422);
  expect((await admin.get(`${path}/new`)).text).not.toContain('Stranger');
  await add({ staffId: colleague.id });
  await add({}, colleague.visitor);
  expect((await letters()).map(({ kind }) => kind)).toEqual(['reminder-assigned']);
  await anAdminOf(app, id, stranger.id);
  await add({ staffId: stranger.id });
  expect((await letters()).length).toBe(2);
});
