import { parseICS, type CalendarResponse, type VEvent } from 'node-ical';
import { calendarFile } from '../../src/kernel/calendar/calendar-file';
import { aPerson, anEvent } from '../events/support';
import { shows, to } from '../customers/form';
import { ADMIN, startApplication } from '../support/application';
import { anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';

let house: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let anna: string;

beforeAll(async () => { house = await startApplication(); });
afterAll(() => house.close());
beforeEach(async () => {
  await house.reset();
  house.clock.set(new Date('2026-11-22T10:00:00Z'));
  admin = await house.admin();
  anna = await aPerson(house, 'Anna', 'Berg');
});

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const OWN = '/admin/profile/calendar';

async function make(visitor = admin): Promise<string> {
  const page = await visitor.post(OWN);
  expect(page.status).toBe(200);
  return /value="http:\/\/localhost(\/calendar\/[0-9a-f]{64}\.ics)"/.exec(page.text)![1];
}
const read = (path: string, headers: Record<string, string> = {}) => house.visitor().raw().get(path).set(headers);
const summaries = async (path: string): Promise<string[]> => events((await read(path)).text).map(({ summary }) => String(summary));

/** Entries as a calendar program reads them, after a strict look at the lines. */
function events(text: string): VEvent[] {
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0\x07]/);
  for (const line of text.split('\r\n')) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(line).toMatch(/^(?:$|[A-Z][A-Z-]*[:;]|[ \t])/);
    expect(line.isWellFormed()).toBe(true);
  }
  const parsed: CalendarResponse = parseICS(text);
  return Object.values(parsed).filter((entry): entry is VEvent => entry?.type === 'VEVENT');
}

test('the address is shown once, opens without a session, and holds anniversaries as whole days', async () => {
  await anEvent(house, anna);
  const path = await make();
  expect((await admin.get(OWN)).text).not.toContain('.ics');
  const answer = await read(path);
  expect([answer.status, answer.headers['content-type'], answer.headers['cache-control'], answer.headers['set-cookie']]).toEqual([200, 'text/calendar; charset=utf-8', 'private, no-cache', undefined]);
  const found = events(answer.text);
  expect(found.map(({ summary }) => summary)).toEqual(['Birthday: Anna Berg, turns 40', 'Birthday: Anna Berg, turns 41']);
  expect(answer.text).toContain('DTSTART;VALUE=DATE:20261124');
  expect(answer.text).toMatch(/UID:event-\d+-2026-11-24@localhost/);
  expect(JSON.stringify(await rows('SELECT * FROM staff_calendars'))).not.toContain(path.slice(10, 74));
  shows(await admin.get(OWN), 'Last read:');
});

test('the same calendar has the same text, and is not sent again to whoever has it', async () => {
  await anEvent(house, anna);
  const path = await make();
  const first = await read(path);
  house.clock.set(new Date('2026-11-22T10:07:00Z'));
  const again = await read(path, { 'If-None-Match': first.headers.etag });
  expect([again.status, again.text, again.headers.etag]).toEqual([304, '', first.headers.etag]);
  await rows("UPDATE customers SET display_name = 'Anna Other'");
  expect((await read(path, { 'If-None-Match': first.headers.etag })).status).toBe(200);
});

test('a wrong, badly shaped, replaced or revoked address and that of somebody who left are the same 404', async () => {
  const { id, visitor } = await house.staff({ name: 'Leaver' });
  const [left, old] = [await make(visitor), await make()];
  await rows('UPDATE staff SET active = 0 WHERE id = ?', [id]);
  const current = await make();
  expect((await read(current)).status).toBe(200);
  const gone = await make();
  expect(to(await admin.post(`${OWN}/revocation`))).toBe(OWN);
  const bodies = new Set<string>();
  for (const path of [left, old, current, gone, `/calendar/${'a'.repeat(64)}.ics`, '/calendar/x.ics', `/calendar/${'A'.repeat(64)}.ics`, '/calendar/%00.ics', "/calendar/'or'1.ics"]) {
    const { status, text } = await read(path);
    expect([path, status]).toEqual([path, 404]);
    bodies.add(text.replace(/[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}|name="(_key|next)" value="[^"]*"/g, ''));
  }
  expect(bodies.size).toBe(1);
  expect(await rows('SELECT action FROM activities WHERE action LIKE \'staff.calendar%\'')).toHaveLength(5);
});

test('the rights of the moment decide: who loses a customer, or sees only their own, reads no others', async () => {
  const ben = await aPerson(house, 'Ben', 'Ozols');
  await anEvent(house, anna, { occurrence: 'once', year: 2026 });
  await anEvent(house, ben, { occurrence: 'once', year: 2026, type: 'wedding', partner_id: anna, relationship: 'spouse' });
  const { id, visitor } = await house.staff({ name: 'Own' });
  await anAdminOf(house, anna, id);
  const path = await make(visitor);
  expect(await summaries(path)).toEqual(['Birthday: Anna Berg', 'Wedding anniversary: Anna Berg']);
  await anAdminOf(house, ben, id);
  expect(await summaries(path)).toEqual(['Birthday: Anna Berg', 'Wedding anniversary: Ben Ozols & Anna Berg']);
  await rows('DELETE FROM customer_admins');
  expect(await summaries(path)).toEqual([]);
});

test('the words are in the reader\'s language', async () => {
  await anEvent(house, anna);
  const path = await make();
  await rows("UPDATE staff SET language = 'de' WHERE email = ?", [ADMIN.email]);
  expect(await summaries(path)).toContain('Geburtstag: Anna Berg, wird 40');
});

test('no text of people ends its line or begins an entry, whatever it holds', async () => {
  const name = 'X\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:file:///etc/passwd\r;,\\ "\u2028\u0085\0\x07\u202e ж👩‍👩‍👧 \ud800';
  await anEvent(house, anna, { type: 'other', name: name.replace('\ud800', '').slice(0, 120), occurrence: 'once', year: 2026 });
  const [entry, ...more] = events((await read(await make())).text);
  expect([more, String(entry.summary).startsWith('X\nEND:VEVENT\nBEGIN:VEVENT\nATTACH')]).toEqual([[], true]);
  for (const text of [name, 'ж'.repeat(900), '👩‍👩‍👧'.repeat(200), `${'a'.repeat(66)}👩`, '', '\\', '\\n;,']) {
    const [written] = events(calendarFile(name, 'h.example', [{ uid: 'a-1', on: '2026-02-28', summary: text, description: text, url: 'http://h.example/a', changedAt: new Date(0) }]));
    expect(written.uid).toBe('a-1@h.example');
  }
});

test('moments are instants in UTC and ring when they come', () => {
  const text = calendarFile('N', 'h.example', [{ uid: 'r-1', on: new Date('2026-03-29T01:30:00Z'), summary: 'Call', alarm: true, changedAt: new Date(0) }]);
  expect(events(text)[0].start.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(text).toMatch(/DTSTART:20260329T013000Z[\s\S]*BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER[^\r]*:-?PT0S/);
});

test('a calendar is bounded: from a quarter of a year ago to two years ahead, a thousand days of a kind', async () => {
  await anEvent(house, anna, { occurrence: 'monthly', month_day: 115, year: null });
  const path = await make();
  const days = events((await read(path)).text).map(({ start }) => start.getTime()).sort((a, b) => a - b);
  expect([days.length, days[0] > Date.parse('2026-08-23'), days[days.length - 1] < Date.parse('2028-11-23')]).toEqual([27, true, true]);
  const many = Array.from({ length: 1100 }, () => [anna, 'birthday', 1130, 'yearly', new Date(), new Date()]);
  await house.dataSource.query('INSERT INTO customer_events (customer_id, type, month_day, occurrence, created_at, updated_at) VALUES ?', [many]);
  expect(events((await read(path)).text)).toHaveLength(1000);
});

test('who asks too often is told when to come back, for its own calendar or after many wrong addresses', async () => {
  const path = await make();
  let answer = await read(path);
  for (let n = 0; n < 60; n += 1) answer = await read(path);
  expect([answer.status, Number(answer.headers['retry-after']) > 0]).toEqual([429, true]);
  house.clock.set(new Date('2026-11-22T10:11:00Z'));
  expect((await read(path)).status).toBe(200);
  for (let n = 0; n < 30; n += 1) await read(`/calendar/${'b'.repeat(63)}${n % 10}.ics`);
  expect((await read(path)).status).toBe(429);
});

test('one\'s own open reminders stand in it, each time of a recurrence at its own instant; paused ones and others\' do not', async () => {
  const [{ id: me }] = await rows<{ id: string }>('SELECT id FROM staff WHERE email = ?', [ADMIN.email]);
  const { id: other } = await house.staff({ name: 'Other', permissions: ['customers.view'] });
  const remind = (staffId: string, body: string, columns: Record<string, unknown> = {}) => {
    const row = { customer_id: anna, staff_id: staffId, body, zone: 'Europe/Berlin', starts_local: '2027-03-27 09:30:00', next_local: '2027-03-27 09:30:00', next_at: '2027-03-27 08:30:00', created_at: new Date(), updated_at: new Date(), ...columns };
    return rows(`INSERT INTO reminders (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`, Object.values(row));
  };
  await remind(me, 'Each day', { recurrence: JSON.stringify({ unit: 'daily', every: 1, days: [], until: '2027-03-29', leapDay: 'feb28', count: null }) });
  await remind(me, 'Done', { state: 'done' });
  await remind(me, 'Deleted', { deleted_at: new Date() });
  await remind(other, 'Not mine');
  const path = await make();
  const found = events((await read(path)).text);
  expect(found.map(({ start, summary }) => `${start.toISOString()} ${String(summary)}`)).toEqual([
    '2027-03-27T08:30:00.000Z Each day (Anna Berg)', '2027-03-28T07:30:00.000Z Each day (Anna Berg)', '2027-03-29T07:30:00.000Z Each day (Anna Berg)',
  ]);
  await admin.post(`/admin/customers/${anna}/deactivation`);
  expect(await summaries(path)).toEqual([]);
});

test('one form sent twice makes one address, and both are shown it', async () => {
  const form = await admin.hidden();
  const [one, two] = await Promise.all([admin.post(OWN, form), admin.post(OWN, form)]);
  const address = /\/calendar\/[0-9a-f]{64}/;
  expect(address.exec(one.text)![0]).toBe(address.exec(two.text)![0]);
  expect(await rows("SELECT id FROM activities WHERE action = 'staff.calendarMade'")).toHaveLength(1);
});
