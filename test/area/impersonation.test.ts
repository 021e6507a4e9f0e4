import { EndImpersonations } from '../../src/modules/area/impersonation/end-impersonations.job';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import { startApplication } from '../support/application';
import type { Visitor } from '../support/visitor';

let house: Awaited<ReturnType<typeof startApplication>>;
let customer: string;
let pia: { id: string; linkId: string; email: string; visitor: Visitor };

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.reset();
  customer = await aCustomer(house, { companyName: 'Nordlicht' });
  pia = await house.contact(customer, { name: 'Pia' });
});

const HELPER = ['customers.view', 'customers.impersonate'] as const;
const helper = () => house.staff({ name: 'Helper', permissions: [...HELPER] });
const path = () => `/admin/customers/${customer}/impersonation`;

function cookies(headers: Record<string, unknown>): string {
  return String(headers['set-cookie'] ?? '');
}

/** Logs in as Pia. @returns the visitor, who looks from now on */
async function look(visitor: Visitor): Promise<Visitor> {
  const begun = await visitor.post(path(), { contact: pia.linkId, reason: 'She called' });
  expect([begun.status, begun.headers.location]).toEqual([303, '/impersonation']);
  expect((await visitor.get('/impersonation')).text).toContain('Go on as Pia');
  expect((await visitor.get('/')).status).toBe(303);
  const entered = await visitor.raw().post('/impersonation').type('form').send({});
  expect([entered.status, entered.headers.location]).toEqual([303, '/']);
  expect((await visitor.get('/')).status).toBe(200);
  return visitor;
}

test('staff see the area as the contact, with a banner, and come back with one click; both stand in the activity (ARE-6)', async () => {
  const { visitor } = await helper();
  expect((await visitor.get(path())).text).toContain('Pia');
  await look(visitor);
  const page = await visitor.get('/');
  expect(page.text).toMatch(/class="imp"[^]*read-only, for 30 more minutes[^]*action="\/impersonation\/end"/);
  const left = await visitor.post('/impersonation/end');
  expect([left.status, left.headers.location]).toEqual([303, `/admin/customers/${customer}`]);
  expect((await visitor.get('/')).status).toBe(303);
  const activity = await visitor.get(`/admin/customers/${customer}/activity`);
  expect(activity.status).toBe(200);
  for (const words of ['logged in as', 'She called', 'ended the login as']) expect(activity.text).toContain(words);
  expect(await house.dataSource.query('SELECT id FROM mail_outbox')).toEqual([]);
});

test('while staff look as a client, no page under /admin opens, in any tab; the way back does (A15)', async () => {
  const { visitor } = await helper();
  const other = path();
  await look(visitor);
  for (const closed of ['/admin', '/admin/customers', `/admin/customers/${customer}`, '/admin/profile', other]) expect((await visitor.get(closed)).status).toBe(404);
  const page = await visitor.get('/admin/impersonation');
  expect(page.text).toContain('You are logged in as Pia');
  expect((await visitor.post(other, { contact: pia.linkId, reason: 'Nested' })).status).toBe(404);
  expect((await visitor.post('/admin/impersonation/end')).headers.location).toBe(`/admin/customers/${customer}`);
  expect((await visitor.get('/')).status).toBe(303);
  expect((await visitor.get('/admin')).status).toBe(200);
});

test('it reads only (A15)', async () => {
  const { visitor } = await helper();
  await look(visitor);
  const before = await house.dataSource.query('SELECT * FROM contacts WHERE id = ?', [pia.id]);
  const routes = ['/profile', '/password/change', '/colleagues', '/profile/email'];
  for (const route of routes) expect([403, 404]).toContain((await visitor.post(route, { email: 'mine@helper.example', password: 'x' })).status);
  expect(await house.dataSource.query('SELECT * FROM contacts WHERE id = ?', [pia.id])).toEqual(before);
});

test('needs the right and the customer: others are refused, and do not find it (A15)', async () => {
  const viewer = await house.staff({ name: 'Viewer', permissions: ['customers.view', 'customers.edit'] });
  expect((await viewer.visitor.get(path())).status).toBe(403);
  expect((await viewer.visitor.post(path(), { contact: pia.linkId, reason: 'x' })).status).toBe(403);
  expect((await viewer.visitor.get(`/admin/customers/${customer}`)).text).not.toContain('/impersonation');
  const elsewhere = await house.staff({ name: 'Elsewhere', permissions: ['customers.impersonate'] });
  await anAdminOf(house, await aCustomer(house, { companyName: 'Other' }), elsewhere.id);
  expect((await elsewhere.visitor.get(path())).status).toBe(404);
  expect((await elsewhere.visitor.post(path(), { contact: pia.linkId, reason: 'x' })).status).toBe(404);
});

test('asks for a reason and for a contact of this customer that may sign in', async () => {
  const { visitor } = await helper();
  expect((await visitor.post(path(), { contact: pia.linkId, reason: ' ' })).status).toBe(422);
  const foreign = await house.contact(await aCustomer(house, { companyName: 'Other' }), { name: 'Otto' });
  expect((await visitor.post(path(), { contact: foreign.linkId, reason: 'x' })).status).toBe(422);
  const silent = await aContact(house, customer, { firstName: 'Silent' });
  expect((await visitor.post(path(), { contact: silent, reason: 'x' })).status).toBe(422);
  await house.dataSource.query('UPDATE contacts SET active = 0');
  expect((await visitor.post(path(), { contact: pia.linkId, reason: 'x' })).status).toBe(422);
  expect((await visitor.get(path())).text).toContain('Nobody can be logged in as');
  expect(await house.dataSource.query('SELECT id FROM impersonations')).toEqual([]);
});

test('the way in opens once, within a minute, in the browser it was made for', async () => {
  const { visitor } = await helper();
  await visitor.post(path(), { contact: pia.linkId, reason: 'x' });
  expect((await house.visitor().raw().post('/impersonation').type('form').send({})).status).toBe(404);
  const answers = await Promise.all([1, 2].map(() => visitor.raw().post('/impersonation').type('form').send({})));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
  const late = await helper();
  await late.visitor.post(path(), { contact: pia.linkId, reason: 'x' });
  await house.dataSource.query('UPDATE impersonations SET entry_until = started_at');
  expect((await late.visitor.raw().post('/impersonation').type('form').send({})).status).toBe(404);
});

test('a session of its own, under a new id; the contact\'s own sessions are others, and are not shown its (A14)', async () => {
  const { visitor } = await helper();
  const begun = await visitor.post(path(), { contact: pia.linkId, reason: 'x' });
  expect(cookies(begun.headers)).toMatch(/clientele_entry=[0-9a-f]{64};.*Path=\/impersonation;.*HttpOnly; SameSite=Strict/);
  const fixed = 'clientele_area=s%3Afixed.x';
  const entered = await visitor.raw().post('/impersonation').set('Cookie', `${fixed}; ${/clientele_entry=[0-9a-f]{64}/.exec(cookies(begun.headers))![0]}`).type('form').send({});
  expect(cookies(entered.headers)).toMatch(/clientele_area=s%3A(?!fixed)/);
  expect((await pia.visitor.get('/')).text).not.toContain('class="imp"');
  const [{ n }] = await house.dataSource.query('SELECT COUNT(DISTINCT id_hash) AS n FROM sessions WHERE principal_id = ? AND kind = ?', [pia.id, 'contact']);
  expect(Number(n)).toBe(2);
});

test.each([
  ['the member of staff is deactivated', 'UPDATE staff SET active = 0 WHERE id = ?'],
  ['the right is taken away', "DELETE FROM role_permissions WHERE permission = 'customers.impersonate' AND 0 <> ?"],
  ['the customer is out of sight', "DELETE FROM role_permissions WHERE permission = 'customers.view' AND 0 <> ?"],
  ['the staff session ends', "DELETE FROM sessions WHERE kind = 'staff' AND principal_id = ?"],
  ['the contact is deactivated', 'UPDATE contacts SET active = 0 WHERE 0 <> ?'],
  ['the time is over', 'UPDATE impersonations SET expires_at = started_at WHERE staff_id = ?'],
])('the next request is refused when %s', async (_, sql) => {
  const { id, visitor } = await helper();
  await look(visitor);
  await house.dataSource.query(sql, [id]);
  expect((await visitor.get('/')).status).toBe(303);
});

test('after thirty minutes it is over, written down once, and the staff session is free again', async () => {
  const { visitor } = await helper();
  await look(visitor);
  const job = house.app.get(EndImpersonations);
  expect(await job.run(new Date(Date.now() + 29 * 60_000))).toBe(0);
  house.clock.set(new Date(Date.now() + 31 * 60_000));
  expect((await visitor.get('/')).status).toBe(303);
  expect((await visitor.get('/admin')).status).toBe(200);
  const done = await Promise.all([job.run(house.clock.now()), job.run(house.clock.now())]);
  expect(done[0] + done[1]).toBe(1);
  expect((await visitor.get(`/admin/customers/${customer}/activity`)).text).toContain('ended the login as');
});

test('signing out of the area while looking leads back to the customer', async () => {
  const { visitor } = await helper();
  await look(visitor);
  expect((await visitor.post('/logout')).headers.location).toBe(`/admin/customers/${customer}`);
  expect((await visitor.get('/admin')).status).toBe(200);
});
