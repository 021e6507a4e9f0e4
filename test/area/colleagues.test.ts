import { SettingsStore } from '../../src/modules/settings/settings.store';
import { startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const link = async (id: string) => (await house.dataSource.query('SELECT kind, permissions, mail_switches, position, contact_key FROM customer_contacts WHERE id = ?', [id]))[0];

test('an admin contact invites a colleague, with the default permissions and a link by mail (ARE-7, PER-2)', async () => {
  const customer = await aCustomer(house);
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  const sent = await visitor.post('/colleagues', { customerId: customer, firstName: 'Nils', email: 'nils@n.example', kind: 'normal' });
  expect([sent.status, sent.headers.location]).toEqual([303, '/colleagues']);
  const [nils] = await house.dataSource.query("SELECT l.permissions, p.password_hash FROM contacts p JOIN customer_contacts l ON l.contact_key = p.id WHERE p.email_key = 'nils@n.example' AND l.customer_id = ?", [customer]);
  expect(nils.permissions).not.toBe('');
  expect(nils.password_hash).toBeNull();
  expect(await house.dataSource.query("SELECT 1 AS one FROM mail_outbox WHERE kind = 'set-password'")).toHaveLength(1);
  expect((await visitor.get('/colleagues')).text).toContain('nils@n.example');
});

test('an address that is known elsewhere looks like a new one, and shows nothing of its person (CON-2)', async () => {
  const [own, other] = [await aCustomer(house), await aCustomer(house)];
  await aContact(house, other, { firstName: 'Xcanary', lastName: 'Xcanary', email: 'known@else.example' });
  const { visitor } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  const known = await visitor.post('/colleagues', { customerId: own, firstName: 'Typed', email: 'known@else.example', kind: 'normal' });
  expect([known.status, known.headers.location]).toEqual([303, '/colleagues']);
  const page = await visitor.get('/colleagues');
  expect(page.text).toContain('Typed');
  expect(page.text).not.toContain('Xcanary');
  expect(await house.dataSource.query('SELECT 1 AS one FROM customer_contacts WHERE customer_id = ? AND contact_id = (SELECT id FROM contacts WHERE email_key = ?)', [own, 'known@else.example'])).toEqual([]);
});

test('a registration that nobody verified keeps no address from an invited colleague (A26)', async () => {
  const [own, other] = [await aCustomer(house), await aCustomer(house)];
  await aContact(house, other, { firstName: 'Squatter', email: 'nils@n.example' });
  await house.dataSource.query("UPDATE contacts SET unverified = 1 WHERE email_key = 'nils@n.example'");
  await house.dataSource.query('UPDATE customers SET unconfirmed = 1 WHERE id = ?', [other]);
  const { visitor } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  expect((await visitor.post('/colleagues', { customerId: own, firstName: 'Nils', email: 'nils@n.example', kind: 'normal' })).status).toBe(303);
  const found = await house.dataSource.query("SELECT p.first_name FROM contacts p JOIN customer_contacts l ON l.contact_key = p.id WHERE l.customer_id = ? AND p.email_key = 'nils@n.example'", [own]);
  expect(found).toEqual([{ first_name: 'Nils' }]);
});

test('taking back what somebody was asked stands in the activity', async () => {
  const [own, other] = [await aCustomer(house), await aCustomer(house)];
  await aContact(house, other, { email: 'known@else.example' });
  const { visitor } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  await visitor.post('/colleagues', { customerId: own, firstName: 'Typed', email: 'known@else.example', kind: 'normal' });
  const [{ id }] = await house.dataSource.query('SELECT id FROM link_invitations');
  expect((await visitor.post(`/colleagues/asked/${id}/withdrawal`, { customerId: own })).status).toBe(303);
  expect(await house.dataSource.query("SELECT actor_name, subject_name FROM activities WHERE action = 'contact.askWithdrawn' AND customer_id = ?", [own])).toEqual([{ actor_name: 'Pia', subject_name: 'Typed' }]);
});

test('the link is edited, never the person; and no right is given that one does not have', async () => {
  const customer = await aCustomer(house);
  const colleague = await aContact(house, customer, { firstName: 'Nils', email: 'nils@n.example' });
  await house.dataSource.query("UPDATE customer_contacts SET permissions = 'contracts', mail_switches = 'contract' WHERE id = ?", [colleague]);
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin', permissions: ['invoices'] });
  const saved = await visitor.post(`/colleagues/${colleague}`, {
    customerId: customer, position: 'Buyer', kind: 'normal', permissions: ['invoices', 'estimates'], mailSwitches: ['invoice', 'estimate'], version: '1', email: 'stolen@x.example', firstName: 'X', password: 'taken over now',
  });
  expect(saved.status).toBe(303);
  expect(await link(colleague)).toMatchObject({ position: 'Buyer', permissions: 'invoices,contracts', mail_switches: 'invoice,contract' });
  const [person] = await house.dataSource.query('SELECT first_name, email, password_hash FROM contacts WHERE email_key = ?', ['nils@n.example']);
  expect(person).toEqual({ first_name: 'Nils', email: 'nils@n.example', password_hash: null });
  expect((await visitor.post(`/colleagues/${colleague}`, { customerId: customer, kind: 'admin', version: '1' })).status).toBe(409);
});

test('one\'s own link, others\' customers and the primary contact are out of reach', async () => {
  const [own, foreign] = [await aCustomer(house), await aCustomer(house)];
  const primary = await aContact(house, own, { firstName: 'Prim' });
  const theirs = await aContact(house, foreign, { firstName: 'Xcanary' });
  const { linkId, visitor } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  const send = (id: string, customerId: string) => visitor.post(`/colleagues/${id}`, { customerId, kind: 'admin', version: '1' });
  expect((await send(linkId, own)).status).toBe(404);
  expect((await send(theirs, own)).status).toBe(404);
  expect((await send(theirs, foreign)).status).toBe(404);
  expect((await visitor.post(`/colleagues/${linkId}/removal`, { customerId: own })).status).toBe(404);
  expect((await visitor.post(`/colleagues/${primary}/removal`, { customerId: own })).status).toBe(409);
  expect((await visitor.get('/colleagues')).text).not.toContain('Xcanary');
});

test('a removed colleague is out at the next click', async () => {
  const customer = await aCustomer(house);
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  const colleague = await house.contact(customer, { name: 'Nils' });
  expect((await visitor.post(`/colleagues/${colleague.linkId}/removal`, { customerId: customer })).status).toBe(303);
  expect((await colleague.visitor.get('/')).headers.location).toBe('/login?next=%2F');
});

test('inactive colleagues, notes and other customers never appear (ARE-2)', async () => {
  const customer = await aCustomer(house, {}, { insight: 'Xcanary note' });
  await aContact(house, customer, { firstName: 'Xcanary', active: false });
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  for (const path of ['/', '/company', '/colleagues', '/profile', '/profile/sessions']) {
    const page = await visitor.get(path);
    expect([path, page.status, page.text.includes('Xcanary')]).toEqual([path, 200, false]);
  }
});

test('normal contacts have no such page, and nobody has where the setting closes it (ARE-5a)', async () => {
  const customer = await aCustomer(house);
  const normal = await house.contact(customer, { name: 'Ola' });
  const { visitor } = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  expect((await normal.visitor.get('/colleagues')).status).toBe(404);
  expect((await normal.visitor.get('/')).text).not.toContain('href="/colleagues"');
  const store = house.app.get(SettingsStore);
  await store.write(house.dataSource.manager, { areaManageColleagues: false }, new Date());
  await store.reload();
  expect((await visitor.get('/colleagues')).status).toBe(404);
  expect((await visitor.post('/colleagues', { customerId: customer, firstName: 'N', email: 'n@n.example', kind: 'normal' })).status).toBe(404);
  expect((await visitor.get('/')).text).not.toContain('href="/colleagues"');
});
