import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

async function ticksOf(linkId: string): Promise<{ permissions: string; mail_switches: string }> {
  const [row] = await house.dataSource.query('SELECT permissions, mail_switches FROM customer_contacts WHERE id = ?', [linkId]);
  return row;
}

const setTicks = (linkId: string, permissions: string, switches: string) =>
  house.dataSource.query('UPDATE customer_contacts SET permissions = ?, mail_switches = ? WHERE id = ?', [permissions, switches, linkId]);

/** The ticks as the form shows them, and what it carries. */
function formOf(html: string): { read: string; ticks: string[] } {
  const read = /name="read" value="([^"]*)"/.exec(html)![1];
  return { read, ticks: [...html.matchAll(/name="ticks" value="([^"]+)" checked/g)].map(([, value]) => value) };
}

test('staff tick what a contact may see and is sent; one entry of activity tells each tick (PER-6)', async () => {
  const customer = await aCustomer(house);
  const link = await aContact(house, customer, { firstName: 'Pia', email: 'pia@a.example' });
  await setTicks(link, 'invoices', 'invoice');
  const admin = await house.admin();
  const { read, ticks } = formOf((await admin.get(`/admin/customers/${customer}/permissions`)).text);
  expect(ticks).toEqual([`${link}.may.invoices`, `${link}.mail.invoice`]);
  const saved = await admin.post(`/admin/customers/${customer}/permissions`, { read, ticks: [`${link}.may.projects`, `${link}.mail.invoice`, `${link}.mail.task`] });
  expect(saved.status).toBe(303);
  expect(await ticksOf(link)).toEqual({ permissions: 'projects', mail_switches: 'invoice,task' });
  const page = await admin.get(`/admin/customers/${customer}/activity`);
  expect(page.text).toContain('changed what Pia Person may see and is sent');
  expect(page.text).toContain('May see projects');
  const entries = await house.dataSource.query("SELECT changes FROM activities WHERE action = 'contact.permitted'");
  expect(entries).toHaveLength(1);
});

test('two people who tick at once keep both their ticks', async () => {
  const customer = await aCustomer(house);
  const link = await aContact(house, customer, { email: 'pia@a.example' });
  await setTicks(link, 'invoices', '');
  const admin = await house.admin();
  const path = `/admin/customers/${customer}/permissions`;
  const { read } = formOf((await admin.get(path)).text);
  await admin.post(path, { read, ticks: [`${link}.may.invoices`, `${link}.may.support`] });
  await admin.post(path, { read, ticks: [`${link}.may.invoices`, `${link}.mail.ticket`] });
  expect(await ticksOf(link)).toEqual({ permissions: 'invoices,support', mail_switches: 'ticket' });
});

test('contacts of another customer, unknown names and broken forms change nothing', async () => {
  const [customer, other] = [await aCustomer(house), await aCustomer(house, { companyName: 'Other' })];
  const link = await aContact(house, customer, { email: 'pia@a.example' });
  const foreign = await aContact(house, other, { email: 'otto@b.example' });
  await setTicks(link, 'invoices', 'invoice');
  const path = `/admin/customers/${customer}/permissions`;
  const admin = await house.admin();
  const before = await ticksOf(foreign);
  await admin.post(path, { read: `${foreign}||`, ticks: [`${foreign}.may.invoices`] });
  expect(await ticksOf(foreign)).toEqual(before);
  for (const ticks of [[`${link}.may.__proto__`], [`${link}.may.everything`]]) await admin.post(path, { read: `${link}|invoices|invoice`, ticks: [...ticks, `${link}.may.invoices`, `${link}.mail.invoice`] });
  for (const fields of [{ read: 'x', ticks: [] }, { read: `${link}|a`, ticks: [] }, { read: `${link}||`, ticks: ['1 OR 1=1'] }]) {
    expect((await admin.post(path, fields)).status).toBe(400);
  }
  expect(await ticksOf(link)).toEqual({ permissions: 'invoices', mail_switches: 'invoice' });
});

test('what nobody receives is said in red, with whom the switch is on for in vain', async () => {
  const customer = await aCustomer(house);
  const link = await aContact(house, customer, { firstName: 'Lena', email: 'lena@a.example', active: false });
  const all = 'invoice,credit_note,estimate,contract,proposal,ticket,project,task';
  await setTicks(link, '', all);
  const admin = await house.admin();
  const path = `/admin/customers/${customer}/permissions`;
  const alarmed = (await admin.get(path)).text;
  expect(alarmed).toMatch(/Nobody receives mails about[^]*href="#mail-invoice">Invoice/);
  expect(alarmed).toContain('Invoice: the switch is on for Lena Person');
  await house.dataSource.query('UPDATE contacts SET active = 1');
  expect((await admin.get(path)).text).not.toContain('Nobody receives mails');
});

test('a module the customer does without closes it to all its contacts, and is not missed in mails (PER-3)', async () => {
  const customer = await aCustomer(house);
  const { visitor, linkId } = await house.contact(customer, { name: 'Pia', permissions: ['invoices', 'projects'] });
  await setTicks(linkId, 'invoices,projects', '');
  const admin = await house.admin();
  const saved = await admin.post(`/admin/customers/${customer}/modules`, { read: '', modules: ['invoices', 'estimates', 'contracts', 'proposals', 'support'] });
  expect(saved.status).toBe(303);
  expect(await house.dataSource.query('SELECT modules_off FROM customers WHERE id = ?', [customer])).toEqual([{ modules_off: 'projects' }]);
  const page = (await admin.get(`/admin/customers/${customer}/permissions`)).text;
  expect(page).not.toContain('href="#mail-project"');
  expect(page).toContain('href="#mail-invoice"');
  expect((await visitor.get('/')).status).toBe(200);
  // Somebody who read the form before the change keeps it.
  await admin.post(`/admin/customers/${customer}/modules`, { read: '', modules: ['invoices', 'estimates', 'contracts', 'proposals', 'projects'] });
  expect(await house.dataSource.query('SELECT modules_off FROM customers WHERE id = ?', [customer])).toEqual([{ modules_off: 'support,projects' }]);
});

test('"why" names who turned the switch and when, what the outbox did, and nothing of other customers', async () => {
  const [customer, other] = [await aCustomer(house), await aCustomer(house, { companyName: 'Other' })];
  const link = await aContact(house, customer, { firstName: 'Pia', email: 'pia@a.example' });
  await setTicks(link, '', 'invoice');
  const [{ contact_id: person }] = await house.dataSource.query('SELECT contact_id FROM customer_contacts WHERE id = ?', [link]);
  const admin = await house.admin();
  const path = `/admin/customers/${customer}/permissions`;
  await admin.post(path, { read: formOf((await admin.get(path)).text).read, ticks: [] });
  const ask = async (mail: string) => (await admin.get(`${path}?who=${link}&mail=${mail}`)).text;
  expect(await ask('invoice')).toContain('Ada Admin switched them off');
  expect(await ask('task')).toContain('Pia Person does not receive these: the switch is off.');
  const mail = async (customerId: string, recipient: string, state: string, reason: string | null): Promise<string> => {
    const row: { insertId: number } = await house.dataSource.query(
      `INSERT INTO mail_outbox (kind, language, recipient_kind, recipient_id, recipient_name, recipient_email, customer_id, merge_values, dedupe_key, state, reason, due_at, created_at)
       VALUES ('staff-reset', 'en', 'contact', ?, 'Nina', 'n@a.example', ?, '{}', UUID(), ?, ?, ?, ?)`,
      [recipient, customerId, state, reason, new Date(), new Date()],
    );
    return String(row.insertId);
  };
  expect(await ask(await mail(customer, person, 'dropped', 'customer_inactive'))).toContain('The customer is inactive.');
  expect(await ask(await mail(customer, String(Number(person) + 7), 'sent', null))).toContain('it was written to Nina');
  expect(await ask(await mail(other, person, 'sent', null))).not.toContain('Pia Person got it');
});

test('who may see the customer reads the matrix; who may not manage its contacts changes nothing', async () => {
  const customer = await aCustomer(house);
  const link = await aContact(house, customer, { email: 'pia@a.example' });
  await setTicks(link, '', '');
  const path = `/admin/customers/${customer}/permissions`;
  const viewer = await house.staff({ name: 'Viewer', permissions: ['customers.view'] });
  const stranger = await house.staff({ name: 'Stranger', permissions: ['customers.create'] });
  const own = await house.staff({ name: 'Own' });
  await anAdminOf(house, customer, own.id);
  expect((await viewer.visitor.get(path)).text).not.toContain('>Save<');
  expect((await viewer.visitor.post(path, { read: `${link}||`, ticks: [`${link}.may.invoices`] })).status).toBe(403);
  expect((await stranger.visitor.get(path)).status).toBe(404);
  expect((await stranger.visitor.post(path, { read: `${link}||`, ticks: [`${link}.may.invoices`] })).status).toBe(404);
  expect(await ticksOf(link)).toEqual({ permissions: '', mail_switches: '' });
  expect((await own.visitor.post(path, { read: `${link}||`, ticks: [`${link}.may.invoices`] })).status).toBe(303);
  expect(await ticksOf(link)).toEqual({ permissions: 'invoices', mail_switches: '' });
});
