import { DemoSeeder } from '../../src/modules/demo/demo.seeder';
import { readSeedArguments } from '../../src/modules/demo/demo.commands';
import { startApplication, type TestApplication } from '../support/application';
import { demoCustomer } from '../../src/modules/demo/demo.customer';

let house: TestApplication & { reset(): Promise<void> };
let seeder: DemoSeeder;

beforeAll(async () => {
  house = await startApplication();
  seeder = house.app.get(DemoSeeder);
});
beforeEach(() => house.reset());
afterAll(() => house.close());

const seed = (customers: number, add = false) => seeder.seed({ customers, add, figures: false });
const rows = <T>(sql: string): Promise<T[]> => house.dataSource.query(sql);
const one = async (sql: string): Promise<number> => Number((await rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${sql}`))[0].n);

const EVERYTHING = `SELECT c.id, c.number, c.display_name, c.sort_name, c.email, c.phone, c.street, c.created_at, p.email AS contact_email, g.group_id, b.currency, c.account_manager_id
  FROM customers c JOIN customer_contacts l ON l.id = c.primary_link_id JOIN contacts p ON p.id = l.contact_id
  JOIN customer_group_members g ON g.customer_id = c.id JOIN customer_balances b ON b.customer_id = c.id ORDER BY c.id, g.group_id`;

test('the same number gives the same customers, whole and findable', async () => {
  house.clock.set(new Date('2026-11-21T10:00:00Z'));
  await seed(2500);
  const first = await rows<Record<string, string>>(EVERYTHING);
  expect(first[0]).toMatchObject({ number: 'C-00001', contact_email: demoCustomer(0).contacts[0].email });
  expect(await one('customers WHERE primary_link_id IS NULL OR number_key <> number')).toBe(0);
  expect(await one('contacts')).toBe(2750);
  expect(await one('customer_search_texts')).toBe(2500);
  expect(await one("activities WHERE action = 'customer.created'")).toBe(2500);
  expect(Number((await rows<{ n: string }>('SELECT SUM(total) AS n FROM customer_counts'))[0].n)).toBe(2500);
  expect(await one('customers a JOIN customers b ON b.id = a.id + 1 WHERE b.created_at < a.created_at')).toBe(0);
  const EVENTS = 'SELECT customer_id, type, month_day, year, partner_id FROM customer_events ORDER BY customer_id, type';
  const events = await rows(EVENTS);
  expect(await one("customer_events e JOIN customers c ON c.id = e.customer_id WHERE c.type <> 'person'")).toBe(0);
  expect(await one("customer_events e JOIN customers p ON p.id = e.partner_id WHERE p.type <> 'person' OR p.id = e.customer_id")).toBe(0);
  expect(await one("customer_events WHERE type = 'wedding'")).toBeGreaterThan(10);
  await house.reset();
  house.clock.set(new Date('2026-11-21T19:00:00Z'));
  await seed(2500);
  const groups = (list: Record<string, string>[]) => list.map(({ group_id, account_manager_id, ...row }) => row);
  expect(groups(await rows(EVERYTHING))).toEqual(groups(first));
  expect(await rows(EVENTS)).toEqual(events);
});

test('where there are customers it refuses, and adds nobody twice when asked to', async () => {
  await seed(30);
  expect(await seed(30)).toBe(false);
  expect(await one('customers')).toBe(30);
  await house.dataSource.query("INSERT INTO customers (number, number_key, type, company_name, display_name, sort_name, created_at, updated_at) VALUES ('C-00033', 'C-00033', 'company', 'By hand', 'By hand', 'By hand', '2026-11-01', '2026-11-01')");
  expect(await seed(30, true)).toBe(true);
  expect(await one('customers')).toBe(61);
  expect(await one('(SELECT DISTINCT email_key FROM contacts) k')).toBe(await one('contacts'));
  expect(await one("customers WHERE number_key = 'C-00033'")).toBe(1);
  const admin = await house.admin();
  expect((await admin.get(`/admin/customers?q=${encodeURIComponent(demoCustomer(40).contacts[0].email)}`)).status).toBe(200);
});

test('the command line says what it lacks', () => {
  expect(readSeedArguments(['--customers', '12', '--add'])).toEqual({ customers: 12, add: true, figures: false });
  for (const wrong of [[], ['--customers', '0'], ['--customers', 'many'], ['--customers', '1.5'], ['--other'], ['--customers']]) expect(typeof readSeedArguments(wrong)).toBe('string');
});
