import { CustomerEditRules } from '../../src/modules/customers/customer-edit-rules';
import { startApplication } from '../support/application';
import type { Fields, Visitor } from '../support/visitor';
import { decoded, formOf, shows, to } from './form';

type App = Awaited<ReturnType<typeof startApplication>>;
let app: App;
let admin: Visitor;
let group: string;
let locked = { transactions: false, events: false };

beforeAll(async () => {
  app = await startApplication();
  const rules = app.app.get(CustomerEditRules);
  rules.hasTransactions(async () => locked.transactions);
  rules.hasPersonalEvents(async () => locked.events);
});
beforeEach(async () => {
  locked = { transactions: false, events: false };
  await app.reset();
  admin = await app.admin();
  [{ id: group }] = await app.dataSource.query('SELECT id FROM customer_groups LIMIT 1');
});
afterAll(() => app.close());

async function make(visitor: Visitor, general: Fields = {}, finance: Fields = {}, address: Fields = {}): Promise<string> {
  const second = to(await visitor.post('/admin/customers/new?step=general', { type: 'company', companyName: 'Nordlicht', groupIds: [group], ...general, do: 'next' }));
  const third = to(await visitor.post(second, { discountKind: 'none', ...finance, do: 'next' }));
  return to(await visitor.post(third, { sameShipping: '1', ...address, do: 'save' })).replace('/admin/customers/', '');
}

const row = async (id: string): Promise<Record<string, unknown>> => (await app.dataSource.query('SELECT * FROM customers WHERE id = ?', [id]))[0];

/** Opens a step and sends its form with `fields` changed. */
async function edit(visitor: Visitor, id: string, step: string, fields: Fields, action = 'save') {
  const address = `/admin/customers/${id}/edit?step=${step}`;
  const page = await visitor.get(address);
  expect(page.status).toBe(200);
  return visitor.post(address, { ...formOf(page.text), ...fields, do: action });
}

test('saves from every step, writes only what changed, and logs it in words', async () => {
  const now = new Date();
  await app.dataSource.query("INSERT INTO tax_rates (name, rate, created_at, updated_at) VALUES ('Standard', 19, ?, ?)", [now, now]);
  const [{ id: tax }] = await app.dataSource.query("SELECT CAST(id AS CHAR) AS id FROM tax_rates WHERE name = 'Standard'");
  const id = await make(admin, { phone: '1' }, { creditLimit: '123456789012345.1234' });
  expect(to(await edit(admin, id, 'general', { phone: '2' }))).toBe(`/admin/customers/${id}`);
  expect(to(await edit(admin, id, 'finance', { creditLimit: '123456789012345.1235', taxRateId: tax }))).toBe(`/admin/customers/${id}`);
  expect(to(await edit(admin, id, 'address', { city: 'Kiel', sameShipping: '', 'shipping.0.country': 'DE', 'shipping.0.city': 'Kiel', 'shipping.0.street': 'Kai 1' }))).toBe(`/admin/customers/${id}`);
  expect(await row(id)).toMatchObject({ phone: '2', credit_limit: '123456789012345.1235', city: 'Kiel', version: 4, company_name: 'Nordlicht', number: 'C-00001' });
  const logged: { changes: unknown }[] = await app.dataSource.query("SELECT changes FROM activities WHERE customer_id = ? AND action = 'customer.edited' ORDER BY id", [id]);
  const changes = logged.map((entry) => (typeof entry.changes === 'string' ? JSON.parse(entry.changes) : entry.changes));
  expect(changes[0]).toEqual({ phone: ['1', '2'] });
  expect(changes[1]).toMatchObject({ taxRateId: [null, 'Standard'], creditLimit: ['123456789012345.1234', '123456789012345.1235'] });
  expect(changes[2]).toMatchObject({ city: [null, 'Kiel'], shippingAddresses: ['', 'Kai 1, Kiel, DE *'] });
});

test('saving without a change changes nothing', async () => {
  const id = await make(admin, {}, { discountKind: 'after_tax', discountPercent: '7.5', creditLimit: '10' });
  expect(to(await edit(admin, id, 'finance', {}))).toBe(`/admin/customers/${id}`);
  expect(await row(id)).toMatchObject({ version: 1 });
  expect(await app.dataSource.query("SELECT 1 FROM activities WHERE action = 'customer.edited'")).toHaveLength(0);
});

test('keeps what was typed in each step until it is saved', async () => {
  const id = await make(admin);
  const second = to(await edit(admin, id, 'general', { companyName: 'Südlicht' }, 'next'));
  expect(second).toMatch(new RegExp(`^/admin/customers/${id}/edit/\\d+\\?step=finance$`));
  expect((await row(id)).company_name).toBe('Nordlicht');
  const first = to(await admin.post(second, { discountKind: 'none', paymentTermsDays: '14', do: 'go:general' }));
  expect(formOf((await admin.get(first)).text).companyName).toBe('Südlicht');
  to(await admin.post(first, { ...formOf((await admin.get(first)).text), do: 'save' }));
  expect(await row(id)).toMatchObject({ company_name: 'Südlicht', payment_terms_days: 14, version: 2 });
});

test('refuses before it reads: invisible is not found, visible and not editable is forbidden', async () => {
  const id = await make(admin);
  const reader = await app.staff({ name: 'Reader', permissions: ['customers.view'] });
  const editor = await app.staff({ name: 'Editor', permissions: ['customers.edit', 'customers.create'] });
  const stranger = await app.staff({ name: 'Stranger' });
  const broken = { type: ['a', 'b'], do: 'save' };
  for (const [visitor, status] of [[reader.visitor, 403], [editor.visitor, 404], [stranger.visitor, 403]] as const) {
    expect((await visitor.get(`/admin/customers/${id}/edit`)).status).toBe(status);
    expect((await visitor.post(`/admin/customers/${id}/edit`, broken)).status).toBe(status);
    expect((await visitor.post(`/admin/customers/${id}/edit/1`, broken)).status).toBe(status);
    expect((await visitor.post(`/admin/customers/${id}/edit/1/conflict`, {})).status).toBe(status);
  }
  await app.dataSource.query('INSERT INTO customer_admins (staff_id, customer_id, created_at) VALUES (?, ?, ?)', [stranger.id, id, new Date()]);
  expect(to(await edit(stranger.visitor, id, 'general', { phone: '5' }))).toBe(`/admin/customers/${id}`);
  expect(await row(id)).toMatchObject({ phone: '5' });
});

test('a draft belongs to one person and one customer', async () => {
  const [one, other] = [await make(admin), await make(admin)];
  const at = to(await edit(admin, one, 'general', { companyName: 'Mine' }, 'next'));
  const colleague = await app.staff({ name: 'Colleague', permissions: ['customers.view', 'customers.edit'] });
  expect((await colleague.visitor.get(at)).status).toBe(404);
  expect((await admin.get(at.replace(`/${one}/`, `/${other}/`))).status).toBe(404);
  expect((await admin.post(at.replace(`/${one}/`, `/${other}/`), { do: 'save' })).status).toBe(404);
  const draft = /edit\/(\d+)/.exec(at)?.[1];
  expect((await admin.get(`/admin/customers/new/${draft}`)).status).toBe(404);
});

test('what the form carries of the customer cannot be changed on the way', async () => {
  const [id, other] = [await make(admin), await make(admin)];
  const address = `/admin/customers/${id}/edit?step=general`;
  const form = formOf((await admin.get(address)).text);
  for (const change of [{ version: '2' }, { base: '{}' }, { base: 'x' }, { seal: '0'.repeat(64) }, { version: ['1', '1'] }] as Fields[]) {
    expect((await admin.post(address, { ...form, ...change, do: 'save' })).status).toBe(400);
  }
  const { version: _version, ...without } = form;
  expect((await admin.post(address, { ...without, do: 'save' })).status).toBe(400);
  expect((await admin.post(address.replace(id, other), { ...form, do: 'save' })).status).toBe(400);
  expect(await row(id)).toMatchObject({ version: 1 });
});

test('the currency stays once there are transactions (CUS-14)', async () => {
  const id = await make(admin);
  expect(to(await edit(admin, id, 'finance', { currency: 'USD' }))).toBe(`/admin/customers/${id}`);
  const [balance] = await app.dataSource.query('SELECT currency, currency_rank FROM customer_balances WHERE customer_id = ?', [id]);
  expect(balance.currency).toBe('USD');
  expect(Number(balance.currency_rank)).toBeGreaterThan(0);
  locked.transactions = true;
  const refused = await edit(admin, id, 'finance', { currency: '', creditRating: 'B' });
  expect(refused.status).toBe(422);
  shows(refused, 'id="currency-e"');
  expect(formOf(refused.text).creditRating).toBe('B');
  expect(await row(id)).toMatchObject({ currency: 'USD', credit_rating: null });
  expect(to(await edit(admin, id, 'finance', { creditRating: 'B' }))).toBe(`/admin/customers/${id}`);
});

test('another type asks for its names, and a person with events stays one (CUS-19)', async () => {
  const id = await make(admin, { type: 'person', companyName: '', firstName: 'Ida', lastName: 'Berg' });
  const nameless = await edit(admin, id, 'general', { type: 'company' });
  expect(nameless.status).toBe(422);
  shows(nameless, 'id="companyName-e"');
  locked.events = true;
  const refused = await edit(admin, id, 'general', { type: 'company', companyName: 'Berg AG' });
  expect(refused.status).toBe(422);
  shows(refused, 'id="type-e"');
  locked.events = false;
  to(await edit(admin, id, 'general', { type: 'company', companyName: 'Berg AG' }));
  expect(await row(id)).toMatchObject({ type: 'company', display_name: 'Berg AG', sort_name: 'Berg AG', first_name: null, last_name: null });
  locked.events = true;
  to(await edit(admin, id, 'general', { type: 'person', firstName: 'Ida' }));
  expect(await row(id)).toMatchObject({ type: 'person', display_name: 'Ida', company_name: null });
});

test('what is stored stays good: a state that no list knows, a rate that is no longer active', async () => {
  const now = new Date();
  const id = await make(admin, {}, {}, { country: 'DE' });
  await app.dataSource.query("INSERT INTO payment_modes (name, active, created_at, updated_at) VALUES ('Cheque', 0, ?, ?)", [now, now]);
  const [{ mode }] = await app.dataSource.query("SELECT CAST(id AS CHAR) AS mode FROM payment_modes WHERE name = 'Cheque'");
  await app.dataSource.query("UPDATE customers SET state = 'Preußen', payment_mode_id = ? WHERE id = ?", [mode, id]);
  to(await edit(admin, id, 'general', { phone: '9' }));
  expect(await row(id)).toMatchObject({ state: 'Preußen', phone: '9' });
  shows(await admin.get(`/admin/customers/${id}/edit?step=address`), '<option value="Preußen" selected>');
  const fresh = await make(admin);
  expect((await edit(admin, fresh, 'finance', { paymentModeId: mode })).status).toBe(422);
});

test('the address book keeps its rows while the same address serves', async () => {
  const book = { sameShipping: '', 'shipping.0.name': 'Shop', 'shipping.0.country': 'DE', 'shipping.0.city': 'Kiel', 'shipping.0.street': 'Kai 1' };
  const id = await make(admin, {}, {}, book);
  const [before] = await app.dataSource.query('SELECT id FROM shipping_addresses WHERE customer_id = ?', [id]);
  to(await edit(admin, id, 'address', { sameShipping: '1' }));
  expect(await app.dataSource.query('SELECT city FROM shipping_addresses WHERE customer_id = ?', [id])).toEqual([{ city: 'Kiel' }]);
  to(await edit(admin, id, 'address', { sameShipping: '', 'shipping.0.city': 'Bonn' }));
  expect(await app.dataSource.query('SELECT id, city FROM shipping_addresses WHERE customer_id = ?', [id])).toEqual([{ id: before.id, city: 'Bonn' }]);
  const other = await make(admin, {}, {}, book);
  to(await edit(admin, other, 'address', { 'shipping.0.id': String(before.id), 'shipping.0.city': 'Stolen' }));
  expect(await app.dataSource.query('SELECT city FROM shipping_addresses WHERE id = ?', [before.id])).toEqual([{ city: 'Bonn' }]);
});

test('a number cannot be emptied or taken from another', async () => {
  const [one, other] = [await make(admin), await make(admin)];
  expect((await edit(admin, one, 'general', { number: '' })).status).toBe(422);
  const taken = await edit(admin, one, 'general', { number: String((await row(other)).number), phone: '77' });
  expect(taken.status).toBe(422);
  shows(taken, 'id="number-e"');
  expect(formOf(taken.text).phone).toBe('77');
  expect(decoded(taken.text)).toContain('Error:');
});

test('fifty sendings of one edit are one change', async () => {
  const id = await make(admin);
  const address = `/admin/customers/${id}/edit?step=general`;
  const form = formOf((await admin.get(address)).text);
  const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(address, { ...form, phone: '42', do: 'save' })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  expect(await row(id)).toMatchObject({ version: 2, phone: '42' });
  expect(await app.dataSource.query("SELECT 1 FROM activities WHERE customer_id = ? AND action = 'customer.edited'", [id])).toHaveLength(1);
});
