import type { Response } from 'supertest';
import { CleanUp } from '../../src/kernel/jobs/clean-up';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { lastToken } from '../staff/letters';
import { PASSWORD, startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';

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

const HOUR = 3_600_000;
const openIds = async () => (await house.dataSource.query<{ id: string }[]>('SELECT id FROM link_invitations WHERE open_key IS NOT NULL ORDER BY id')).map(({ id }) => String(id));
/** What whoever invites gets to see: status, headers and every byte, without the address, what is drawn at random, and how many there were before. */
const seen = ({ status, headers, text }: Response, email: string) => {
  const { date: _date, 'x-request-id': _id, 'content-length': _length, 'set-cookie': _cookie, etag: _etag, ...rest } = headers;
  return [status, rest, text.replaceAll(email, '@').replace(/colleagues(\/invitations)?\/\d+/g, 'colleagues$1/N').replace(/value="[0-9a-f]{32,}"|\b([0-9a-f]{4}-){2}[0-9a-f]{4}\b/g, '')];
};

test('until the person acts, an address known elsewhere cannot be told from a new one, whatever is done (CON-2)', async () => {
  const [own, other] = [await aCustomer(house), await aCustomer(house)];
  await aContact(house, own, { firstName: 'Prim' });
  await aContact(house, other, { firstName: 'Xcanary', lastName: 'Xcanary', email: 'known@else.example', active: true });
  await aContact(house, other, { firstName: 'Xcanary', email: 'asleep@else.example', active: false });
  await aContact(house, other, { firstName: 'Xcanary', email: 'squat@else.example' });
  await house.dataSource.query("UPDATE contacts SET unverified = 1 WHERE email_key = 'squat@else.example'");
  const { visitor } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  const told = async (email: string) => {
    house.clock.set(new Date('2026-03-04T09:00:00Z'));
    const invite = (fields: object = {}) => visitor.post('/colleagues', { customerId: own, firstName: 'Typed', email, position: 'Buyer', kind: 'admin', ...fields });
    const answers: Response[] = [await invite(), await visitor.get('/colleagues'), await invite({ firstName: 'Again', position: 'Boss', kind: 'normal' }), await visitor.get('/colleagues')];
    const [id] = await openIds();
    expect(answers[3].text).toContain(`/colleagues/invitations/${id}/renewal`);
    house.clock.set(new Date('2026-03-05T10:00:00Z'));
    answers.push(await visitor.get('/colleagues'), await visitor.post(`/colleagues/invitations/${id}/renewal`, { customerId: own }), await visitor.get('/colleagues'));
    for (const later of ['2026-03-08T00:00:00Z', '2026-05-20T00:00:00Z']) {
      house.clock.set(new Date(later));
      await house.app.get(CleanUp).run(house.clock.now());
      answers.push(await visitor.get('/colleagues'));
    }
    const links: { id: string }[] = await house.dataSource.query('SELECT l.id FROM customer_contacts l JOIN contacts p ON p.id = l.contact_key WHERE p.email_key = ?', [email]);
    for (const { id: linkId } of links) answers.push(await visitor.get(`/colleagues/${linkId}/edit`), await visitor.post(`/colleagues/${linkId}/invitation`, { customerId: own }), await visitor.post(`/colleagues/${linkId}/removal`, { customerId: own }));
    answers.push(await visitor.post(`/colleagues/invitations/${id}/withdrawal`, { customerId: own }), await visitor.get('/colleagues'));
    answers.push(await visitor.post(`/colleagues/invitations/${id}/withdrawal`, { customerId: own }), await visitor.post(`/colleagues/invitations/${id}/renewal`, { customerId: own }), await invite());
    for (const left of await openIds()) answers.push(await visitor.post(`/colleagues/invitations/${left}/withdrawal`, { customerId: own }));
    return answers.map((answer) => seen(answer, email));
  };
  const fresh = await told('fresh@else.example');
  expect(fresh.map(([status]) => status)).toEqual([303, 200, 303, 200, 200, 303, 200, 200, 200, 404, 404, 404, 303, 200, 404, 404, 303, 303]);
  for (const email of ['known@else.example', 'asleep@else.example', 'squat@else.example']) expect(await told(email)).toEqual(fresh);
  expect(JSON.stringify(fresh)).toContain('Again');
  expect(JSON.stringify(fresh)).not.toContain('Xcanary');
  expect(await house.dataSource.query("SELECT 1 AS one FROM customer_contacts WHERE customer_id = ? AND contact_id IN (SELECT id FROM contacts WHERE first_name = 'Xcanary')", [own])).toEqual([]);
}, 60_000);

test('what came of an invitation shows once the person has acted, and what staff asked shows then only', async () => {
  const [own, other] = [await aCustomer(house), await aCustomer(house)];
  await aContact(house, other, { email: 'known@else.example' });
  await aContact(house, other, { email: 'asked@else.example' });
  const { visitor } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  const staff = await house.staff({ name: 'Own' });
  await anAdminOf(house, own, staff.id);
  expect((await staff.visitor.post(`/admin/customers/${own}/contacts`, { firstName: 'Staff', lastName: 'Asked', email: 'asked@else.example', kind: 'normal', active: '1', do: 'ask' })).status).toBe(303);
  expect((await visitor.get('/colleagues')).text).not.toContain('asked@else.example');
  const invited = async (email: string) => {
    expect((await visitor.post('/colleagues', { customerId: own, firstName: 'Typed', email, kind: 'normal' })).status).toBe(303);
    return lastToken(house);
  };
  const [known, fresh] = [await invited('known@else.example'), await invited('fresh@else.example')];
  expect((await visitor.get('/colleagues')).text.match(/invitations\/\d+\/renewal/g)).toHaveLength(2);
  expect((await house.visitor().post('/links/confirm', { token: known })).status).toBe(303);
  expect((await house.visitor().post('/password/set', { token: fresh, password: PASSWORD, repeat: PASSWORD })).status).toBe(303);
  const page = (await visitor.get('/colleagues')).text;
  expect(page).not.toContain('/colleagues/invitations/');
  expect(page.match(/\/colleagues\/\d+\/edit/g)).toHaveLength(2);
  const tab = (await staff.visitor.get(`/admin/customers/${own}/contacts`)).text;
  expect(tab.match(/Asked to confirm/g)).toHaveLength(1);
}, 30_000);

test('nobody is written to more than three times an hour from one customer, and one\'s own contacts are refused', async () => {
  const own = await aCustomer(house);
  const { visitor, email: self } = await house.contact(own, { name: 'Pia', kind: 'admin' });
  const invite = async (email: string) => (await visitor.post('/colleagues', { customerId: own, firstName: 'Typed', email, kind: 'normal' })).status;
  expect([await invite('fresh@else.example'), await invite('FRESH@else.example'), await invite('fresh@else.example'), await invite('fresh@else.example'), await invite(self)]).toEqual([303, 303, 303, 429, 422]);
  const [id] = await openIds();
  expect((await visitor.post(`/colleagues/invitations/${id}/renewal`, { customerId: own })).status).toBe(429);
  expect(await house.dataSource.query("SELECT COUNT(*) AS n FROM mail_outbox WHERE kind = 'set-password'")).toEqual([{ n: '3' }]);
  house.clock.set(new Date(Date.now() + HOUR + 1000));
  expect((await visitor.post(`/colleagues/invitations/${id}/renewal`, { customerId: own })).status).toBe(303);
  const twins = await Promise.all(Array.from({ length: 3 }, () => visitor.post('/colleagues', { customerId: own, firstName: 'Twin', email: 'twin@else.example', kind: 'normal' })));
  expect(twins.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(await openIds()).toHaveLength(2);
});

test('another customer has invited the same new person meanwhile: it is asked, and nobody is told', async () => {
  const [own, other] = [await aCustomer(house), await aCustomer(house)];
  const visitors = await Promise.all([own, other].map(async (customer) => ({ customer, visitor: (await house.contact(customer, { name: 'Pia', kind: 'admin' })).visitor })));
  const answers = await Promise.all(visitors.map(({ customer, visitor }) => visitor.post('/colleagues', { customerId: customer, firstName: 'Both', email: 'both@else.example', kind: 'normal' })));
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect((await house.dataSource.query<{ kind: string }[]>('SELECT kind FROM mail_outbox ORDER BY kind')).map(({ kind }) => kind)).toEqual(['contact-linked', 'set-password']);
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
  const [id] = await openIds();
  expect((await visitor.post(`/colleagues/invitations/${id}/withdrawal`, { customerId: own })).status).toBe(303);
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
