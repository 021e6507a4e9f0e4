import { Passwords } from '../../src/kernel/auth/passwords';
import { ADMIN, startApplication, PASSWORD } from '../support/application';
import { aContact, aCustomer } from '../support/builders';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

test('a contact signs in and sees its customer, in the customer\'s language until it chooses another (CUS-13)', async () => {
  const customer = await aCustomer(house, { companyName: 'Nordlicht', language: 'en' });
  const { visitor } = await house.contact(customer, { name: 'Jörn Petersen' });
  const page = await visitor.get('/');
  expect(page.status).toBe(200);
  expect(page.text).toContain('Nordlicht');
  expect(page.text).toContain('Jörn Petersen');
});

test.each([
  ['the person is inactive', 'UPDATE contacts SET active = 0 WHERE id = ?'],
  ['the person has not verified its address', 'UPDATE contacts SET unverified = 1 WHERE id = ?'],
  ['the person is in the trash', 'UPDATE contacts SET deleted_at = CURRENT_TIMESTAMP WHERE id = ?'],
  ['the customer is inactive', 'UPDATE customers c JOIN customer_contacts l ON l.customer_id = c.id SET c.active = 0 WHERE l.contact_id = ?'],
  ['the customer is unconfirmed', 'UPDATE customers c JOIN customer_contacts l ON l.customer_id = c.id SET c.unconfirmed = 1 WHERE l.contact_id = ?'],
  ['the link is gone', 'UPDATE customer_contacts SET contact_key = NULL WHERE contact_id = ?'],
])('nobody signs in, and an open session ends at the next click, when %s', async (_, sql) => {
  const { id, email, visitor } = await house.contact(await aCustomer(house), { name: 'Pia' });
  await house.dataSource.query(sql, [id]);
  const open = await visitor.get('/');
  expect([open.status, open.headers.location]).toEqual([303, '/login?next=%2F']);
  const again = await house.visitor().raw().post('/login').type('form').send({ email, password: PASSWORD });
  expect(again.status).toBe(422);
});

test('sessions of staff and contacts never stand in for one another, even with the same id (A14)', async () => {
  const customer = await aCustomer(house);
  const { id, visitor } = await house.contact(customer, { name: 'Pia' });
  await house.dataSource.query('UPDATE sessions SET principal_id = ? WHERE kind = ?', [id, 'contact']);
  expect((await visitor.get('/admin')).headers.location).toBe('/admin/login?next=%2Fadmin');
  const admin = await house.admin();
  expect((await admin.get('/')).headers.location).toBe('/login?next=%2F');
});

test('whoever works for several customers chooses which one is shown; others\' do not exist (CON-2)', async () => {
  const [first, second, foreign] = [await aCustomer(house, { companyName: 'Alder' }), await aCustomer(house, { companyName: 'Birch' }), await aCustomer(house, { companyName: 'Cedar' })];
  const { id, visitor } = await house.contact(first, { name: 'Pia' });
  await house.dataSource.query('INSERT INTO customer_contacts (customer_id, contact_id, contact_key, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [second, id, id, new Date(), new Date()]);
  expect((await visitor.get('/')).text).toMatch(/class="lead"><bdi>Alder/);
  expect((await visitor.post('/current-customer', { customerId: second })).status).toBe(303);
  expect((await visitor.get('/')).text).toMatch(/class="lead"><bdi>Birch/);
  expect((await visitor.post('/current-customer', { customerId: foreign })).status).toBe(404);
  expect((await visitor.get('/')).text).toMatch(/class="lead"><bdi>Birch/);
});

test('ten wrong passwords refuse the account for a while, whatever the case of the address (A25)', async () => {
  const { email } = await house.contact(await aCustomer(house), { name: 'Pia' });
  const stranger = house.visitor().raw();
  for (let n = 0; n < 10; n += 1) await stranger.post('/login').type('form').send({ email: n % 2 ? email : email.toUpperCase(), password: 'wrong' });
  const refused = await stranger.post('/login').type('form').send({ email, password: PASSWORD });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('Too many tries');
});

test('a contact without a password cannot sign in with an empty one (A11)', async () => {
  const customer = await aCustomer(house);
  await aContact(house, customer, { email: 'new@area.example' });
  for (const password of ['', ' ', 'null', 'undefined']) {
    expect((await house.visitor().raw().post('/login').type('form').send({ email: 'new@area.example', password })).status).toBe(422);
  }
});

test('a contact without any permission has the dashboard and the profile, and no files (PER-1)', async () => {
  const customer = await aCustomer(house);
  const none = await house.contact(customer, { name: 'Nora', permissions: [] });
  const some = await house.contact(customer, { name: 'Sven', permissions: ['support'] });
  expect((await none.visitor.get('/')).text).not.toContain('href="/files"');
  expect((await none.visitor.get('/files')).status).toBe(404);
  expect((await some.visitor.get('/')).text).toContain('href="/files"');
  expect((await some.visitor.get('/files')).status).toBe(200);
});

test('a password that is changed while somebody signs in with the old one lets nobody in', async () => {
  const { email, id } = await house.contact(await aCustomer(house), { name: 'Pia' });
  const passwords = house.app.get(Passwords);
  const matches = passwords.matches.bind(passwords);
  const meanwhile = jest.spyOn(passwords, 'matches').mockImplementation(async (stored, password) => {
    const fits = await matches(stored, password);
    await house.dataSource.query("UPDATE contacts SET password_hash = CONCAT(password_hash, 'x') WHERE id = ?", [id]);
    await house.dataSource.query("UPDATE staff SET password_hash = CONCAT(password_hash, 'x')");
    return fits;
  });
  const [late, staff] = [house.visitor().raw(), house.visitor().raw()];
  await house.dataSource.query('DELETE FROM sessions');
  await late.post('/login').type('form').send({ email, password: PASSWORD });
  await staff.post('/admin/login').type('form').send({ email: ADMIN.email, password: PASSWORD });
  meanwhile.mockRestore();
  expect([(await late.get('/')).status, (await staff.get('/admin')).status]).toEqual([303, 303]);
  expect(await house.dataSource.query('SELECT kind FROM sessions')).toEqual([]);
});

test('whoever is switched off or deleted is signed out for good, not until it comes back (A14)', async () => {
  const customer = await aCustomer(house);
  await aContact(house, customer, { firstName: 'Prim' });
  const { id, linkId, visitor } = await house.contact(customer, { name: 'Pia' });
  const admin = await house.admin();
  const deletion = await admin.post(`/admin/customers/${customer}/contacts/${linkId}/deletion`);
  expect(deletion.status).toBe(303);
  await admin.post(`/admin/customers/${customer}/contacts/${linkId}/restoration`);
  expect(await house.dataSource.query('SELECT deleted_at FROM contacts WHERE id = ?', [id])).toEqual([{ deleted_at: null }]);
  expect((await visitor.get('/')).status).toBe(303);
});
