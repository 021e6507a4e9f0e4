import { startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';

let app: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  app = await startApplication();
});
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
});
afterAll(() => app.close());

const PRODUCT = { kind: 'service', name: 'Maintenance', description: 'Twice a year', unit: 'hour', price: '80,50', active: '1' };
const log = async () => (await app.dataSource.query("SELECT action FROM activities WHERE actor_kind = 'staff' ORDER BY id")).map(({ action }: { action: string }) => action);
const row = async (id: string) => (await app.dataSource.query('SELECT * FROM products WHERE id = ?', [id]))[0];

async function aProduct(fields: Record<string, string> = {}): Promise<string> {
  const answer = await admin.post('/admin/products', { ...PRODUCT, ...fields });
  return String(answer.headers.location).split('/').pop() ?? '';
}

async function usedBy(productId: string, customers: number): Promise<void> {
  for (let n = 0; n < customers; n += 1) {
    const result = await app.dataSource.query("INSERT INTO customers (number, type, display_name, sort_name, created_at, updated_at) VALUES (?, 'company', 'Acme', 'acme', ?, ?)", [`C-${n}`, new Date(), new Date()]);
    await app.dataSource.query('INSERT INTO customer_products (product_id, customer_id) VALUES (?, ?)', [productId, result.insertId]);
  }
}

describe('who', () => {
  it('may see, add, edit and delete is asked each time', async () => {
    const id = await aProduct();
    const viewer = (await app.staff({ name: 'Bob Reader', permissions: ['products.view'] })).visitor;
    const stranger = (await app.staff({ name: 'Charlie', permissions: ['customers.view'] })).visitor;
    expect((await viewer.get('/admin/products')).text).toContain('Maintenance');
    const page = await viewer.get(`/admin/products/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/\/edit"|\/delete"|\/deactivation"/);
    for (const who of [viewer, stranger]) {
      for (const path of ['new', `${id}/edit`, `${id}/delete`]) expect((await who.get(`/admin/products/${path}`)).status).toBe(403);
      for (const path of ['', `/${id}`, `/${id}/delete`, `/${id}/activation`, `/${id}/deactivation`]) expect((await who.post(`/admin/products${path}`, PRODUCT)).status).toBe(403);
    }
    for (const path of ['', `/${id}`]) {
      expect((await stranger.get(`/admin/products${path}`)).status).toBe(403);
      expect((await app.visitor().get(`/admin/products${path}`)).status).toBe(303);
    }
    expect(await log()).toEqual(['product.created']);
  });

  it.each(['0', '-1', '9223372036854775808', 'abc', '1e3', '999999999'])('nobody finds the product %s', async (id) => {
    for (const path of ['', '/edit', '/delete']) expect((await admin.get(`/admin/products/${id}${path}`)).status).toBe(404);
    for (const path of ['', '/delete', '/activation']) expect((await admin.post(`/admin/products/${id}${path}`, PRODUCT)).status).toBe(404);
  });
});

describe('a product', () => {
  it('is added, shown, edited, and each is told of once', async () => {
    const id = await aProduct();
    expect(await row(id)).toMatchObject({ kind: 'service', name: 'Maintenance', price: '80.5000', unit: 'hour', active: 1 });
    expect((await admin.get(`/admin/products/${id}`)).text).toContain('€80.50');
    expect((await admin.get(`/admin/products/${id}/edit`)).text).toContain('value="80.50"');
    expect((await admin.post(`/admin/products/${id}`, { ...PRODUCT, name: 'Care', version: '1' })).status).toBe(303);
    expect((await admin.post(`/admin/products/${id}`, { ...PRODUCT, name: 'Care', version: '2' })).status).toBe(303);
    expect(await row(id)).toMatchObject({ name: 'Care', version: 2 });
    expect(await log()).toEqual(['product.created', 'product.edited']);
  });

  it.each([
    ['name', ''], ['name', 'x'.repeat(256)], ['kind', 'thing'], ['price', '1.23456'], ['price', '-1'], ['price', 'ten'],
    ['taxRateId', '987654'], ['taxRateId', "1' OR '1"], ['unit', 'x'.repeat(51)], ['description', 'x'.repeat(5001)],
  ])('is refused with %s %p, and what was typed stays', async (field, value) => {
    const answer = await admin.post('/admin/products', { ...PRODUCT, name: 'Kept', [field]: value });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`href="#${field}"`);
    expect(answer.text).toContain('Twice a year'.slice(0, field === 'description' ? 0 : 5));
    expect(await app.dataSource.query('SELECT id FROM products')).toEqual([]);
  });

  it('is refused a name that is taken', async () => {
    await aProduct();
    const id = await aProduct({ name: 'Other' });
    expect((await admin.post('/admin/products', { ...PRODUCT, name: 'MAINTENANCE' })).text).toContain('There is already one called MAINTENANCE.');
    expect((await admin.post(`/admin/products/${id}`, { ...PRODUCT, version: '1' })).status).toBe(422);
  });

  it('tells the second editor, with what is stored by now', async () => {
    const id = await aProduct();
    await admin.post(`/admin/products/${id}`, { ...PRODUCT, price: '99', version: '1' });
    const told = await admin.post(`/admin/products/${id}`, { ...PRODUCT, name: 'Mine', version: '1' });
    expect(told.status).toBe(409);
    expect(told.text).toContain('€99.00');
    expect(told.text).toContain('value="Mine"');
    expect((await admin.post(`/admin/products/${id}`, { ...PRODUCT, name: 'Mine', version: '2' })).status).toBe(303);
  });

  it('is added once however often the form is sent', async () => {
    const fields = { ...PRODUCT, ...(await admin.hidden()) };
    const answers = await Promise.all(Array.from({ length: 10 }, () => admin.post('/admin/products', fields)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await app.dataSource.query('SELECT id FROM products')).toHaveLength(1);
  });

  it('is taken out of forms and brought back, with an undo', async () => {
    const id = await aProduct();
    await admin.post(`/admin/products/${id}/deactivation`);
    expect(await row(id)).toMatchObject({ active: 0 });
    expect((await admin.get(`/admin/products/${id}`)).text).toContain(`action="/admin/products/${id}/activation"`);
    await admin.post(`/admin/products/${id}/activation`);
    await admin.post(`/admin/products/${id}/activation`);
    expect(await log()).toEqual(['product.created', 'product.deactivated', 'product.activated']);
  });

  it('is deleted only while no customer has it', async () => {
    const id = await aProduct();
    await usedBy(id, 2);
    const refused = await admin.post(`/admin/products/${id}/delete`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('2 customers have it.');
    expect(refused.text).toContain(`href="/admin/customers?product&#x3D;${id}"`);
    await app.dataSource.query('DELETE FROM customer_products');
    expect((await admin.get(`/admin/products/${id}/delete`)).text).toContain(`method="post" action="/admin/products/${id}/delete"`);
    expect((await admin.post(`/admin/products/${id}/delete`)).status).toBe(303);
    expect(await row(id)).toBeUndefined();
    expect(await log()).toEqual(['product.created', 'product.deleted']);
  });

  it('that somebody takes into use while it is deleted either stays or is not taken', async () => {
    for (let n = 0; n < 10; n += 1) {
      const id = await aProduct({ name: `Race ${n}` });
      const [deleted, used] = await Promise.all([admin.post(`/admin/products/${id}/delete`), usedBy(id, 1).then(() => true, () => false)]);
      expect(deleted.status).toBe(used ? 409 : 303);
      expect(Boolean(await row(id))).toBe(used);
    }
  });
});

describe('the list', () => {
  beforeEach(async () => {
    for (const [name, price, kind] of [['Apple', '3', 'product'], ['Pear', '1', 'product'], ['100% juice', '2', 'product'], ['Advice', '', 'service']]) await aProduct({ name, price, kind, description: '' });
  });
  const names = async (query: string) => [...(await admin.get(`/admin/products${query}`)).text.matchAll(/<bdi>([^<]*)<\/bdi><\/a><\/td>/g)].map(([, name]) => name);

  it('sorts by name, price and kind, both ways', async () => {
    expect(await names('')).toEqual(['100% juice', 'Advice', 'Apple', 'Pear']);
    expect(await names('?dir=desc')).toEqual(['Pear', 'Apple', 'Advice', '100% juice']);
    expect(await names('?sort=price&dir=desc')).toEqual(['Apple', '100% juice', 'Pear', 'Advice']);
  });

  it('finds parts of names as they are', async () => {
    expect(await names('?q=p')).toEqual(['Apple', 'Pear']);
    expect(await names('?q=%25')).toEqual(['100% juice']);
    expect(await names('?q=_')).toEqual([]);
    expect((await admin.get('/admin/products?q=<b>nothing')).text).toContain('Nothing found');
  });

  it.each(['?sort=id;drop', '?sort[]=name', '?dir=up', '?page=0', '?page=-1', '?page=1e9', '?page=999999', '?q=a&q=b', '?tax=x', '?sort=__proto__', '?sort=constructor'])('takes no harm from %s', async (query) => {
    expect((await admin.get(`/admin/products${query}`)).status).toBe(200);
  });

  it('has pages', async () => {
    for (let n = 0; n < 60; n += 1) await app.dataSource.query("INSERT INTO products (kind, name, created_at, updated_at) VALUES ('product', ?, ?, ?)", [`Bulk ${100 + n}`, new Date(), new Date()]);
    expect(await names('')).toHaveLength(50);
    expect(await names('?page=2')).toHaveLength(14);
    expect((await admin.get('/admin/products?page=2')).text).toContain('51 to 64 of 64');
  });
});
