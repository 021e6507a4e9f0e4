import { startApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';
import { formOf, shows, to } from '../customers/form';

let house: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let anna: string;
let ben: string;

beforeAll(async () => { house = await startApplication(); });
afterAll(() => house.close());
beforeEach(async () => {
  await house.reset();
  admin = await house.admin();
  anna = await aCustomer(house, { type: 'person', companyName: null, firstName: 'Anna', lastName: 'Berg' });
  ben = await aCustomer(house, { type: 'person', companyName: null, firstName: 'Ben', lastName: 'Ozols' });
});

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const tab = (id = anna) => `/admin/customers/${id}/events`;
const fields = (changed: Fields = {}): Fields => ({ type: 'wedding', name: '', day: '12', month: '6', year: '2001', occurrence: 'yearly', leapRule: 'feb28', inReport: '1', person: '', partner: '', relationship: '', ...changed });
const add = async (changed: Fields = {}, id = anna, visitor = admin): Promise<string> => {
  expect(to(await visitor.post(tab(id), fields(changed)))).toBe(tab(id));
  return String((await rows<{ id: string }>('SELECT MAX(id) AS id FROM customer_events'))[0].id);
};
const told = async (id: string): Promise<string[]> => (await rows<{ action: string }>("SELECT action FROM activities WHERE subject_kind = 'event' AND customer_id = ? ORDER BY id", [id])).map(({ action }) => action);

test('an event is added, changed, deleted, and comes back by the undo of the flash', async () => {
  const event = await add({ type: 'other', name: '<b>First</b> order', year: '' });
  shows(await admin.get(tab()), '<b>First</b> order');
  expect(to(await admin.post(`${tab()}/${event}`, fields({ type: 'birthday', year: '1990', version: '1' })))).toBe(tab());
  expect(await rows('SELECT type, name, month_day, year, version FROM customer_events')).toEqual([{ type: 'birthday', name: null, month_day: 612, year: 1990, version: 2 }]);
  await admin.post(`${tab()}/${event}/deletion`);
  const after = await admin.get(tab());
  shows(after, 'No events yet');
  shows(after, `action="${tab()}/${event}/restoration"`);
  await admin.post(`${tab()}/${event}/restoration`);
  shows(await admin.get(tab()), 'Birthday');
  expect(await told(anna)).toEqual(['event.added', 'event.edited', 'event.deleted', 'event.restored']);
  shows(await admin.get(`/admin/customers/${anna}/activity`), 'changed an event');
});

test('a link shows on both sides, each with what the other one is, and is told on both logs', async () => {
  await add({ type: 'birthday', person: 'Ben', partner: ben, relationship: 'child' });
  const mine = await admin.get(tab());
  shows(mine, 'Child:');
  shows(mine, `href="${tab(ben)}"`);
  const his = await admin.get(tab(ben));
  shows(his, 'Parent:');
  shows(his, 'Anna Berg');
  expect([await told(anna), await told(ben)]).toEqual([['event.added'], ['event.linked']]);
});

test('the person to link is found by part of a name, without script by a button, and kept while other fields are refused', async () => {
  await aCustomer(house, { companyName: 'Ozols Ltd' });
  const inactive = await aCustomer(house, { type: 'person', companyName: null, firstName: 'Bert', lastName: 'Ozols' });
  await rows('UPDATE customers SET active = 0 WHERE id = ?', [inactive]);
  const found = await admin.post(tab(), fields({ person: 'ozol', do: 'find' }));
  expect(found.status).toBe(200);
  shows(found, `value="${ben}" checked`);
  for (const hidden of ['Ozols Ltd', 'Bert Ozols', 'value="keep"']) expect(found.text).not.toContain(hidden);
  shows(await admin.get(`${tab()}/new?person=ozol`), 'Ben Ozols');
  const refused = await admin.post(tab(), fields({ day: '', person: 'ozol', partner: ben, relationship: 'spouse' }));
  expect(refused.status).toBe(422);
  shows(refused, `value="${ben}" checked`);
  expect((await admin.post(tab(), fields({ person: 'ozol' }))).text).toContain('Choose one of the people found');
  expect(await rows('SELECT id FROM customer_events')).toEqual([]);
});

test.each<[string, Fields, string]>([
  ['no day', { day: '' }, 'day-e'],
  ['31 June', { day: '31' }, 'day-e'],
  ['29 February of a common year', { day: '29', month: '2', year: '2023' }, 'day-e'],
  ['once without its year', { occurrence: 'once', year: '' }, 'year-e'],
  ['“other” without a name', { type: 'other' }, 'name-e'],
  ['an unknown type', { type: 'party' }, 'type-e'],
  ['a month there is not', { month: '13' }, 'month-e'],
  ['a year before all records', { year: '99' }, 'year-e'],
])('%s is refused at its field, with what was typed', async (_, wrong, at) => {
  const refused = await admin.post(tab(), fields({ ...wrong, day: wrong.day ?? '12' }));
  expect([refused.status, refused.text.includes(`id="${at}"`)]).toEqual([422, true]);
  expect(await rows('SELECT id FROM customer_events')).toEqual([]);
});

test('29 February is stored as such, with or without a year', async () => {
  await add({ type: 'birthday', day: '29', month: '2', year: '', leapRule: 'mar1' });
  await add({ type: 'birthday', day: '29', month: '2', year: '2000' });
  expect(await rows('SELECT month_day, leap_rule FROM customer_events')).toEqual([{ month_day: 229, leap_rule: 'mar1' }, { month_day: 229, leap_rule: 'feb28' }]);
});

test('companies have no events, and a person with events, its own or another\'s, does not become one (CUS-19)', async () => {
  const acme = await aCustomer(house);
  for (const answer of [await admin.get(tab(acme)), await admin.get(`${tab(acme)}/new`), await admin.post(tab(acme), fields())]) {
    expect([answer.status, answer.text.includes('Events belong to persons')]).toEqual([422, true]);
  }
  expect((await admin.get(`/admin/customers/${acme}`)).text).not.toContain(`${tab(acme)}"`);
  expect((await admin.post(tab(), fields({ partner: acme, relationship: 'friend' }))).status).toBe(422);
  await add({ partner: ben, relationship: 'spouse' });
  const [{ id: group }] = await rows<{ id: string }>('SELECT CAST(id AS CHAR) AS id FROM customer_groups LIMIT 1');
  for (const id of [anna, ben]) {
    const edit = `/admin/customers/${id}/edit?step=general`;
    const answer = await admin.post(edit, { ...formOf((await admin.get(edit)).text), type: 'company', companyName: 'Now a company', groupIds: [group], do: 'save' });
    shows(answer, 'has events such as birthdays, or is linked');
  }
  expect(await rows("SELECT id FROM customers WHERE type = 'person'")).toHaveLength(2);
});

test('who may not see a customer can neither link nor read it, and keeps the link when changing the rest (A3)', async () => {
  const { id, visitor } = await house.staff({ name: 'Own' });
  await anAdminOf(house, anna, id);
  for (const partner of [ben, '999999', '0', 'x', anna, '9'.repeat(19)]) {
    const refused = await visitor.post(tab(), fields({ partner, relationship: 'spouse' }));
    expect([partner, refused.status, refused.text.includes('There is no such person')]).toEqual([partner, 422, true]);
  }
  expect((await visitor.get(`${tab()}/new?person=ozol`)).text).not.toContain('Ben Ozols');
  const event = await add({ partner: ben, relationship: 'spouse' });
  for (const path of [tab(), `${tab()}/${event}/edit`, `/admin/customers/${anna}/activity`]) expect((await visitor.get(path)).text).not.toMatch(/Ben|Ozols/);
  to(await visitor.post(`${tab()}/${event}`, fields({ partner: 'keep', relationship: 'partner', version: '1' })));
  expect(await rows('SELECT CAST(partner_id AS CHAR) AS partner, relationship FROM customer_events')).toEqual([{ partner: ben, relationship: 'partner' }]);
  expect((await visitor.get(tab(ben))).status).toBe(404);
  await anAdminOf(house, ben, id);
  await rows('DELETE FROM customer_admins WHERE customer_id = ?', [anna]);
  const his = await visitor.get(tab(ben));
  shows(his, 'somebody you may not see');
  expect(his.text).not.toMatch(/Anna|Berg/);
  expect((await visitor.get(`/admin/customers/${ben}/activity`)).text).not.toMatch(/Anna|Berg/);
});

test('the second of two editors is told, keeps what was typed, and may then save it', async () => {
  const event = await add();
  await admin.post(`${tab()}/${event}`, fields({ day: '13', version: '1' }));
  const second = await admin.post(`${tab()}/${event}`, fields({ day: '14', version: '1' }));
  expect(second.status).toBe(409);
  shows(second, 'Somebody changed this event meanwhile');
  shows(second, 'name="version" value="2"');
  to(await admin.post(`${tab()}/${event}`, fields({ day: '14', version: '2' })));
  expect(await rows('SELECT month_day, version FROM customer_events')).toEqual([{ month_day: 614, version: 3 }]);
});

test('one form sent five times adds one event; two people linking each other at once both succeed', async () => {
  const once = { ...fields(), ...(await admin.hidden()) };
  const answers = await Promise.all(Array.from({ length: 5 }, () => admin.post(tab(), once)));
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(303));
  expect(await rows('SELECT id FROM customer_events')).toHaveLength(1);
  const both = await Promise.all([admin.post(tab(anna), fields({ partner: ben, relationship: 'spouse' })), admin.post(tab(ben), fields({ partner: anna, relationship: 'spouse' }))]);
  expect(both.map(({ status }) => status)).toEqual([303, 303]);
});

test('events go into the trash with their person and come back; another\'s link to it is hidden meanwhile', async () => {
  await add({ partner: ben, relationship: 'spouse' });
  await add({ type: 'birthday' }, ben);
  await admin.post(`/admin/customers/${ben}/deletion`);
  expect(await rows('SELECT id FROM customer_events WHERE deleted_at IS NULL')).toHaveLength(1);
  expect((await admin.get(tab())).text).not.toContain('Ben Ozols');
  await admin.post(`/admin/customers/${ben}/restoration`);
  expect(await rows('SELECT id FROM customer_events WHERE deleted_at IS NULL')).toHaveLength(2);
  shows(await admin.get(tab()), 'Ben Ozols');
});

test('who sees the customer only reads; who does not see it finds nothing', async () => {
  const event = await add();
  const { visitor: viewer } = await house.staff({ name: 'Viewer', permissions: ['customers.view'] });
  const page = await viewer.get(tab());
  expect([page.status, page.text.includes('/deletion"')]).toEqual([200, false]);
  const { visitor: stranger } = await house.staff({ name: 'Stranger', permissions: ['customers.create'] });
  for (const [visitor, status] of [[viewer, 403], [stranger, 404]] as const) {
    expect([(await visitor.get(`${tab()}/new`)).status, (await visitor.post(tab(), {})).status, (await visitor.post(`${tab()}/${event}/deletion`)).status]).toEqual([status, status, status]);
  }
  expect((await admin.post(`${tab(ben)}/${event}`, fields({ version: '1' }))).status).toBe(404);
});
