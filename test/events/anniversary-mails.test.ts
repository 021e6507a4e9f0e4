import { MailDelivery } from '../../src/kernel/outbox/mail-delivery';
import { AnniversaryMails } from '../../src/modules/events/anniversary-mails.job';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { shows, to } from '../customers/form';
import { ADMIN, startApplication } from '../support/application';
import { anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { Sink } from '../mail/sink';
import { aPerson, anEvent } from './support';

let house: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let anna: string;
let adminId: string;

/** A Monday, at half past six in UTC. */
const MONDAY = '2026-11-23T06:30:00Z';

const sink = new Sink();

beforeAll(async () => { house = await startApplication({ SMTP_URL: `smtp://127.0.0.1:${await sink.listen()}`, MAIL_FROM: 'crm@clientele.example' }); });
afterAll(async () => {
  await house.close();
  await sink.close();
});
beforeEach(async () => {
  await house.reset();
  house.clock.set(new Date(MONDAY));
  admin = await house.admin();
  anna = await aPerson(house, 'Anna', 'Berg');
  [{ id: adminId }] = await rows<{ id: string }>('SELECT CAST(id AS CHAR) AS id FROM staff WHERE email = ?', [ADMIN.email]);
  await rows('UPDATE staff SET anniversary_mail = 1');
});

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const run = (at = MONDAY): Promise<number> => {
  house.clock.set(new Date(at));
  return house.app.get(AnniversaryMails).run(new Date(at));
};
const setting = async (name: string, value: unknown): Promise<void> => {
  await rows('INSERT INTO settings (name, value, updated_at) VALUES (?, ?, NOW()) ON DUPLICATE KEY UPDATE value = VALUES(value)', [name, JSON.stringify(value)]);
  await house.app.get(SettingsStore).reload();
};
const mails = () => rows<{ id: string; to: string; list: string; state: string; reason: string | null }>(
  "SELECT id, CAST(recipient_id AS CHAR) AS `to`, JSON_UNQUOTE(JSON_EXTRACT(merge_values, '$.anniversaries')) AS list, state, reason FROM mail_outbox WHERE kind = 'anniversaries' ORDER BY id",
);

test('whoever ticked it in the profile gets what is due in the coming days, readable in the outbox', async () => {
  await rows('UPDATE staff SET anniversary_mail = 0');
  await anEvent(house, anna, { month_day: 1130 });
  await anEvent(house, anna, { month_day: 1201, type: 'other', name: 'Beyond' });
  expect(await run()).toBe(0);
  expect(to(await admin.post('/admin/profile', { name: 'Ada Admin', theme: 'system', density: 'dense', anniversaryMail: '1' }))).toBe('/admin/profile');
  expect((await admin.get('/admin/profile')).text).toMatch(/id="anniversaryMail"[^>]* checked/);
  expect(await run()).toBe(1);
  expect((await mails()).map(({ list }) => list)).toEqual(['30 Nov 2026 – Birthday: Anna Berg, turns 40']);
  const [{ id }] = await mails();
  shows(await admin.get(`/admin/mail/${id}`), '30 Nov 2026 – Birthday: Anna Berg, turns 40');
});

test('of five schedulers at once, and of one again and again, each person gets one letter a week', async () => {
  await anEvent(house, anna);
  await house.staff({ name: 'Second', permissions: ['customers.view'] });
  await rows('UPDATE staff SET anniversary_mail = 1');
  await Promise.all(Array.from({ length: 5 }, () => run()));
  await run('2026-11-24T12:00:00Z');
  await run('2026-11-29T23:59:00Z');
  expect(await mails()).toHaveLength(2);
  await anEvent(house, anna, { month_day: 1203 });
  expect(await run('2026-11-30T06:00:00Z')).toBe(2);
});

test('after a missed Monday it comes on the next day, never at night; daily it comes each day', async () => {
  await anEvent(house, anna, { occurrence: 'monthly', month_day: 127, year: null });
  expect(await run('2026-11-23T05:59:00Z')).toBe(0);
  expect(await run('2026-11-25T03:00:00Z')).toBe(0);
  expect(await run('2026-11-25T06:00:00Z')).toBe(1);
  await setting('anniversaryMailRhythm', 'daily');
  expect([await run('2026-11-26T06:00:00Z'), await run('2026-11-26T07:00:00Z'), await run('2026-11-27T06:00:00Z')]).toEqual([1, 0, 1]);
});

test('hours and days are the company\'s', async () => {
  await setting('timeZone', 'Pacific/Auckland');
  await setting('anniversaryMailRhythm', 'daily');
  await setting('anniversaryMailDays', 1);
  await anEvent(house, anna, { month_day: 1125 });
  expect(await run('2026-11-22T17:00:00Z')).toBe(0);
  expect(await run('2026-11-23T16:59:00Z')).toBe(0);
  expect(await run('2026-11-23T17:00:00Z')).toBe(1);
});

test('nothing due, no letter; nobody is told of customers they may not see, nor anybody who left', async () => {
  const ben = await aPerson(house, 'Ben', 'Ozols');
  const [own, none, left] = await Promise.all(['Own', 'None', 'Left'].map((name) => house.staff({ name })));
  await anAdminOf(house, ben, own.id);
  await anEvent(house, anna);
  await rows('UPDATE staff SET anniversary_mail = 1, active = id <> ?', [left.id]);
  await run();
  expect((await mails()).map((mail) => mail.to)).toEqual([adminId]);
  await anEvent(house, ben);
  await run('2026-11-30T07:00:00Z');
  expect(await mails()).toHaveLength(1);
  house.clock.set(null);
  await rows('UPDATE staff SET anniversary_mail_on = NULL');
  await rows('DELETE FROM mail_outbox');
  await run();
  expect((await mails()).map((mail) => [mail.to, mail.list])).toEqual([[adminId, expect.stringContaining('Anna Berg')], [own.id, '24 Nov 2026 – Birthday: Ben Ozols, turns 40']]);
  expect((await mails()).map((mail) => mail.to)).not.toContain(none.id);
});

test('29 February stands in the letter on the day on which it stands in the report (behaviour 47)', async () => {
  await anEvent(house, anna, { month_day: 229, year: 2000 });
  await anEvent(house, anna, { month_day: 229, year: 2000, leap_rule: 'mar1', type: 'name_day' });
  await run('2027-02-22T06:00:00Z');
  await run('2028-02-28T06:00:00Z');
  expect((await mails()).map(({ list }) => list)).toEqual([
    '28 Feb 2027 – Birthday: Anna Berg, turns 27\n1 Mar 2027 – Name day: Anna Berg, 27 years', '29 Feb 2028 – Birthday: Anna Berg, turns 28\n29 Feb 2028 – Name day: Anna Berg, 28 years',
  ]);
});

test('a long list ends with a word, and names that turn lines or directions stay one line each', async () => {
  await anEvent(house, anna, { type: 'other', name: 'A\u2028B\nC', month_day: 1123 });
  const many = Array.from({ length: 60 }, () => [anna, 'birthday', 1124, 'yearly', new Date(), new Date()]);
  await house.dataSource.query('INSERT INTO customer_events (customer_id, type, month_day, occurrence, created_at, updated_at) VALUES ?', [many]);
  await run();
  const lines = (await mails())[0].list.split('\n');
  expect([lines.length, lines[0], lines[40]]).toEqual([41, '23 Nov 2026 – A B C: Anna Berg, 40 years', '… and more, which the report shows.']);
});

test('a letter that waited too long, or whose reader lost every customer, is not sent', async () => {
  const { id } = await house.staff({ name: 'Own' });
  await anAdminOf(house, anna, id);
  await anEvent(house, anna);
  await rows('UPDATE staff SET anniversary_mail = 1');
  const deliver = (at: string) => {
    house.clock.set(new Date(at));
    return house.app.get(MailDelivery).run(new Date(at));
  };
  await run();
  await rows('DELETE FROM customer_admins');
  await deliver('2026-11-24T12:00:00Z');
  expect((await mails()).map(({ state, reason }) => [state, reason])).toEqual([['sent', null], ['dropped', 'customer_hidden']]);
  await rows('UPDATE staff SET anniversary_mail_on = NULL');
  await rows('DELETE FROM mail_outbox');
  await run();
  await deliver('2026-11-30T00:00:00Z');
  expect((await mails()).map(({ state, reason }) => [state, reason])).toEqual([['dropped', 'anniversaries_over']]);
});

test('how often and how far is set by administrators, within bounds', async () => {
  const page = await admin.get('/admin/settings/anniversaries');
  const read = /name="read" value="([^"]*)"/.exec(page.text)![1].replaceAll('&quot;', '"');
  const save = (days: string, rhythm = 'daily') => admin.post('/admin/settings/anniversaries', { read, anniversaryMailRhythm: rhythm, anniversaryMailDays: days });
  for (const wrong of ['0', '61', '', 'x']) expect((await save(wrong)).status).toBe(422);
  expect((await save('9', 'hourly')).status).toBe(422);
  to(await save('14'));
  expect(house.app.get(SettingsStore).all()).toMatchObject({ anniversaryMailRhythm: 'daily', anniversaryMailDays: 14 });
});
