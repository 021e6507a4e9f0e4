import type { Response } from 'supertest';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { BaseCurrency } from '../../src/modules/settings/base-currency';
import { startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(async () => {
  await test.reset();
  admin = await test.admin();
});
afterAll(() => test.close());

const all = () => test.app.get(SettingsStore).all();

/** What the page says was read, with the entities of HTML taken back. */
function readOf(page: Response): string {
  return (/name="read" value="([^"]*)"/.exec(page.text)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#x27;', "'");
}

async function save(who: Visitor, section: string, fields: Record<string, string | readonly string[]>, read?: string): Promise<Response> {
  return who.post(`/admin/settings/${section}`, { read: read ?? readOf(await who.get(`/admin/settings/${section}`)), ...fields });
}

async function activities(): Promise<{ action: string; subject_name: string; changes: unknown }[]> {
  return test.dataSource.query("SELECT action, subject_name, changes FROM activities WHERE action NOT LIKE 'staff.%' AND actor_kind = 'staff' ORDER BY id");
}

const COMPANY = { companyName: 'Müller & Söhne', companyStreet: 'Am Markt 1', companyPostcode: '24103', companyCity: 'Kiel', companyCountry: 'DE' };
const REGIONAL = { language: 'en', timeZone: 'Europe/Berlin', defaultCountry: 'DE' };

describe('who', () => {
  const paths = ['', '/company', '/regional', '/money', '/customers', '/tax-rates/new', '/payment-modes/new', '/currencies/new', '/currencies/USD/delete'];

  it.each(paths)('administrators see /admin/settings%s, others do not', async (path) => {
    const { visitor } = await test.staff({ name: 'Bob', permissions: ['customers.view', 'products.edit', 'groups.edit'] });
    expect((await admin.get(`/admin/settings${path}`)).status).toBe(200);
    expect((await visitor.get(`/admin/settings${path}`)).status).toBe(403);
    expect((await test.visitor().get(`/admin/settings${path}`)).status).toBe(303);
  });

  it('refuses everybody else every change', async () => {
    const { visitor } = await test.staff({ name: 'Bob', permissions: ['customers.view'] });
    for (const path of ['company', 'regional', 'money', 'customers', 'tax-rates', 'payment-modes', 'currencies', 'payment-modes/1', 'payment-modes/1/delete', 'currencies/USD/delete']) {
      expect((await visitor.post(`/admin/settings/${path}`, { name: 'x', code: 'JPY', read: '{}' })).status).toBe(403);
    }
    expect(await activities()).toEqual([]);
  });

  it('answers 404 for a list there is not', async () => {
    expect((await admin.get('/admin/settings/customers/new')).status).toBe(404);
    expect((await admin.post('/admin/settings/anything', { name: 'x' })).status).toBe(404);
    expect((await admin.get('/admin/settings/tax-rates/0/edit')).status).toBe(404);
    expect((await admin.get('/admin/settings/currencies/XXZ/delete')).status).toBe(404);
  });
});

describe('a section', () => {
  it('is saved, shown again, and told of once in the log', async () => {
    const saved = await save(admin, 'company', COMPANY);
    expect([saved.status, saved.headers.location]).toEqual([303, '/admin/settings/company']);
    expect(all()).toMatchObject(COMPANY);
    expect((await admin.get('/admin/settings/company')).text).toContain('value="Müller &amp; Söhne"');
    expect(await activities()).toMatchObject([{ action: 'settings.changed', subject_name: 'company' }]);
  });

  it('that is saved unchanged writes nothing', async () => {
    await save(admin, 'regional', REGIONAL);
    await save(admin, 'regional', REGIONAL);
    expect(await activities()).toHaveLength(1);
  });

  it('refuses what is not in its lists and keeps what was typed', async () => {
    const refused = await save(admin, 'regional', { language: 'tlh', timeZone: 'Europe/Berlin', defaultCountry: 'XX' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('href="#defaultCountry"');
    expect((await save(admin, 'regional', { ...REGIONAL, language: 'tlh' })).text).toContain('href="#language"');
    expect((await save(admin, 'regional', { ...REGIONAL, timeZone: '' })).status).toBe(422);
    expect(all().timeZone).toBe('UTC');
  });

  it.each(['', 'null', '[]', '{"a":{}}', 'x'.repeat(11_000)])('refuses a damaged form (%#)', async (read) => {
    expect([400, 422]).toContain((await admin.post('/admin/settings/regional', { ...REGIONAL, read })).status);
    expect(all().timeZone).toBe('UTC');
  });

  it('tells the second of two editors what changed, keeps what each changed, and takes the second try', async () => {
    const other = await test.admin();
    const read = readOf(await admin.get('/admin/settings/company'));
    await save(other, 'company', { ...COMPANY, companyName: 'Theirs' }, read);
    const told = await save(admin, 'company', { ...COMPANY, companyName: '', companyCity: 'Lübeck' }, read);
    expect(told.status).toBe(409);
    expect(told.text).toContain('Company name: none became Theirs');
    expect(told.text).toContain('value="Theirs"');
    expect(told.text).toContain('value="Lübeck"');
    expect(all()).toMatchObject({ companyName: 'Theirs', companyCity: 'Kiel' });
    expect((await save(admin, 'company', { ...COMPANY, companyName: 'Theirs', companyCity: 'Lübeck' }, readOf(told))).status).toBe(303);
    expect(all()).toMatchObject({ companyName: 'Theirs', companyCity: 'Lübeck' });
  });

  it('saved by twenty at once from the same page is saved once', async () => {
    const read = readOf(await admin.get('/admin/settings/company'));
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => save(admin, 'company', { ...COMPANY, companyName: `Name ${n}` }, read)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await activities()).toHaveLength(1);
  });

  it('sent twice with the same key is saved once', async () => {
    const read = readOf(await admin.get('/admin/settings/company'));
    const fields = { ...COMPANY, read, ...(await admin.hidden()) };
    const answers = await Promise.all([1, 2, 3].map(() => admin.post('/admin/settings/company', fields)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await activities()).toHaveLength(1);
  });
});

describe('customers', () => {
  const CUSTOMERS = { prefix: 'K-', nextNumber: '1000', minDigits: '6', groupRequired: '1' };
  const group = async () => (await test.dataSource.query('SELECT id FROM customer_groups'))[0].id as string;

  it('changes the number series and the groups', async () => {
    expect((await save(admin, 'customers', { ...CUSTOMERS, groupRequired: '', defaultGroupId: await group() })).status).toBe(303);
    expect(all().groupRequired).toBe(false);
    expect(await test.dataSource.query('SELECT prefix, next_number, min_digits FROM number_series')).toMatchObject([{ prefix: 'K-', next_number: '1000', min_digits: 6 }]);
  });

  it('refuses to run the series backwards, but lets another prefix begin anew', async () => {
    await save(admin, 'customers', CUSTOMERS);
    expect((await save(admin, 'customers', { ...CUSTOMERS, nextNumber: '999' })).status).toBe(422);
    expect((await save(admin, 'customers', { ...CUSTOMERS, prefix: 'L-', nextNumber: '1' })).status).toBe(303);
  });

  it('is not disturbed by customers who took numbers meanwhile', async () => {
    const read = readOf(await admin.get('/admin/settings/customers'));
    await test.dataSource.query('UPDATE number_series SET next_number = 77');
    expect((await save(admin, 'customers', { prefix: 'N-', nextNumber: '1', minDigits: '5', groupRequired: '1', defaultGroupId: await group() }, read)).status).toBe(303);
    expect(await test.dataSource.query('SELECT prefix, next_number FROM number_series')).toMatchObject([{ prefix: 'N-', next_number: '77' }]);
  });

  it('ticks what new contacts may see, and nothing that is no permission (PER-2)', async () => {
    expect((await save(admin, 'customers', { ...CUSTOMERS, contactPermissions: ['projects', 'invoices'] })).status).toBe(303);
    expect(all().contactPermissions).toBe('invoices,projects');
    expect((await admin.get('/admin/settings/customers')).text).toMatch(/value="projects" checked/);
    expect((await save(admin, 'customers', { ...CUSTOMERS, contactPermissions: ['everything'] })).status).toBe(422);
    expect((await save(admin, 'customers', CUSTOMERS)).status).toBe(303);
    expect(all().contactPermissions).toBe('');
  });

  it('refuses a default group there is not', async () => {
    expect((await save(admin, 'customers', { ...CUSTOMERS, defaultGroupId: '999999' })).text).toContain('href="#defaultGroupId"');
  });

  it.each([['0', '5'], ['1.5', '5'], ['-1', '5'], ['9999999999999', '5'], ['1', '0'], ['1', '13'], ['', '5']])('refuses the number %s with %s digits', async (nextNumber, minDigits) => {
    expect((await save(admin, 'customers', { ...CUSTOMERS, nextNumber, minDigits })).status).toBe(422);
  });
});

describe('base currency', () => {
  it('changes, is among the currencies, and tells whoever sorts by it', async () => {
    const told: string[][] = [];
    test.app.get(BaseCurrency).onChange(async (_tx, before, after) => void told.push([before, after]));
    expect((await save(admin, 'money', { baseCurrency: 'SEK' })).status).toBe(303);
    expect(all().baseCurrency).toBe('SEK');
    expect(await test.dataSource.query("SELECT code FROM currencies WHERE code = 'SEK'")).toHaveLength(1);
    expect(told).toEqual([['EUR', 'SEK']]);
  });

  it('stays once there is a document', async () => {
    let documents = true;
    test.app.get(BaseCurrency).documentsExist(async () => documents);
    expect((await admin.get('/admin/settings/money')).text).toContain('The base currency is EUR.');
    expect((await save(admin, 'money', { baseCurrency: 'USD' })).status).toBe(422);
    expect(all().baseCurrency).toBe('EUR');
    documents = false;
  });

  it('refuses what is no currency', async () => {
    expect((await save(admin, 'money', { baseCurrency: 'XYZ' })).status).toBe(422);
    expect((await save(admin, 'money', { baseCurrency: '' })).status).toBe(422);
  });
});
