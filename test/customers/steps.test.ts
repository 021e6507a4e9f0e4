import sharp from 'sharp';
import { CleanUp } from '../../src/kernel/jobs/clean-up';
import { startApplication } from '../support/application';
import type { Fields, Visitor } from '../support/visitor';
import { decoded, shows, to } from './form';

type App = Awaited<ReturnType<typeof startApplication>>;
let app: App;
let admin: Visitor;
let group: string;

beforeAll(async () => void (app = await startApplication()));
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  [{ id: group }] = await app.dataSource.query('SELECT id FROM customer_groups LIMIT 1');
});
afterAll(() => app.close());

const HOSTILE = [
  "O'Brien & Sons", '"; DROP TABLE customers; --', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '{{constructor.constructor("x")()}}', '${7*7} #{7*7} <%= 7 %>',
  '=cmd|\' /C calc\'!A0', '@SUM(1+9)', 'Ω≈ç√∫ 山田 株式会社', 'محمد \u202e evil', '👩‍👩‍👧‍👦 Family', 'a\\b\'c', 'null', 'undefined', '__proto__', '%00%0d%0a', 'I\u0307stanbul ẞ ﬃ',
];
const NEW = '/admin/customers/new';

const company = (more: Fields = {}): Fields => ({ type: 'company', companyName: 'Nordlicht GmbH', groupIds: [group], ...more });

/** Sends the first three steps as they come; answers the address step's address. */
async function walkToAddress(visitor: Visitor, general: Fields, finance: Fields = {}): Promise<string> {
  const second = to(await visitor.post(`${NEW}?step=general`, { ...general, do: 'next' }));
  expect(second).toMatch(/^\/admin\/customers\/new\/\d+\?step=finance$/);
  return to(await visitor.post(second, { discountKind: 'none', ...finance, do: 'next' }));
}

async function make(visitor: Visitor, general: Fields, finance: Fields = {}, address: Fields = {}): Promise<string> {
  const at = await walkToAddress(visitor, general, finance);
  return to(await visitor.post(at, { sameShipping: '1', ...address, do: 'save' })).replace('/admin/customers/', '');
}

const customers = (): Promise<Record<string, unknown>[]> => app.dataSource.query('SELECT * FROM customers ORDER BY id');
const valueOf = (html: string, name: string): string => decoded(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? 'missing');

describe('making a customer in steps (CUS-8)', () => {
  test('a company, step by step, without script', async () => {
    const page = await admin.get(NEW);
    expect(page.status).toBe(200);
    expect(page.text.match(/<button[^>]*form="steps"[^>]*>/)?.[0]).toContain('value="next"');
    expect(await app.dataSource.query('SELECT 1 FROM drafts')).toHaveLength(0);
    const id = await make(admin, company({ email: 'info@nordlicht.example', phone: '+49 431 5550 182', insight: 'Met at the fair' }), { discountKind: 'before_tax', discountPercent: '2,5', creditLimit: '1000' }, { country: 'DE', state: 'Bayern', city: 'Kiel', billingCountry: 'DE' });
    const [row] = await customers();
    expect(row).toMatchObject({ company_name: 'Nordlicht GmbH', display_name: 'Nordlicht GmbH', discount_percent: '2.5000', credit_limit: '1000.0000', state: 'Bavaria', city: 'Kiel', number: 'C-00001' });
    expect(String(row.id)).toBe(id);
    expect(await app.dataSource.query('SELECT body FROM notes WHERE customer_id = ?', [id])).toEqual([{ body: 'Met at the fair' }]);
    expect(await app.dataSource.query('SELECT CAST(group_id AS CHAR) AS g FROM customer_group_members WHERE customer_id = ?', [id])).toEqual([{ g: String(group) }]);
    expect(await app.dataSource.query("SELECT 1 FROM activities WHERE customer_id = ? AND action = 'customer.created'", [id])).toHaveLength(1);
  });

  test('a person, sorted by last name, with an address book', async () => {
    const at = await walkToAddress(admin, { type: 'person', title: 'Dr.', firstName: 'Ida', lastName: 'Berg', companyName: 'ignored', groupIds: [group] });
    const rows = { 'shipping.0.name': 'Shop', 'shipping.0.country': 'DE', 'shipping.0.city': 'Kiel', 'shipping.0.street': 'Kai 1', 'shipping.1.country': 'FR', 'shipping.1.city': 'Paris', 'shipping.1.street': 'Rue 2', shippingDefault: '1' };
    const again = to(await admin.post(at, { ...rows, do: 'add-address' }));
    const page = await admin.get(again);
    shows(page, 'name="shipping.2.city"');
    expect(valueOf(page.text, 'shipping.1.city')).toBe('Paris');
    const removed = to(await admin.post(again, { ...rows, 'shipping.2.city': '', do: 'remove-address-2' }));
    to(await admin.post(removed, { ...rows, do: 'save' }));
    expect(await customers()).toMatchObject([{ display_name: 'Ida Berg', sort_name: 'Berg Ida', company_name: null, title: 'Dr.', same_shipping: 0 }]);
    expect(await app.dataSource.query('SELECT city, default_key FROM shipping_addresses ORDER BY id')).toEqual([{ city: 'Kiel', default_key: null }, { city: 'Paris', default_key: 1 }]);
  });

  test('Previous keeps what was typed, also what is wrong, and Cancel saves nothing', async () => {
    const second = to(await admin.post(`${NEW}?step=general`, { ...company({ email: 'fine@a.example' }), do: 'next' }));
    const first = to(await admin.post(second, { discountKind: 'after_tax', discountPercent: 'abc', do: 'previous' }));
    expect(first).toContain('step=general');
    const general = await admin.get(first);
    expect(valueOf(general.text, 'email')).toBe('fine@a.example');
    const finance = await admin.get(second);
    expect(finance.status).toBe(200);
    shows(finance, 'value="abc"');
    shows(finance, '<option value="after_tax" selected>');
    shows(finance, 'href="/admin/customers"');
    expect(await customers()).toHaveLength(0);
  });

  test('adds a group on the spot, and says when there is one of that name', async () => {
    const at = to(await admin.post(`${NEW}?step=general`, { ...company({ companyName: 'Kept AG' }), newGroup: 'Harbour', do: 'add-group' }));
    const page = await admin.get(at);
    const [{ id }] = await app.dataSource.query("SELECT id FROM customer_groups WHERE name = 'Harbour'");
    expect(page.text).toMatch(new RegExp(`value="${id}"[^>]* checked`));
    expect(valueOf(page.text, 'companyName')).toBe('Kept AG');
    const twice = await admin.post(at, { ...company(), newGroup: 'HARBOUR', do: 'add-group' });
    expect(twice.status).toBe(422);
    shows(twice, 'id="newGroup-e"');
    const { visitor } = await app.staff({ name: 'Cleo', permissions: ['customers.create'] });
    expect((await visitor.post(`${NEW}?step=general`, { ...company(), newGroup: 'Not hers', do: 'add-group' })).status).toBe(403);
    expect(await app.dataSource.query("SELECT 1 FROM customer_groups WHERE name = 'Not hers'")).toHaveLength(0);
  });

  test('copies the main address to the billing address, and shows the states of the chosen country', async () => {
    const at = await walkToAddress(admin, company());
    const copied = to(await admin.post(at, { sameShipping: '1', country: 'FR', city: 'Lyon', street: 'Quai 3', postcode: '69000', do: 'copy-billing' }));
    const page = await admin.get(copied);
    expect(valueOf(page.text, 'billingCity')).toBe('Lyon');
    expect(page.text).toMatch(/<select[^>]* name="billingState"/);
    const states = to(await admin.post(copied, { sameShipping: '1', country: 'US', do: 'show-states' }));
    shows(await admin.get(states), '<option value="Ohio">');
    const part = await admin.get('/admin/customers/steps/state?name=billingState&billingCountry=IE');
    shows(part, '<option value="Cork">');
    expect(part.text).not.toContain('<html');
    for (const query of ['', '?name=x', '?name=state&country=US&country=DE', '?name=state&country=%00', '?name[a]=b']) {
      expect((await admin.get(`/admin/customers/steps/state${query}`)).status).toBe(200);
    }
  });

  test('keeps a picture over the steps and gives it to the customer', async () => {
    const content = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#3366cc' } }).png().toBuffer();
    const second = to(await admin.upload(`${NEW}?step=general`, 'picture', { name: 'logo.png', content }, { ...company(), do: 'next' }));
    const first = await admin.get(second.replace('finance', 'general'));
    const picture = /src="(\/admin\/files\/\d+)"/.exec(first.text)?.[1] ?? '';
    expect((await admin.get(picture)).status).toBe(200);
    const { visitor } = await app.staff({ name: 'Sam', permissions: ['customers.create'] });
    expect((await visitor.get(picture)).status).toBe(404);
    to(await admin.post(to(await admin.post(second, { discountKind: 'none', do: 'next' })), { sameShipping: '1', do: 'save' }));
    expect(`/admin/files/${(await customers())[0].picture_id}`).toBe(picture);
    const svg = await admin.upload(`${NEW}?step=general`, 'picture', { name: 'x.png', content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') }, { ...company(), do: 'next' });
    expect(svg.status).toBe(422);
    shows(svg, 'id="picture-e"');
    expect(valueOf(svg.text, 'companyName')).toBe('Nordlicht GmbH');
  });
});

describe('refused input stands at its field and is kept', () => {
  test.each<[string, Fields, string]>([
    ['no company name', { companyName: ' ' }, 'companyName'],
    ['a person without a name', { type: 'person', title: 'Mr' }, 'firstName'],
    ['an unknown type', { type: 'club' }, 'type'],
    ['no group', { groupIds: [] }, 'groupIds'],
    ['a group that does not exist', { groupIds: ['999999999'] }, 'groupIds'],
    ['no e-mail address', { email: 'buchhaltung@' }, 'email'],
    ['a script for a website', { website: 'javascript:alert(1)' }, 'website'],
    ['an unknown language', { language: 'xx-klingon' }, 'language'],
    ['a product that does not exist', { productIds: ['77'] }, 'productIds'],
    ['a name that is too long', { companyName: 'ä'.repeat(256) }, 'companyName'],
  ])('General: %s', async (_what, fields, field) => {
    const answer = await admin.post(`${NEW}?step=general`, { ...company({ phone: '+49 431 1' }), ...fields, do: 'next' });
    expect(answer.status).toBe(422);
    shows(answer, `id="${field}-e"`);
    shows(answer, `href="#${field}"`);
    shows(answer, '<title>Error:');
    expect(valueOf(answer.text, 'phone')).toBe('+49 431 1');
    expect(await customers()).toHaveLength(0);
  });

  test.each<[string, Fields, string]>([
    ['a currency that is not in use', { currency: 'XXX' }, 'currency'],
    ['a currency in small letters', { currency: 'usd' }, 'currency'],
    ['a tax that does not exist', { taxRateId: '424242' }, 'taxRateId'],
    ['an id that is none', { paymentModeId: '-1' }, 'paymentModeId'],
    ['an unknown account manager', { accountManagerId: '9999999999999999999' }, 'accountManagerId'],
    ['an unknown discount', { discountKind: 'half' }, 'discountKind'],
    ['a discount without per cent', { discountKind: 'before_tax' }, 'discountPercent'],
    ['more than a hundred per cent', { discountKind: 'before_tax', discountPercent: '100.01' }, 'discountPercent'],
    ['a limit that is no number', { creditLimit: '1e5' }, 'creditLimit'],
    ['a negative limit', { creditLimit: '-5' }, 'creditLimit'],
    ['terms that are no number', { paymentTermsDays: '30 days' }, 'paymentTermsDays'],
  ])('Finance: %s', async (_what, fields, field) => {
    const at = to(await admin.post(`${NEW}?step=general`, { ...company(), do: 'next' }));
    const answer = await admin.post(at, { discountKind: 'none', creditRating: 'AA+', ...fields, do: 'next' });
    expect(answer.status).toBe(422);
    shows(answer, `id="${field}-e"`);
    expect(valueOf(answer.text, 'creditRating')).toBe('AA+');
  });

  test.each<[string, Fields, string]>([
    ['an unknown country', { country: 'ZZ' }, 'country'],
    ['an unknown billing country', { billingCountry: 'de' }, 'billingCountry'],
    ['a state of another country', { country: 'DE', state: 'Ohio' }, 'state'],
    ['a shipping address without its must-fields', { sameShipping: '', 'shipping.0.name': 'Shop' }, 'shipping-0-city'],
    ['a shipping address in no country', { sameShipping: '', 'shipping.0.country': 'QQ', 'shipping.0.city': 'x', 'shipping.0.street': 'y' }, 'shipping-0-country'],
  ])('Address: %s', async (_what, fields, field) => {
    const at = await walkToAddress(admin, company());
    const answer = await admin.post(at, { sameShipping: '1', postcode: '24103', ...fields, do: 'save' });
    expect(answer.status).toBe(422);
    shows(answer, `id="${field}-e"`);
    expect(valueOf(answer.text, 'postcode')).toBe('24103');
    expect(await customers()).toHaveLength(0);
  });

  test('saving names the steps that are wrong, with links, and marks them', async () => {
    const general = to(await admin.post(`${NEW}?step=general`, { ...company({ email: 'broken@' }), do: 'go:general' }));
    const answer = await admin.post(general.replace('general', 'address'), { sameShipping: '1', do: 'save' });
    expect(answer.status).toBe(422);
    shows(answer, `href="${general}#email"`);
    shows(answer, 'General, E-mail: This is not an e-mail address');
    shows(answer, '<li class="bad"><button');
    const there = await admin.get(general);
    shows(there, 'id="email-e"');
  });

  test('a number that is taken, said at its field also when it was saved from another step', async () => {
    await make(admin, company({ number: 'K 7' }));
    const at = await walkToAddress(admin, company({ companyName: 'Second', number: 'K 7' }));
    const answer = await admin.post(at, { sameShipping: '1', city: 'Bonn', do: 'save' });
    expect(answer.status).toBe(422);
    shows(answer, 'id="number-e"');
    expect(valueOf(answer.text, 'companyName')).toBe('Second');
    to(await admin.post(at.replace('address', 'general'), { ...company({ companyName: 'Second', number: '' }), do: 'next' }));
    to(await admin.post(at, { sameShipping: '1', city: 'Bonn', do: 'save' }));
    expect((await customers()).map(({ number }) => number)).toEqual(['K 7', 'C-00001']);
  });

  test('lists and objects in place of a text are a bad request', async () => {
    for (const fields of [{ companyName: ['a', 'b'] }, { type: ['company', 'person'] }, { do: ['next', 'save'] }, { do: 'delete-everything' }] as Fields[]) {
      expect((await admin.post(`${NEW}?step=general`, { ...company(), do: 'next', ...fields })).status).toBe(400);
    }
    expect((await admin.post(`${NEW}?step=address`, { 'shipping.0.city': ['a', 'b'], do: 'next' })).status).toBe(400);
    expect((await admin.post(`${NEW}?step=general`, { ...company(), do: 'save' })).status).toBe(400);
    for (const step of ['nowhere', '__proto__', 'general&step=finance']) expect((await admin.get(`${NEW}?step=${step}`)).status).toBe(404);
    expect(await customers()).toHaveLength(0);
  });
});

describe('what holds against people and chance', () => {
  test('fifty sendings of one form make one customer', async () => {
    const at = await walkToAddress(admin, company());
    const hidden = await admin.hidden();
    const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(at, { ...hidden, sameShipping: '1', do: 'save' })));
    expect(await customers()).toHaveLength(1);
    expect(new Set(answers.map(to)).size).toBe(1);
  });

  test('a draft becomes one customer, however many forms of it are sent; what came late is told', async () => {
    const at = await walkToAddress(admin, company());
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => admin.post(at, { sameShipping: '1', city: `City ${index}`, do: 'save' })));
    expect(await customers()).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect((await admin.post(at, { sameShipping: '1', city: 'Late', do: 'next' })).status).toBe(409);
    expect(to(await admin.get(at))).toMatch(/^\/admin\/customers\/\d+$/);
  });

  test('numbers taken at the same time are all different, and pass over one typed by hand', async () => {
    await make(admin, company({ number: 'C-00003' }));
    const forms = await Promise.all(Array.from({ length: 8 }, (_, index) => walkToAddress(admin, company({ companyName: `Firm ${index}` }))));
    await Promise.all(forms.map(async (at) => to(await admin.post(at, { sameShipping: '1', do: 'save' }))));
    const numbers = (await customers()).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(9);
    expect(numbers).toContain('C-00009');
  });

  test('who may create but not view becomes customer admin (CUS-24)', async () => {
    const { id, visitor } = await app.staff({ name: 'Cleo', permissions: ['customers.create'] });
    const customer = await make(visitor, company());
    expect(await app.dataSource.query('SELECT CAST(staff_id AS CHAR) AS s, CAST(customer_id AS CHAR) AS c FROM customer_admins')).toEqual([{ s: id, c: customer }]);
    expect((await visitor.get(`/admin/customers/${customer}/edit`)).status).toBe(200);
  });

  test('customer and contact are saved together or not at all (CUS-8)', async () => {
    const now = new Date();
    await app.dataSource.query("INSERT INTO contacts (first_name, email, email_key, created_at, updated_at) VALUES ('Ann', 'ann@n.example', 'ann@n.example', ?, ?)", [now, now]);
    const at = await walkToAddress(admin, { type: 'person', firstName: 'Ida', lastName: 'Berg', email: 'ida@n.example', groupIds: [group] });
    const last = to(await admin.post(at, { sameShipping: '1', do: 'next' }));
    const page = await admin.get(last);
    expect(valueOf(page.text, 'firstName')).toBe('Ida');
    expect(page.text.match(/<button[^>]*form="steps"[^>]*>/)?.[0]).toContain('value="save"');
    const refused = await admin.post(last, { firstName: 'Ida', email: 'ANN@n.example', kind: 'normal', do: 'save' });
    expect(refused.status).toBe(422);
    shows(refused, 'id="email-e"');
    expect(valueOf(refused.text, 'firstName')).toBe('Ida');
    expect(await customers()).toHaveLength(0);
    to(await admin.post(last, { firstName: 'Ida', email: 'ida@n.example', active: '1', kind: 'normal', do: 'save' }));
    expect(await app.dataSource.query('SELECT k.first_name FROM customers c JOIN customer_contacts l ON l.id = c.primary_link_id JOIN contacts k ON k.id = l.contact_id')).toEqual([{ first_name: 'Ida' }]);
  });

  test('a draft is seen by its owner only', async () => {
    const at = await walkToAddress(admin, company({ companyName: 'Secret' }));
    const { visitor } = await app.staff({ name: 'Nosy', permissions: ['customers.create', 'customers.view'] });
    expect((await visitor.get(at)).status).toBe(404);
    expect((await visitor.post(at, { sameShipping: '1', do: 'save' })).status).toBe(404);
    const stranger = await app.staff({ name: 'Stranger' });
    for (const path of [NEW, at]) expect((await stranger.visitor.get(path)).status).toBe(403);
    expect((await stranger.visitor.post(NEW, {})).status).toBe(403);
    expect((await app.visitor().get(at)).status).toBe(303);
    for (const id of ['0', '-1', 'abc', '9223372036854775808', '99999']) expect((await admin.get(`${NEW}/${id}`)).status).toBe(404);
    expect(await customers()).toHaveLength(0);
  });

  test('fields that a form does not have change nothing (A4)', async () => {
    const id = await make(admin, company({ id: '7', version: '99', pictureId: '1', active: '0', unconfirmed: '1', createdById: '1', primaryLinkId: '1', deletedAt: '2020-01-01', displayName: 'x', 'details.type': 'person' }), { pictureId: '5' }, { deletionId: '1', numberKey: 'y' });
    expect((await customers())[0]).toMatchObject({ version: 1, picture_id: null, active: 1, unconfirmed: 0, primary_link_id: null, deleted_at: null, deletion_id: null, display_name: 'Nordlicht GmbH', type: 'company' });
    expect(id).not.toBe('7');
  });

  test('hostile names come back as they were typed', async () => {
    for (const name of HOSTILE) {
      const at = await walkToAddress(admin, company({ companyName: name, vatNumber: name.slice(0, 30) }));
      const id = to(await admin.post(at, { sameShipping: '1', street: name, do: 'save' })).replace('/admin/customers/', '');
      const [row] = await app.dataSource.query('SELECT company_name, street FROM customers WHERE id = ?', [id]);
      expect(row).toEqual({ company_name: name, street: name });
      const edit = await admin.get(`/admin/customers/${id}/edit`);
      expect(valueOf(edit.text, 'companyName')).toBe(name);
      expect(edit.text).not.toContain('<script>alert');
      expect(edit.text).not.toContain('<img src=x');
    }
  });

  test('drafts are cleaned after a day', async () => {
    const at = await walkToAddress(admin, company());
    const job = app.app.get(CleanUp);
    await job.run(new Date(Date.now() + 23 * 3_600_000));
    expect((await admin.get(at)).status).toBe(200);
    await job.run(new Date(Date.now() + 25 * 3_600_000));
    expect((await admin.get(at)).status).toBe(404);
  });
});
