import { FirstGroup } from '../../src/modules/groups/first-group';
import { FirstSettings } from '../../src/modules/settings/first-settings';
import { NumberSeries } from '../../src/modules/settings/number-series';
import { inTransaction } from '../../src/kernel/db/transaction';
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

const rows = (sql: string) => test.dataSource.query(sql) as Promise<Record<string, unknown>[]>;
const log = async () => (await rows("SELECT action FROM activities WHERE actor_kind = 'staff' ORDER BY id")).map(({ action }) => action);

async function taxRate(name = 'Standard', rate = '19'): Promise<string> {
  await admin.post('/admin/settings/tax-rates', { name, rate, active: '1' });
  return String((await test.dataSource.query('SELECT id FROM tax_rates WHERE name = ?', [name]))[0].id);
}

async function aCustomer(columns: Record<string, string>): Promise<string> {
  const all = { number: 'C-1', type: 'company', display_name: 'Acme', sort_name: 'acme', created_at: new Date(), updated_at: new Date(), ...columns };
  const result = await test.dataSource.query(`INSERT INTO customers (${Object.keys(all).join(', ')}) VALUES (?)`, [Object.values(all)]);
  return String(result.insertId);
}

describe.each([
  ['tax-rates', 'tax_rates', 'tax_rate', { rate: '19' }, { rate: '7,5' }],
  ['payment-modes', 'payment_modes', 'payment_mode', {}, {}],
])('%s', (path, table, kind, extra, changedExtra) => {
  const add = async (name: string) => {
    const answer = await admin.post(`/admin/settings/${path}`, { name, active: '1', ...extra });
    const found = await test.dataSource.query(`SELECT id, version FROM ${table} WHERE name = ?`, [name]);
    return { answer, id: String(found[0]?.id), version: String(found[0]?.version) };
  };

  it('are added, edited, taken out of use and deleted, each told of once', async () => {
    const { answer, id, version } = await add('First');
    expect([answer.status, answer.headers.location]).toEqual([303, '/admin/settings/money']);
    expect((await admin.get('/admin/settings/money')).text).toContain('<bdi>First</bdi>');
    expect((await admin.post(`/admin/settings/${path}/${id}`, { name: 'Second', version, ...extra, ...changedExtra })).status).toBe(303);
    expect(await rows(`SELECT name, active, version FROM ${table} WHERE id = ${id}`)).toEqual([{ name: 'Second', active: 0, version: 2 }]);
    expect((await admin.post(`/admin/settings/${path}/${id}/delete`)).status).toBe(303);
    expect(await log()).toEqual([`${kind}.created`, `${kind}.edited`, `${kind}.deleted`]);
  });

  it('refuse a name that is taken, in any case, or none', async () => {
    await add('Standard');
    const taken = await admin.post(`/admin/settings/${path}`, { name: ' STANDARD ', ...extra });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('There is already one called STANDARD.');
    expect((await admin.post(`/admin/settings/${path}`, { name: ' ', ...extra })).status).toBe(422);
    expect((await admin.post(`/admin/settings/${path}`, { name: 'x'.repeat(101), ...extra })).status).toBe(422);
  });

  it('tell the second editor, who may save after reading', async () => {
    const { id, version } = await add('One');
    await admin.post(`/admin/settings/${path}/${id}`, { name: 'Two', active: '1', version, ...extra });
    const told = await admin.post(`/admin/settings/${path}/${id}`, { name: 'Three', active: '1', version, ...extra });
    expect(told.status).toBe(409);
    expect(told.text).toContain('<bdi>Two</bdi>');
    expect(told.text).toContain('value="Three"');
    const again = /name="version" value="(\d+)"/.exec(told.text)?.[1] ?? '';
    expect((await admin.post(`/admin/settings/${path}/${id}`, { name: 'Three', active: '1', version: again, ...extra })).status).toBe(303);
  });

  it('stay while a customer has them, whoever knows of it', async () => {
    const { id } = await add('Used');
    await aCustomer({ [`${kind}_id`]: id });
    const refused = await admin.post(`/admin/settings/${path}/${id}/delete`);
    expect(refused.status).toBe(409);
    expect(await rows(`SELECT id FROM ${table} WHERE id = ${id}`)).toHaveLength(1);
  });
});

it.each(['', '101', '-1', '1.23456', 'abc'])('refuses the tax rate %p', async (rate) => {
  expect((await admin.post('/admin/settings/tax-rates', { name: 'Odd', rate })).status).toBe(422);
});

it('names the products that keep a tax rate, with a link', async () => {
  const id = await taxRate();
  await admin.post('/admin/products', { kind: 'service', name: 'Advice', taxRateId: id, active: '1' });
  const page = await admin.get(`/admin/settings/tax-rates/${id}/delete`);
  expect(page.text).toContain(`href="/admin/products?tax&#x3D;${id}"`);
  expect(page.text).toContain('One product or service has it.');
  expect((await admin.post(`/admin/settings/tax-rates/${id}/delete`)).status).toBe(409);
});

describe('currencies', () => {
  it('are added once and removed', async () => {
    expect((await admin.post('/admin/settings/currencies', { code: 'JPY' })).status).toBe(303);
    expect((await admin.post('/admin/settings/currencies', { code: 'JPY' })).status).toBe(422);
    expect((await admin.post('/admin/settings/currencies', { code: 'XXZ' })).status).toBe(422);
    expect((await admin.post('/admin/settings/currencies/JPY/delete')).status).toBe(303);
    expect(await log()).toEqual(['currency.added', 'currency.removed']);
  });

  it('stay when one is the base currency or a customer has it', async () => {
    expect((await admin.get('/admin/settings/currencies/EUR/delete')).text).toContain('It is the base currency.');
    expect((await admin.post('/admin/settings/currencies/EUR/delete')).status).toBe(409);
    await aCustomer({ currency: 'USD' });
    expect((await admin.post('/admin/settings/currencies/USD/delete')).status).toBe(409);
    expect(await rows("SELECT code FROM currencies WHERE code IN ('EUR', 'USD')")).toHaveLength(2);
  });
});

describe('the number series', () => {
  const next = () => inTransaction(test.dataSource, (tx) => test.app.get(NumberSeries).next(tx, 'customer'));

  it('gives fifty at once fifty numbers', async () => {
    const numbers = await Promise.all(Array.from({ length: 50 }, next));
    expect(new Set(numbers).size).toBe(50);
    expect([...numbers].sort()[0]).toBe('C-00001');
  });

  it('rises, leaves gaps, and gives many in a row', async () => {
    await expect(inTransaction(test.dataSource, async (tx) => {
      await test.app.get(NumberSeries).next(tx, 'customer');
      throw new Error('rolled back');
    })).rejects.toThrow('rolled back');
    const many = await inTransaction(test.dataSource, (tx) => test.app.get(NumberSeries).take(tx, 'customer', 3));
    expect(many).toEqual(['C-00001', 'C-00002', 'C-00003']);
    await test.dataSource.query('UPDATE number_series SET next_number = 123456789012');
    expect(await next()).toBe('C-123456789012');
  });
});

it('what a new installation begins with is made once', async () => {
  const begun = await rows('SELECT code FROM currencies UNION ALL SELECT name FROM payment_modes UNION ALL SELECT name FROM customer_groups');
  expect(begun.length).toBe(8);
  await admin.post(`/admin/settings/payment-modes/${(await rows("SELECT id FROM payment_modes WHERE name = 'Cash'"))[0].id}/delete`);
  await Promise.all([test.app.get(FirstSettings).make(), test.app.get(FirstGroup).make()]);
  expect(await rows("SELECT id FROM payment_modes WHERE name = 'Cash'")).toHaveLength(0);
  expect(await rows('SELECT id FROM customer_groups')).toHaveLength(1);
});
