import { SettingsStore } from '../../src/modules/settings/settings.store';
import { startApplication } from '../support/application';
import { anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { decoded, shows } from '../customers/form';
import { aPerson, anEvent } from './support';

let house: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let anna: string;
let ben: string;

beforeAll(async () => { house = await startApplication(); });
afterAll(() => house.close());
beforeEach(async () => {
  await house.reset();
  house.clock.set(new Date('2026-11-22T10:00:00Z'));
  admin = await house.admin();
  anna = await aPerson(house, 'Anna', 'Berg');
  ben = await aPerson(house, 'Ben', 'Ozols');
});

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const happens = (customerId: string, columns: Record<string, unknown> = {}) => anEvent(house, customerId, columns);
const wedding = (customerId: string, partnerId: string | null, changed: Record<string, unknown> = {}) => happens(customerId, { type: 'wedding', year: 2001, partner_id: partnerId, relationship: partnerId && 'spouse', ...changed });
const REPORT = '/admin/reports/anniversaries';

/** The lines of the file: day, event, years and people. */
async function lines(query = '', visitor = admin): Promise<string[]> {
  const { text } = await visitor.get(`${REPORT}.csv?${query}`);
  return text.trim().split('\r\n').slice(1).map((line) => line.split(',')).map(([on, event, , years, first, , second]) => [on, event, years, first, second].filter(Boolean).join(' '));
}
const year = (from: number) => `period=custom&from=${from}-01-01&to=${from}-12-31`;

test('the report shows what is due with its day, who and which one, and the menu leads there', async () => {
  await happens(anna);
  await happens(ben, { year: null, month_day: 1123, name: 'First <order>', type: 'other' });
  const page = await admin.get(REPORT);
  shows(page, '24 Nov 2026');
  shows(page, 'turns 40');
  shows(page, 'First <order>');
  expect(decoded(page.text)).toMatch(/Tomorrow[\s\S]*Ben Ozols[\s\S]*Anna Berg/);
  shows(await admin.get('/admin'), `href="${REPORT}"`);
  shows(await admin.get('/admin'), 'Birthday: Anna Berg, turns 40');
});

test('a couple is one line, also when both have noted the wedding, with the year that either knows', async () => {
  await wedding(anna, ben, { year: null });
  await wedding(ben, anna);
  expect(await lines()).toEqual(['2026-11-24 Wedding anniversary 25 Anna Berg Ben Ozols']);
  await wedding(anna, ben, { year: 1999 });
  await happens(ben, { type: 'birthday', partner_id: anna, relationship: 'spouse' });
  expect(await lines()).toEqual(['2026-11-24 Wedding anniversary 25 Anna Berg Ben Ozols', '2026-11-24 Wedding anniversary 27 Anna Berg Ben Ozols', '2026-11-24 Birthday 40 Ben Ozols']);
});

test('of a couple, only those are named whom the reader may see and who are active; either brings the line', async () => {
  await wedding(anna, ben);
  await wedding(ben, anna);
  const { id, visitor } = await house.staff({ name: 'Own' });
  await anAdminOf(house, ben, id);
  expect(await lines('', visitor)).toEqual(['2026-11-24 Wedding anniversary 25 Ben Ozols']);
  expect((await visitor.get(REPORT)).text).not.toContain('Anna');
  await rows('UPDATE customers SET active = 0 WHERE id = ?', [anna]);
  expect(await lines()).toEqual(['2026-11-24 Wedding anniversary 25 Ben Ozols']);
  await rows('UPDATE customers SET active = 0');
  expect(await lines()).toEqual([]);
  await rows('UPDATE customers SET active = 1');
  await admin.post(`/admin/customers/${anna}/deletion`);
  expect(await lines()).toEqual(['2026-11-24 Wedding anniversary 25 Ben Ozols']);
});

test('whoever sees only their own customers finds no others\', by no filter', async () => {
  await happens(anna);
  await happens(ben);
  const { id, visitor } = await house.staff({ name: 'Own' });
  await anAdminOf(house, anna, id);
  for (const query of ['', 'type=birthday', 'admin=me', `admin=${id}`]) expect(await lines(query, visitor)).toEqual(['2026-11-24 Birthday 40 Anna Berg']);
  expect((await visitor.get(REPORT)).text).not.toContain('Ben Ozols');
});

test('29 February comes once a year, on the same day in list and file, by each event\'s rule (behaviour 47)', async () => {
  await happens(anna, { month_day: 229, year: 2000 });
  await happens(ben, { month_day: 229, year: 2000, leap_rule: 'mar1' });
  for (const [from, a, b] of [[2026, '2026-02-28', '2026-03-01'], [2027, '2027-02-28', '2027-03-01'], [2028, '2028-02-29', '2028-02-29'], [2100, '2100-02-28', '2100-03-01']] as const) {
    expect(await lines(year(from))).toEqual([`${a} Birthday ${from - 2000} Anna Berg`, `${b} Birthday ${from - 2000} Ben Ozols`]);
    const page = decoded((await admin.get(`${REPORT}?${year(from)}`)).text);
    expect([...page.matchAll(/<time datetime="(\d{4}-\d{2}-\d{2})">[\s\S]*?<bdi>(\w+)/g)].map(([, on, who]) => `${who} ${on}`)).toEqual([`Anna ${a}`, `Ben ${b}`]);
  }
  expect(await rows('SELECT DISTINCT month_day FROM customer_events')).toEqual([{ month_day: 229 }]);
});

test('once, monthly, over the end of a year, and nothing before it began or that is left out', async () => {
  await happens(anna, { occurrence: 'once', year: 2026, month_day: 1231 });
  await happens(anna, { occurrence: 'monthly', year: 2026, month_day: 1031, type: 'name_day' });
  await happens(ben, { year: 2030, month_day: 105 });
  await happens(ben, { in_report: 0 });
  expect(await lines('period=custom&from=2026-10-01&to=2027-02-28')).toEqual([
    '2026-10-31 Name day Anna Berg', '2026-11-30 Name day Anna Berg', '2026-12-31 Birthday Anna Berg', '2026-12-31 Name day Anna Berg', '2027-01-31 Name day Anna Berg', '2027-02-28 Name day Anna Berg',
  ]);
});

test('type, group and customer admin narrow it; of a couple either may be in the group', async () => {
  await wedding(anna, ben);
  await happens(anna);
  const { insertId: group }: { insertId: number } = await house.dataSource.query("INSERT INTO customer_groups (name, created_at, updated_at) VALUES ('VIP', NOW(), NOW())");
  await rows('INSERT INTO customer_group_members (group_id, customer_id) VALUES (?, ?)', [group, ben]);
  const { id } = await house.staff({ name: 'Someone' });
  await anAdminOf(house, ben, id);
  expect(await lines('type=birthday')).toEqual(['2026-11-24 Birthday 40 Anna Berg']);
  for (const query of [`group=${group}`, `admin=${id}`]) expect(await lines(query)).toEqual(['2026-11-24 Wedding anniversary 25 Anna Berg Ben Ozols']);
});

test('periods are of the company\'s days; nonsense shows the next thirty days and says so', async () => {
  await rows("INSERT INTO settings (name, value, updated_at) VALUES ('timeZone', '\"Pacific/Kiritimati\"', NOW()) ON DUPLICATE KEY UPDATE value = VALUES(value)");
  house.clock.set(new Date('2026-11-30T12:00:00Z'));
  await house.app.get(SettingsStore).reload();
  admin = await house.admin();
  for (const [period, span] of [['next30', '1 Dec 2026 to 30 Dec 2026'], ['week', '30 Nov 2026 to 6 Dec 2026'], ['month', '1 Dec 2026 to 31 Dec 2026'], ['nextMonth', '1 Jan 2027 to 31 Jan 2027']]) {
    await rows('DELETE FROM customer_events');
    await happens(anna, { occurrence: 'monthly', month_day: 105 });
    shows(await admin.get(`${REPORT}?period=${period}`), span);
  }
  for (const wrong of ['from=2026-02-30&to=2026-03-01', 'from=2026-03-02&to=2026-03-01', 'from=2026-01-01&to=2027-01-02', '', 'from=x&to[]=y', 'from=9999-01-01&to=9999-01-02']) {
    shows(await admin.get(`${REPORT}?period=custom&${wrong}`), 'no period of at most 366 days');
  }
});

test('a long report is read page after page without a gap or a double, and whole as a file', async () => {
  const many = Array.from({ length: 130 }, (_, at) => [anna, 'other', `Day ${at}`, 1124 + (at % 3), 'yearly', new Date(), new Date()]);
  await house.dataSource.query('INSERT INTO customer_events (customer_id, type, name, month_day, occurrence, created_at, updated_at) VALUES ?', [many]);
  const seen: string[] = [];
  for (let address: string | undefined = REPORT; address; ) {
    const page: string = decoded((await admin.get(address)).text);
    seen.push(...[...page.matchAll(/<bdi>(Day \d+)</g)].map(([, name]) => name));
    address = /rel="next" href="([^"]+)"/.exec(page)?.[1];
  }
  expect([seen.length, new Set(seen).size]).toEqual([130, 130]);
  expect((await lines()).length).toBe(130);
});

test('the calendar file has the days of the report; one that would be endless is refused with a word', async () => {
  await wedding(anna, ben, { month_day: 1124 });
  await happens(anna, { month_day: 229, year: 2000 });
  const file = await admin.get(`${REPORT}.ics?period=custom&from=2026-11-01&to=2027-03-31`);
  expect([file.status, file.headers['content-disposition']]).toEqual([200, expect.stringContaining('attachment')]);
  expect([...file.text.matchAll(/DTSTART;VALUE=DATE:(\d+)[\s\S]*?SUMMARY:([^\r]*)/g)].map(([, on, words]) => `${on} ${words}`)).toEqual(['20261124 Wedding anniversary: Anna Berg & Ben Ozols\\, 25 years', '20270228 Birthday: Anna Berg\\, turns 27']);
  const many = Array.from({ length: 2001 }, () => [anna, 'birthday', 1124, 'yearly', new Date(), new Date()]);
  await house.dataSource.query('INSERT INTO customer_events (customer_id, type, month_day, occurrence, created_at, updated_at) VALUES ?', [many]);
  const refused = await admin.get(`${REPORT}.ics`);
  expect([refused.status, refused.text.includes('choose a shorter period')]).toEqual([422, true]);
});

test('the report is printed: a document with its lines, in the reader\'s direction, never without end', async () => {
  await happens(anna);
  for (const language of ['en', 'ar']) {
    await rows('UPDATE staff SET language = ?', [language]);
    const { status, headers, body } = await admin.raw().get(`${REPORT}.pdf`).buffer(true).parse((answer, done) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => done(null, Buffer.concat(chunks)));
    });
    expect([status, headers['content-type'], body.subarray(0, 5).toString(), body.toString('latin1').includes(`/Lang (${language})`)]).toEqual([200, 'application/pdf', '%PDF-', true]);
  }
});

test('a name that a spreadsheet would compute is a text', async () => {
  await happens(anna, { type: 'other', name: '=1+1' });
  expect((await admin.get(`${REPORT}.csv`)).text).toContain("'=1+1");
});
