import { startApplication, type TestApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;
let bob: { id: string; visitor: Visitor };
let eve: { id: string; visitor: Visitor };

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(async () => {
  await test.reset();
  admin = await test.admin();
  bob = await test.staff({ name: 'Bob' });
  eve = await test.staff({ name: 'Eve' });
});
afterAll(() => test.close());

const handover = (toId: string, from = bob.id) => admin.post(`/admin/staff/${from}/handover`, { toId });
const adminsOf = async (customer: string): Promise<string[]> =>
  (await test.dataSource.query('SELECT CAST(staff_id AS CHAR) AS id FROM customer_admins WHERE customer_id = ? ORDER BY staff_id', [customer])).map(({ id }: { id: string }) => id);
const managerOf = async (customer: string): Promise<string> =>
  (await test.dataSource.query('SELECT CAST(account_manager_id AS CHAR) AS id FROM customers WHERE id = ?', [customer]))[0].id;

/** Three customers: Bob and Eve look after the first, Bob after the second; Bob manages the second and third. */
async function three(): Promise<[string, string, string]> {
  const [one, two, other] = [await aCustomer(test, { companyName: 'One' }), await aCustomer(test, { companyName: 'Two' }), await aCustomer(test, { companyName: 'Three' })];
  await anAdminOf(test, one, bob.id);
  await anAdminOf(test, one, eve.id);
  await anAdminOf(test, two, bob.id);
  await test.dataSource.query('UPDATE customers SET account_manager_id = ? WHERE id IN (?, ?)', [bob.id, two, other]);
  return [one, two, other];
}

it('shows what goes over, with links, and moves all of it in one step', async () => {
  const [one, two, other] = await three();
  const preview = (await admin.get(`/admin/staff/${bob.id}/handover`)).text;
  expect(preview).toContain('2 customers, as customer admin');
  expect(preview).toContain('2 customers, as account manager');
  const links = [...preview.matchAll(/href="(\/admin\/customers\?[^"]+)"/g)].map(([, href]) => href);
  expect((await admin.get(links[0])).text).toContain('>Two<');
  expect((await bob.visitor.get(`/admin/customers/${two}`)).status).toBe(200);
  expect((await eve.visitor.get(`/admin/customers/${two}`)).status).toBe(404);
  expect((await handover(eve.id)).headers.location).toBe(`/admin/staff/${bob.id}`);
  expect(await Promise.all([one, two, other].map(adminsOf))).toEqual([[eve.id], [eve.id], []]);
  expect(await Promise.all([two, other].map(managerOf))).toEqual([eve.id, eve.id]);
  expect((await bob.visitor.get(`/admin/customers/${two}`)).status).toBe(403);
  expect((await eve.visitor.get(`/admin/customers/${two}`)).status).toBe(200);
  expect((await admin.get(`/admin/customers/${two}/activity`)).text).toContain('handed this customer over to Eve, as customer admin');
  expect((await admin.get(`/admin/customers/${other}/activity`)).text).toContain('handed this customer over to Eve, as account manager');
  expect(await test.dataSource.query("SELECT 1 FROM activities WHERE action = 'staff.handedOver' AND subject_id = ?", [bob.id])).toHaveLength(1);
  expect((await admin.get(`/admin/staff/${bob.id}/handover`)).text).toContain('Nothing to hand over');
});

it('goes to active colleagues only, and is for administrators', async () => {
  const [one] = await three();
  for (const nobody of ['', '0', '999999', bob.id]) expect((await handover(nobody)).status).toBe(422);
  await test.dataSource.query('UPDATE staff SET active = 0 WHERE id = ?', [eve.id]);
  expect((await handover(eve.id)).status).toBe(422);
  expect((await eve.visitor.post(`/admin/staff/${bob.id}/handover`, { toId: bob.id }).catch(() => ({ status: 403 }))).status).toBe(403);
  expect((await bob.visitor.get(`/admin/staff/${eve.id}/handover`)).status).toBe(403);
  expect(await adminsOf(one)).toHaveLength(2);
  expect(await test.dataSource.query("SELECT 1 FROM activities WHERE action LIKE '%anded%'")).toEqual([]);
});

it('is offered when somebody who holds something is deactivated', async () => {
  await three();
  expect((await admin.post(`/admin/staff/${bob.id}/deactivation`)).headers.location).toBe(`/admin/staff/${bob.id}/handover`);
  expect((await handover(eve.id)).status).toBe(303);
  expect((await admin.post(`/admin/staff/${eve.id}/deactivation`)).headers.location).toBe(`/admin/staff/${eve.id}/handover`);
  const dan = await test.staff({ name: 'Dan' });
  expect((await admin.post(`/admin/staff/${dan.id}/deactivation`)).headers.location).toBe(`/admin/staff/${dan.id}`);
});

it('sent ten times, or to two people at once, moves each customer once', async () => {
  const [one, two] = await three();
  const dan = await test.staff({ name: 'Dan' });
  const fields = { ...(await admin.hidden()), toId: eve.id };
  const twins = await Promise.all(Array.from({ length: 10 }, () => admin.post(`/admin/staff/${bob.id}/handover`, fields)));
  expect(new Set(twins.map(({ status }) => status))).toEqual(new Set([303]));
  expect(await test.dataSource.query("SELECT 1 FROM activities WHERE action = 'staff.handedOver'")).toHaveLength(1);
  const answers = await Promise.all([handover(bob.id, eve.id), handover(dan.id, eve.id)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  const holders = await Promise.all([one, two].map(adminsOf));
  expect(holders[0]).toEqual(holders[1]);
  expect(holders[0]).toHaveLength(1);
});
