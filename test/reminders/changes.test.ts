import { SettingsStore } from '../../src/modules/settings/settings.store';
import { MailWriting } from '../../src/kernel/outbox/mail-writing';
import { OutboxRows } from '../../src/kernel/outbox/outbox.queries';
import { PurgeTrash } from '../../src/modules/customers/trash/trash.job';
import { ReminderDelivery } from '../../src/modules/reminders/reminder-delivery';
import { ReminderZones } from '../../src/modules/reminders/reminder-zones.job';
import { to } from '../customers/form';
import { startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import type { Visitor } from '../support/visitor';

// What happens around a reminder: the customer rests or goes, the person changes or moves, somebody is in contact.

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let id: string;
let path: string;
const NOW = new Date('2026-11-21T09:00:00Z');
const DUE = new Date('2026-11-24T08:00:01Z');

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
const deliver = (): Promise<number> => app.app.get(ReminderDelivery).run(app.clock.now());
const resolve = (zoneDatabase?: string): Promise<number> => app.app.get(ReminderZones).run(app.clock.now(), zoneDatabase);
const delivered = async (): Promise<number[]> => (await rows<{ late: number }>('SELECT late FROM reminder_occurrences WHERE delivered_at IS NOT NULL ORDER BY id')).map(({ late }) => late);
const nexts = async (): Promise<(string | undefined)[]> => (await rows<{ next_at: Date | null }>('SELECT next_at FROM reminders ORDER BY id')).map(({ next_at }) => next_at?.toISOString());

async function add(fields: object = {}): Promise<string> {
  expect(to(await admin.post(path, { body: 'Call about the offer', date: '2026-11-24', time: '09:00', alsoByMail: '1', ...fields }))).toBe(path);
  return String((await rows<{ id: string }>('SELECT MAX(id) AS id FROM reminders'))[0].id);
}

async function later(instant: Date): Promise<void> {
  app.clock.set(instant);
  admin = await app.admin();
}

test('reminders of an inactive customer pause, and what fell due comes late when it is active again (CUS-17)', async () => {
  await add();
  await add({ date: '2026-11-30' });
  await admin.post(`/admin/customers/${id}/deactivation`);
  await later(DUE);
  expect([await deliver(), await delivered()]).toEqual([0, []]);
  expect((await admin.get(path)).text).toContain('its reminders pause');
  await later(new Date('2026-11-26T10:00:00Z'));
  await admin.post(`/admin/customers/${id}/activation`);
  await deliver();
  expect(await delivered()).toEqual([1]);
  await later(new Date('2026-11-30T08:00:01Z'));
  await deliver();
  expect(await delivered()).toEqual([1, 0]);
});

test('one that is due although its customer is inactive pauses instead of being looked at for ever', async () => {
  await add();
  await rows('UPDATE customers SET active = 0');
  app.clock.set(DUE);
  await deliver();
  expect(await rows('SELECT paused, wake_at FROM reminders')).toEqual([{ paused: 1, wake_at: null }]);
  expect(await delivered()).toEqual([]);
});

test('reminders go into the trash with their customer, rest there, come back with it, and are purged with it (CUS-20)', async () => {
  await add();
  const own = await add({ body: 'Deleted before' });
  await admin.post(`${path}/${own}/deletion`);
  await admin.post(`/admin/customers/${id}/deletion`);
  await later(DUE);
  expect([await deliver(), await delivered()]).toEqual([0, []]);
  await admin.post(`/admin/customers/${id}/restoration`);
  expect(await rows('SELECT id FROM reminders WHERE deleted_at IS NULL')).toHaveLength(1);
  await deliver();
  expect(await delivered()).toEqual([0]);
  await admin.post(`/admin/customers/${id}/deletion`);
  await app.app.get(PurgeTrash).run(new Date('2027-02-01T00:00:00Z'));
  expect([await rows('SELECT id FROM reminders'), await rows('SELECT id FROM reminder_occurrences')]).toEqual([[], []]);
});

test('another zone of the person, of the system or another zone database moves the instants and keeps the wall times (F10)', async () => {
  await add();
  await add({ repeat: 'daily', time: '10:00' });
  const [{ id: staffId }] = await rows<{ id: string }>('SELECT id FROM staff');
  expect(await resolve()).toBe(0);
  await admin.post('/admin/profile', { name: 'Ada Admin', theme: 'system', density: 'dense', timeZone: 'Asia/Tokyo' });
  expect(await resolve()).toBe(2);
  expect(await nexts()).toEqual(['2026-11-24T00:00:00.000Z', '2026-11-24T01:00:00.000Z']);
  expect(await resolve()).toBe(0);
  await rows('UPDATE staff SET time_zone = NULL');
  await rows("INSERT INTO settings (name, value, updated_at) VALUES ('timeZone', '\"America/New_York\"', ?) ON DUPLICATE KEY UPDATE value = VALUES(value)", [NOW]);
  await app.app.get(SettingsStore).reload();
  expect(await resolve()).toBe(2);
  expect(await nexts()).toEqual(['2026-11-24T14:00:00.000Z', '2026-11-24T15:00:00.000Z']);
  // As if an older database had known another offset.
  await rows("UPDATE reminders SET next_at = '2026-11-24 13:00'");
  expect(await resolve('9999a')).toBe(2);
  expect(await nexts()).toEqual(['2026-11-24T14:00:00.000Z', '2026-11-24T15:00:00.000Z']);
  expect([await resolve('2000a'), await rows('SELECT zone_database FROM reminder_zones WHERE staff_id = ?', [staffId])]).toEqual([0, [{ zone_database: '9999a' }]]);
});

test('what somebody who leaves holds goes to a colleague, in whose zone it is from then on (STA-3)', async () => {
  const leaving = await app.staff({ name: 'Leaving', permissions: ['customers.view'] });
  await rows("UPDATE staff SET time_zone = 'Asia/Tokyo' WHERE id = ?", [leaving.id]);
  await add({ staffId: leaving.id });
  const done = await add({ staffId: leaving.id, body: 'Done' });
  await admin.post(`${path}/${done}/completion`);
  await resolve();
  const [{ id: adminId }] = await rows<{ id: string }>("SELECT CAST(id AS CHAR) AS id FROM staff WHERE email LIKE 'ada@%'");
  await rows('UPDATE staff SET active = 0 WHERE id = ?', [leaving.id]);
  const preview = await admin.get(`/admin/staff/${leaving.id}/handover`);
  expect(preview.text).toContain('1 reminder');
  expect((await admin.get(/href="(\/admin\/reminders\?[^"]*)"/.exec(preview.text)![1].replace('&#x3D;', '='))).text).toContain('Call about the offer');
  to(await admin.post(`/admin/staff/${leaving.id}/handover`, { toId: adminId }));
  await resolve();
  expect(await rows('SELECT CAST(staff_id AS CHAR) AS staff_id, zone, next_at, state FROM reminders ORDER BY id')).toEqual([
    { staff_id: adminId, zone: 'Europe/Berlin', next_at: new Date('2026-11-24T08:00:00Z'), state: 'open' },
    { staff_id: leaving.id, zone: 'Asia/Tokyo', next_at: null, state: 'done' },
  ]);
  const entries = await rows<{ changes: string }>("SELECT changes FROM activities WHERE action = 'reminder.handedOver'");
  expect(entries.map(({ changes }) => JSON.parse(changes))).toEqual([{ staff: ['Leaving', 'Ada Admin'] }]);
});

test('whoever holds a reminder stays chosen in its form, and saving asks for somebody else when it is nobody who may hold it', async () => {
  const gone = await app.staff({ name: 'Gone', permissions: ['customers.view'] });
  const reminder = await add({ staffId: gone.id });
  await rows('UPDATE staff SET active = 0 WHERE id = ?', [gone.id]);
  expect((await admin.get(`${path}/${reminder}/edit`)).text).toContain(`<option value="${gone.id}" selected>`);
  const refused = await admin.post(`${path}/${reminder}`, { body: 'Words', date: '2026-11-24', time: '09:00', staffId: gone.id, version: '1' });
  expect([refused.status, refused.text.includes('cannot see the customer')]).toEqual([422, true]);
});

test('"not contacted for 30 days" comes when the newest note or mail is that old, and moves silently while there is contact', async () => {
  await add({ kind: 'not_contacted', quietDays: '30', date: '', time: '08:00' });
  expect(await nexts()).toEqual(['2026-12-21T07:00:00.000Z']);
  await admin.post(`/admin/customers/${id}/notes`, { body: 'Met at the fair' });
  await rows('UPDATE notes SET created_at = ?', [new Date('2026-12-01T15:00:00Z')]);
  await later(new Date('2026-12-21T07:00:01Z'));
  expect([await deliver(), await delivered(), await nexts()]).toEqual([1, [], ['2026-12-31T07:00:00.000Z']]);
  const contact = await aContact(app, id, { email: 'pat@acme.example' });
  await rows(
    `INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, merge_values, state, sent_at, dedupe_key, due_at, created_at)
     VALUES ('welcome', 'en', 'contact', ?, 'Pat', 'pat@acme.example', ?, '{}', 'sent', '2026-12-10 12:00', 'a mail', '2026-12-10', '2026-12-10')`, [contact, id],
  );
  await later(new Date('2026-12-31T07:00:01Z'));
  await deliver();
  expect([await delivered(), await nexts()]).toEqual([[], ['2027-01-09T07:00:00.000Z']]);
  await later(new Date('2027-01-09T07:00:01Z'));
  await deliver();
  expect([await delivered(), await nexts()]).toEqual([[0], [undefined]]);
  const [{ id: reminder }] = await rows<{ id: string }>('SELECT id FROM reminders');
  await admin.post(`${path}/${reminder}/completion`);
  expect(await nexts()).toEqual(['2027-02-08T07:00:00.000Z']);
});

describe('a letter is not sent when it is no longer true at its turn (F8)', () => {
  async function reason(): Promise<string | null> {
    const [mail] = await app.app.get(OutboxRows).claim('fresh', new Date('2030-01-01T00:00:00Z'), new Date('2030-01-01T00:01:00Z'), 1, '0'.repeat(32));
    const ready = await app.app.get(MailWriting).prepare(app.dataSource.manager, mail, { isOff: () => false, words: () => null }, app.clock.now());
    return 'state' in ready ? ready.reason : null;
  }

  const dueOne = async (): Promise<string> => {
    const reminder = await add();
    await later(DUE);
    await deliver();
    return reminder;
  };

  test.each([
    ['nothing changed', async () => undefined, null],
    ['done', (one: string) => admin.post(`${path}/${one}/completion`), 'reminder_done'],
    ['put off', (one: string) => admin.post(`${path}/${one}/snooze`, { snooze: 'hour' }), 'reminder_done'],
    ['deleted', (one: string) => admin.post(`${path}/${one}/deletion`), 'reminder_gone'],
    ['the customer deleted', () => admin.post(`/admin/customers/${id}/deletion`), 'reminder_gone'],
    ['the customer inactive', () => rows('UPDATE customers SET active = 0'), 'customer_inactive'],
    ['the person inactive', () => rows('UPDATE staff SET active = 0'), 'recipient_inactive'],
    ['the customer no longer theirs to see', () => rows('UPDATE staff SET administrator = 0'), 'customer_hidden'],
  ] as [string, (one: string) => Promise<unknown>, string | null][])('%s', async (_, change, expected) => {
    await change(await dueOne());
    expect(await reason()).toBe(expected);
  });

  test('given to somebody else', async () => {
    const colleague = await app.staff({ name: 'Colleague', permissions: ['customers.view'] });
    const reminder = await dueOne();
    await rows('UPDATE reminders SET staff_id = ?', [colleague.id]);
    expect(await rows('SELECT id FROM reminders WHERE id = ?', [reminder])).toHaveLength(1);
    expect(await reason()).toBe('reminder_reassigned');
  });
});
