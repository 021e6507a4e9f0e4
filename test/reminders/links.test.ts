import { MailDelivery } from '../../src/kernel/outbox/mail-delivery';
import { ReminderDelivery } from '../../src/modules/reminders/reminder-delivery';
import { linkToken } from '../../src/modules/reminders/links/reminder-link';
import { Sink } from '../mail/sink';
import { startApplication, type TestApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';

// REM-1: a reminder is done and put off from its mail, through a signed link that opens a page with buttons.

const sink = new Sink();
let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;
let me: string;
let acme: string;
let reminder: string;
let link: string;
const NOW = new Date('2026-11-21T09:00:00Z');
const DUE = new Date('2026-11-24T08:00:00Z');

beforeAll(async () => {
  test = await startApplication({ SMTP_URL: `smtp://crm:hush@127.0.0.1:${await sink.listen()}`, MAIL_FROM: 'crm@clientele.example' });
});
beforeEach(async () => {
  await test.reset();
  sink.calm();
  await rows("UPDATE staff SET time_zone = 'Europe/Berlin'");
  me = String((await rows<{ id: string }>('SELECT id FROM staff'))[0].id);
  acme = await aCustomer(test);
  test.clock.set(NOW);
  admin = await test.admin();
  await admin.post(`/admin/customers/${acme}/reminders`, { body: 'Call about the offer', date: '2026-11-24', time: '09:00', alsoByMail: '1' });
  reminder = String((await rows<{ id: string }>('SELECT id FROM reminders'))[0].id);
  test.clock.set(new Date(DUE.getTime() + 1000));
  await test.app.get(ReminderDelivery).run(test.clock.now());
  link = `/admin/reminders/link?token=${tokenOf()}`;
});
afterAll(async () => {
  await test.close();
  await sink.close();
});

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const tokenOf = (changes: Partial<Parameters<typeof linkToken>[1]> = {}): string => linkToken(test.config.sessionSecret, { id: reminder, dueAt: DUE, staffId: me, ...changes });
const stored = async () => (await rows('SELECT state, open_at, snoozed_until FROM reminders'))[0];
const OPEN = { state: 'open', open_at: DUE, snoozed_until: null };
/** Whether the page of the link shows its buttons; otherwise it must be the one answer for dead links. */
async function works(path = link): Promise<boolean> {
  const { status, text } = await test.visitor().get(path);
  if (status === 200) return text.includes('Call about the offer');
  expect([status, text.includes('This link no longer works'), text.includes('href="/admin/reminders"')]).toEqual([404, true, true]);
  return false;
}
const use = (fields: Record<string, string> = {}, token = tokenOf()) => test.visitor().post('/admin/reminders/link', { _key: 'a'.repeat(32), token, ...fields });

it('stands in the mail, and in no kept copy of it', async () => {
  await test.app.get(MailDelivery).run(test.clock.now());
  expect(sink.received).toHaveLength(1);
  const [{ body_text: kept, merge_values: values, secret }] = await rows<{ body_text: string; merge_values: string; secret: unknown }>("SELECT body_text, merge_values, secret FROM mail_outbox WHERE kind = 'reminder'");
  const mail = JSON.stringify(sink.received[0]);
  expect(mail.replaceAll('=\\r\\n', '').replaceAll('=3D', '=')).toContain(`http://localhost${link}`);
  const mac = tokenOf().split('.')[3];
  expect([kept.includes('token=…'), kept.includes(mac), JSON.stringify(values).includes(mac), secret]).toEqual([true, false, false, null]);
});

it('opens a page, changes nothing by being opened, and asks nobody to sign in', async () => {
  const { status, text, headers } = await test.visitor().get(link);
  expect(status).toBe(200);
  expect(text).toContain('Acme');
  expect(headers['referrer-policy']).toBe('no-referrer');
  await test.visitor().raw().head(link);
  expect(await stored()).toEqual(OPEN);
});

it('does it in the name of the person reminded, once', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => use()));
  expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual(Array(5).fill([303, '/admin/reminders/link/noted']));
  expect(await stored()).toMatchObject({ state: 'done' });
  expect(await rows("SELECT actor_id, actor_name FROM activities WHERE action = 'reminder.done'")).toEqual([{ actor_id: me, actor_name: 'Ada Admin' }]);
  expect((await test.visitor().get('/admin/reminders/link/noted')).status).toBe(200);
  expect(await works()).toBe(false);
  expect((await use({ _key: 'b'.repeat(32) })).status).toBe(404);
});

it.each([['hour', '2026-11-24T09:00:01.000Z'], ['tomorrow', '2026-11-25T08:00:00.000Z'], ['monday', '2026-11-30T08:00:00.000Z']])('puts it off (%s)', async (snooze, until) => {
  expect((await use({ snooze })).status).toBe(303);
  expect(await stored()).toEqual({ state: 'open', open_at: null, snoozed_until: new Date(until) });
  expect(await works()).toBe(false);
});

it('works for somebody who is signed in as well, with the token of the form', async () => {
  const visitor = await test.admin();
  expect((await visitor.post('/admin/reminders/link', { token: tokenOf(), _csrf: 'x' })).status).toBe(403);
  expect((await visitor.post('/admin/reminders/link', { token: tokenOf() })).status).toBe(303);
});

describe('stops working', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['for somebody inactive', () => rows('UPDATE staff SET active = 0')],
    ['for somebody else\'s reminder', async () => rows('UPDATE reminders SET staff_id = ?', [(await test.staff({ name: 'Bob' })).id])],
    ['for what is done', () => rows("UPDATE reminders SET state = 'done', open_at = NULL")],
    ['for another occurrence', () => rows('UPDATE reminders SET open_at = ?', [new Date(DUE.getTime() + 86_400_000)])],
    ['for what lies in the trash', () => rows('UPDATE reminders SET deleted_at = ?', [NOW])],
    ['for a customer in the trash', () => rows('UPDATE customers SET deleted_at = ?', [NOW])],
    ['for a customer that is inactive', () => rows('UPDATE customers SET active = 0')],
    ['after thirty days', async () => test.clock.set(new Date(DUE.getTime() + 30 * 86_400_000))],
  ])('%s', async (_, change) => {
    expect(await works()).toBe(true);
    await change();
    expect(await works()).toBe(false);
    const before = await stored();
    expect((await use()).status).toBe(404);
    expect(await stored()).toEqual(before);
  });

  it('for a customer that the person may no longer see', async () => {
    const carla = await test.staff({ name: 'Carla' });
    await anAdminOf(test, acme, carla.id);
    await rows('UPDATE reminders SET staff_id = ?', [carla.id]);
    const hers = `/admin/reminders/link?token=${tokenOf({ staffId: carla.id })}`;
    expect(await works(hers)).toBe(true);
    await rows('DELETE FROM customer_admins');
    expect(await works(hers)).toBe(false);
  });
});

it('cannot be made up', async () => {
  const [id, due, staff, mac] = tokenOf().split('.');
  const forged = linkToken('another secret of sufficient length', { id: reminder, dueAt: DUE, staffId: me });
  for (const token of ['', 'x', forged, `${id}.${due}.${Number(staff) + 1}.${mac}`, `${Number(id) + 1}.${due}.${staff}.${mac}`, `${id}.${Number(due) + 1}.${staff}.${mac}`, `${id}.${due}.${staff}.${'0'.repeat(64)}`, 'a'.repeat(5000)]) {
    expect(await works(`/admin/reminders/link?token=${token}`)).toBe(false);
    expect((await use({}, token)).status).toBe(404);
  }
  expect((await test.visitor().get('/admin/reminders/link?token=1&token=2')).status).toBe(404);
  expect(await stored()).toEqual(OPEN);
});

it('goes out anew when the mail is sent again', async () => {
  await test.app.get(MailDelivery).run(test.clock.now());
  const [{ id }] = await rows<{ id: string }>("SELECT id FROM mail_outbox WHERE kind = 'reminder'");
  admin = await test.admin();
  expect((await admin.post(`/admin/mail/${id}/resending`)).status).toBe(303);
  await test.app.get(MailDelivery).run(test.clock.now());
  expect(await rows("SELECT state, reason FROM mail_outbox WHERE kind = 'reminder' ORDER BY id")).toEqual([{ state: 'sent', reason: null }, { state: 'sent', reason: null }]);
  expect(JSON.stringify(sink.received[1]).replaceAll('=\\r\\n', '').replaceAll('=3D', '=')).toContain(tokenOf());
});
