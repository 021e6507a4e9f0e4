import { SettingsStore } from '../../src/modules/settings/settings.store';
import type { SettingValues } from '../../src/modules/settings/setting-values';
import { startApplication } from '../support/application';
import { aCustomer } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

async function setting(values: Partial<SettingValues>): Promise<void> {
  const store = house.app.get(SettingsStore);
  await store.write(house.dataSource.manager, values, new Date());
  await store.reload();
}

/** The fields of the company form as a browser sends them. */
async function opened(visitor: Visitor): Promise<Record<string, string>> {
  const { text } = await visitor.get('/company');
  const form = text.slice(text.indexOf('action="/company"'));
  const plain = (value: string) => value.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
  const inputs = [...form.matchAll(/<input(?![^>]*type="(?:checkbox|radio)")[^>]*name="([^"_][^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]);
  const before = [...form.matchAll(/<input[^>]*id="([A-Za-z]+)" name="\1" value="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]);
  const selects = [...form.matchAll(/<select[^>]*name="([^"]+)"[\s\S]*?<\/select>/g)].map(([select, name]) => [name, /<option value="([^"]*)" selected/.exec(select)?.[1] ?? '']);
  return { ...Object.fromEntries([...inputs, ...before, ...selects]), sameShipping: '1' };
}

const stored = async (id: string) => (await house.dataSource.query('SELECT company_name, email, phone, city, billing_city, version FROM customers WHERE id = ?', [id]))[0];

test('an admin contact changes its company\'s data by the rules of staff; others read them (ARE-7, CON-5)', async () => {
  const customer = await aCustomer(house, { companyName: 'Nordlicht', city: 'Kiel', email: 'old@n.example' });
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  const normal = await house.contact(customer, { name: 'Ola' });
  const form = await opened(visitor);
  expect((await visitor.post('/company', { ...form, email: 'no address' })).status).toBe(422);
  expect((await visitor.post('/company', { ...form, companyName: '' })).status).toBe(422);
  const saved = await visitor.post('/company', { ...form, phone: '+49 431 1', city: 'Plön', creditLimit: '999999', number: 'X-1' });
  expect([saved.status, saved.headers.location]).toEqual([303, '/company']);
  expect(await stored(customer)).toMatchObject({ company_name: 'Nordlicht', phone: '+49 431 1', city: 'Plön', email: 'old@n.example' });
  const [entry] = await house.dataSource.query("SELECT actor_kind, changes FROM activities WHERE customer_id = ? AND action = 'customer.edited'", [customer]);
  expect(entry.actor_kind).toBe('contact');
  expect((await normal.visitor.get('/company')).text).toContain('Plön');
  expect((await normal.visitor.post('/company', form)).status).toBe(404);
});

test('a form is about its own customer, whatever is current, and about none the contact does not manage', async () => {
  const [own, foreign] = [await aCustomer(house, { companyName: 'Own' }), await aCustomer(house, { companyName: 'Foreign' })];
  const { visitor } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  const form = await opened(visitor);
  expect((await visitor.post('/company', { ...form, customerId: foreign, companyName: 'Taken' })).status).toBe(404);
  expect(await stored(foreign)).toMatchObject({ company_name: 'Foreign' });
});

test('billing and shipping stay as they are where the setting keeps them (ARE-5a)', async () => {
  await setting({ areaEditAddresses: false });
  const customer = await aCustomer(house, { billingCity: 'Kiel' });
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  const form = await opened(visitor);
  expect(form).not.toHaveProperty('billingCity');
  expect((await visitor.post('/company', { ...form, phone: '1', billingCity: 'Elsewhere' })).status).toBe(303);
  expect(await stored(customer)).toMatchObject({ phone: '1', billing_city: 'Kiel' });
});

test('what somebody changed meanwhile is not written over unseen, and what nobody touched is kept', async () => {
  const customer = await aCustomer(house, { city: 'Kiel', phone: '1' });
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  const form = await opened(visitor);
  await house.dataSource.query("UPDATE customers SET city = 'Lübeck', phone = '2', version = version + 1 WHERE id = ?", [customer]);
  const collided = await visitor.post('/company', { ...form, city: 'Plön' });
  expect(collided.status).toBe(409);
  expect(collided.text).toContain('Lübeck');
  expect(await stored(customer)).toMatchObject({ city: 'Lübeck' });
  expect((await visitor.post('/company', { ...form, email: 'x@n.example' })).status).toBe(303);
  expect(await stored(customer)).toMatchObject({ city: 'Lübeck', phone: '2', email: 'x@n.example' });
});

describe('with approval', () => {
  const ask = async (): Promise<{ customer: string; visitor: Visitor; id: string; sent: Fields }> => {
    await setting({ areaApproveChanges: true });
    const customer = await aCustomer(house, { companyName: 'Nordlicht', city: 'Kiel' });
    const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
    const sent = { ...(await opened(visitor)), city: 'Plön' };
    expect((await visitor.post('/company', sent)).status).toBe(303);
    const [{ id }] = await house.dataSource.query('SELECT CAST(id AS CHAR) AS id FROM change_requests');
    return { customer, visitor, id, sent };
  };
  const seen = async (admin: Visitor, id: string) => /name="seen" value="([0-9a-f]{64})"/.exec((await admin.get(`/admin/change-requests/${id}`)).text)?.[1] ?? '';

  test('a change waits, administrators are told, and it counts once approved (ARE-7)', async () => {
    const { customer, visitor, id } = await ask();
    expect(await stored(customer)).toMatchObject({ city: 'Kiel' });
    expect((await visitor.get('/company')).text).toContain('Plön');
    expect(await house.dataSource.query("SELECT customer_id FROM mail_outbox WHERE kind = 'data-change-waiting'")).toHaveLength(1);
    const admin = await house.admin();
    expect((await admin.get('/admin')).text).toContain('/admin/change-requests');
    expect((await admin.get(`/admin/customers/${customer}`)).text).toContain(`/admin/change-requests/${id}`);
    expect((await admin.post(`/admin/change-requests/${id}/approval`, { seen: await seen(admin, id) })).status).toBe(303);
    expect(await stored(customer)).toMatchObject({ city: 'Plön' });
    expect((await admin.post(`/admin/change-requests/${id}/refusal`)).status).toBe(409);
    const actions = await house.dataSource.query("SELECT action FROM activities WHERE customer_id = ? AND action LIKE 'customer.change%' ORDER BY id", [customer]);
    expect(actions.map(({ action }: { action: string }) => action)).toEqual(['customer.changeAsked', 'customer.changeApproved']);
  });

  test('a refused or withdrawn change changes nothing, and a second one waits for the first', async () => {
    const { customer, visitor, id, sent } = await ask();
    expect((await visitor.post('/company', { ...sent, city: 'Eutin' })).status).toBe(409);
    const admin = await house.admin();
    expect((await admin.post(`/admin/change-requests/${id}/refusal`)).status).toBe(303);
    expect((await visitor.post('/company', { ...sent, city: 'Eutin' })).status).toBe(303);
    expect((await visitor.post('/company/change/withdrawal')).status).toBe(303);
    const states = await house.dataSource.query('SELECT state, open_key FROM change_requests ORDER BY id');
    expect(states).toEqual([{ state: 'refused', open_key: null }, { state: 'withdrawn', open_key: null }]);
    expect(await stored(customer)).toMatchObject({ city: 'Kiel' });
  });

  test('whoever asked reads on the page of the company what was decided, when and why, for a month', async () => {
    house.clock.set(new Date('2026-11-25T10:00:00Z'));
    const { customer, visitor, id, sent } = await ask();
    const admin = await house.admin();
    expect((await admin.post(`/admin/change-requests/${id}/refusal`, { reason: 'x'.repeat(1001) })).status).toBe(422);
    expect((await admin.post(`/admin/change-requests/${id}/refusal`, { reason: 'Send us the\nextract <b>first</b>' })).status).toBe(303);
    expect((await admin.get(`/admin/change-requests/${id}`)).text).toContain('Send us the\nextract &lt;b&gt;');
    const told = (await visitor.get('/company')).text;
    for (const words of ['refused on 25 Nov 2026', 'Send us the\nextract &lt;b&gt;first', 'Plön', 'Kiel', 'Your last change']) expect(told).toContain(words);
    expect(told).not.toContain('if you wonder why');
    expect((await visitor.post('/company', sent)).status).toBe(303);
    const [{ id: second }] = await house.dataSource.query("SELECT id FROM change_requests WHERE state = 'waiting'");
    expect((await admin.post(`/admin/change-requests/${second}/approval`, { seen: await seen(admin, String(second)) })).status).toBe(303);
    expect((await visitor.get('/company')).text).toContain('approved on 25 Nov 2026');
    expect(await house.dataSource.query("SELECT kind FROM mail_outbox WHERE kind <> 'data-change-waiting'")).toEqual([]);
    house.clock.set(new Date('2026-12-26T10:00:00Z'));
    const { visitor: other } = await house.contact(customer, { name: 'Ola', kind: 'admin' });
    expect((await other.get('/company')).text).not.toContain('Your last change');
  });

  test('nobody approves over what they have not seen, and of two decisions one counts', async () => {
    const { customer, id } = await ask();
    const admin = await house.admin();
    const before = await seen(admin, id);
    await house.dataSource.query("UPDATE customers SET city = 'Lübeck', version = version + 1 WHERE id = ?", [customer]);
    expect((await admin.post(`/admin/change-requests/${id}/approval`, { seen: before })).status).toBe(409);
    expect(await stored(customer)).toMatchObject({ city: 'Lübeck' });
    const now = await seen(admin, id);
    const answers = await Promise.all([admin.post(`/admin/change-requests/${id}/approval`, { seen: now }), admin.post(`/admin/change-requests/${id}/refusal`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  });

  test('staff decide only for customers they may edit', async () => {
    const { id } = await ask();
    const viewer = await house.staff({ name: 'Viewer', permissions: ['customers.view'] });
    expect((await viewer.visitor.post(`/admin/change-requests/${id}/approval`, { seen: 'x' })).status).toBe(403);
    const stranger = await house.staff({ name: 'Stranger', permissions: ['customers.create'] });
    expect((await stranger.visitor.get(`/admin/change-requests/${id}`)).status).toBe(404);
  });
});
