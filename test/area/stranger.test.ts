import { SettingsStore } from '../../src/modules/settings/settings.store';
import { PASSWORD, startApplication } from '../support/application';
import { aCustomer } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';

// The way through issue and area that a stranger goes, with forms and links alone; every act stands in the customer's activity.

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => house.dataSource.query(sql, params);
const words = (html: string) => html.slice(html.indexOf('<main')).replace(/<[^>]+>/g, ' ').replace(/&#x27;/g, "'").replace(/\s+/g, ' ');
/** The link in the latest mail to somebody, as an administrator opens it at /admin/mail where no SMTP server is set. */
async function openMail(admin: Visitor, to: string): Promise<string> {
  const [{ id }] = await rows<{ id: string }>('SELECT id FROM mail_outbox WHERE recipient_email = ? AND secret IS NOT NULL ORDER BY id DESC LIMIT 1', [to]);
  expect((await admin.get(`/admin/mail/${id}`)).status).toBe(200);
  const shown = await admin.post(`/admin/mail/${id}/link`);
  const [, token] = /token(?:=|&#x3D;)([0-9a-f]{64})/.exec(shown.text)!;
  return token;
}

async function activityOf(admin: Visitor, customer: string): Promise<string> {
  const page = await admin.get(`/admin/customers/${customer}/activity`);
  expect(page.status).toBe(200);
  return words(page.text);
}

test('what a stranger does with a customer, its contact and a colleague stands in the customer\'s activity', async () => {
  const admin = await house.admin();
  const customer = await aCustomer(house, { companyName: 'Nordlicht', language: 'en' });
  const contact: Fields = { firstName: 'Pia', lastName: 'Dahl', email: 'pia@nordlicht.example', kind: 'admin', active: '1', permissions: ['invoices', 'support'], mailSwitches: ['invoice'], login: 'link' };
  expect((await admin.post(`/admin/customers/${customer}/contacts`, contact)).status).toBe(303);
  expect(words((await admin.get(`/admin/customers/${customer}/contacts`)).text)).toContain('Invited, 48 h left');

  const token = await openMail(admin, 'pia@nordlicht.example');
  const pia = house.visitor();
  expect((await pia.get(`/password/set?token=${token}`)).status).toBe(200);
  expect((await pia.post('/password/set', { token, password: PASSWORD, repeat: PASSWORD })).headers.location).toBe('/login');
  await pia.enterArea('pia@nordlicht.example', PASSWORD);
  expect((await pia.get('/files')).status).toBe(200);
  expect((await pia.post('/language', { language: 'de', next: '/' })).status).toBe(303);
  expect((await pia.get('/')).text).toContain('lang="de"');
  expect((await pia.post('/language', { language: 'de', next: '/' })).status).toBe(303);
  expect((await pia.post('/colleagues', { customerId: customer, firstName: 'Nils', lastName: 'Berg', email: 'nils@nordlicht.example', kind: 'normal' })).status).toBe(303);
  expect(words((await admin.get(`/admin/customers/${customer}/contacts`)).text)).toMatch(/Nils Berg.*Invited, 48 h left/);

  const [{ id: link }] = await rows<{ id: string }>("SELECT l.id FROM customer_contacts l JOIN contacts p ON p.id = l.contact_key WHERE p.email_key = 'pia@nordlicht.example'");
  const matrix = await admin.get(`/admin/customers/${customer}/permissions`);
  expect(words(matrix.text)).toContain('Pia Dahl');
  const [{ version, person }] = await rows<{ version: number; person: number }>('SELECT l.version, p.version AS person FROM customer_contacts l JOIN contacts p ON p.id = l.contact_key WHERE l.id = ?', [link]);
  const without: Fields = { ...contact, login: 'none', permissions: [], mailSwitches: ['invoice'], version: String(version), personVersion: String(person), language: 'de' };
  expect((await admin.post(`/admin/customers/${customer}/contacts/${link}`, without)).status).toBe(303);
  expect((await pia.get('/files')).status).toBe(404);

  expect((await admin.post(`/admin/customers/${customer}/impersonation`, { contact: String(link), reason: 'She asked for help' })).headers.location).toBe('/impersonation');
  expect((await admin.raw().post('/impersonation').type('form').send({})).headers.location).toBe('/');
  const banner = await admin.get('/');
  expect(banner.text).toContain('class="imp"');
  expect(words(banner.text)).not.toContain('Files');
  expect((await admin.post('/impersonation/end')).headers.location).toBe(`/admin/customers/${customer}`);

  const told = await activityOf(admin, customer);
  for (const act of [
    'added the contact Pia Dahl', 'sent Pia Dahl a link to set a password', 'looked at the link in a mail to Pia Dahl', 'set a password', 'changed the contact Pia Dahl',
    'added the contact Nils Berg', 'sent Nils Berg a link to set a password', 'logged in as Pia Dahl', 'ended the login as Pia Dahl',
  ]) expect(told).toContain(act);
  expect(told).toMatch(/Pia Dahl changed the contact Pia Dahl.*Language.*German/);
  expect(await rows('SELECT actor_kind, actor_name, changes FROM activities WHERE action = ? AND customer_id = ? ORDER BY id', ['contact.edited', customer])).toEqual([
    { actor_kind: 'contact', actor_name: 'Pia Dahl', changes: expect.stringContaining('"language"') },
    { actor_kind: 'staff', actor_name: 'Ada Admin', changes: expect.stringContaining('"may_support"') },
  ]);
}, 60_000);

test('a registration that is opened, verified and confirmed stands in the activity of the customer it made', async () => {
  const admin = await house.admin();
  const store = house.app.get(SettingsStore);
  await store.write(house.dataSource.manager, { registrationOpen: true, registrationConfirmed: true }, new Date());
  await store.reload();
  const nina: Fields = { type: 'company', companyName: 'Südwind', firstName: 'Nina', lastName: 'North', email: 'nina@sued.example', password: 'a quiet morning in May', repeat: 'a quiet morning in May' };
  expect((await house.visitor().raw().post('/register').type('form').send(nina)).headers.location).toBe('/register/sent');
  const token = await openMail(admin, 'nina@sued.example');
  expect((await house.visitor().raw().post('/register/verification').type('form').send({ token, password: nina.password })).status).toBe(303);
  const [{ id: customer }] = await rows<{ id: string }>('SELECT id FROM customers WHERE unconfirmed = 1');
  expect((await admin.get('/admin/registrations')).text).toContain('Südwind');
  expect((await admin.post(`/admin/registrations/${customer}/confirmation`)).status).toBe(303);
  await house.visitor().enterArea('nina@sued.example', 'a quiet morning in May');
  const told = await activityOf(admin, String(customer));
  for (const act of ['created this customer', 'added the contact Nina North', 'looked at the link in a mail to Nina North', 'verified the e-mail address of Nina North', 'confirmed the registration of this customer']) expect(told).toContain(act);
}, 30_000);
