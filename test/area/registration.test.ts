import { inTransaction } from '../../src/kernel/db/transaction';
import { CleanRegistrations } from '../../src/modules/area/registration/clean-registrations.job';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import type { SettingValues } from '../../src/modules/settings/setting-values';
import { aContact, aCustomer } from '../support/builders';
import { startApplication } from '../support/application';
import type { Fields, Visitor } from '../support/visitor';
import { lastToken, letters } from '../staff/letters';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.reset();
  await settings({ registrationOpen: true, registrationConfirmed: false });
});

const CHOSEN = 'a quiet morning in May';
const NINA: Fields = { type: 'company', companyName: 'Nordlicht', firstName: 'Nina', lastName: 'North', email: 'nina@nordlicht.example', password: CHOSEN, repeat: CHOSEN };

async function settings(values: Partial<SettingValues>): Promise<void> {
  const store = house.app.get(SettingsStore);
  await inTransaction(house.dataSource, (tx) => store.write(tx, values, new Date()));
  await store.reload();
}

async function kinds(): Promise<string[]> {
  return (await letters(house)).map(({ kind }) => kind);
}

async function count(sql: string, params: unknown[] = []): Promise<number> {
  const [row] = await house.dataSource.query(`SELECT COUNT(*) AS n FROM ${sql}`, params);
  return Number(row.n);
}

function register(fields: Fields = NINA, visitor: Visitor = house.visitor()) {
  return visitor.raw().post('/register').type('form').send(fields);
}

function verify(token: string, password = CHOSEN, visitor = house.visitor()) {
  return visitor.raw().post('/register/verification').type('form').send({ token, password });
}

test('while it is off, nothing of it exists, and the sign-in page does not name it (A26)', async () => {
  await settings({ registrationOpen: false });
  const visitor = house.visitor();
  expect((await visitor.get('/register')).status).toBe(404);
  expect((await visitor.get('/register/sent')).status).toBe(404);
  expect((await register()).status).toBe(404);
  expect(await count('customers')).toBe(0);
  expect((await visitor.get('/login')).text).not.toContain('/register');
  await settings({ registrationOpen: true });
  expect((await visitor.get('/login')).text).toContain('href="/register"');
  expect((await visitor.get('/register')).status).toBe(200);
});

test('makes one customer and its primary contact, closed, and signs nobody in (ARE-5)', async () => {
  const visitor = house.visitor();
  const answer = await visitor.raw().post('/register').set('Accept-Language', 'de').type('form').send({ ...NINA, customerId: '1', unconfirmed: '0', kind: 'admin', permissions: 'invoices' });
  expect([answer.status, answer.headers.location]).toEqual([303, '/register/sent']);
  expect((await visitor.get('/')).headers.location).toBe('/login?next=%2F');
  const [row] = await house.dataSource.query(
    `SELECT c.display_name, c.language, c.unconfirmed, c.primary_link_id = l.id AS is_primary, l.kind, p.unverified, p.email_key,
            (SELECT COUNT(*) FROM customer_group_members g WHERE g.customer_id = c.id) AS group_count
     FROM customers c JOIN customer_contacts l ON l.customer_id = c.id JOIN contacts p ON p.id = l.contact_id`,
  );
  expect({ ...row, unconfirmed: Number(row.unconfirmed), is_primary: Number(row.is_primary), unverified: Number(row.unverified), group_count: Number(row.group_count) }).toEqual({
    display_name: 'Nordlicht', language: 'de', unconfirmed: 1, is_primary: 1, kind: 'normal', unverified: 1, email_key: 'nina@nordlicht.example', group_count: 1,
  });
  expect(await kinds()).toEqual(['registration-verification']);
  expect((await visitor.raw().post('/login').type('form').send({ email: 'nina@nordlicht.example', password: CHOSEN })).status).toBe(422);
});

test('the link and the password verify together: in at once, welcome mail, once (ARE-5)', async () => {
  await register();
  const token = await lastToken(house);
  const visitor = house.visitor();
  expect((await visitor.get(`/register/verification?token=${token}`)).text).toContain('nina@nordlicht.example');
  const wrong = await verify(token, 'not this one at all');
  expect([wrong.status, wrong.text.includes('not the password')]).toEqual([422, true]);
  const [first, second] = await Promise.all([verify(token, CHOSEN, visitor), verify(token)]);
  expect([first.status, second.status].sort()).toEqual([303, 404]);
  expect(await kinds()).toEqual(['registration-verification', 'welcome']);
  expect(await count('customers WHERE unconfirmed = 1')).toBe(0);
  expect((await verify(token)).status).toBe(404);
  const signedIn = await house.visitor().enterArea('nina@nordlicht.example', CHOSEN);
  expect((await signedIn.get('/')).text).toContain('Nordlicht');
});

test('ten wrong passwords shut the link for a while', async () => {
  await register();
  const token = await lastToken(house);
  for (let n = 0; n < 10; n += 1) await verify(token, 'wrong');
  const answer = await verify(token);
  expect([answer.status, answer.text.includes('Too many tries')]).toEqual([422, true]);
});

test('with confirmation nobody is in before an administrator says so; then a mail tells it (ARE-5)', async () => {
  await settings({ registrationConfirmed: true });
  const admin = await house.admin();
  await register();
  const [{ id }] = await house.dataSource.query('SELECT id FROM customers');
  expect((await admin.get('/admin/registrations')).text).toContain('Address not verified');
  expect((await admin.post(`/admin/registrations/${id}/confirmation`)).status).toBe(422);
  const visitor = house.visitor();
  expect((await verify(await lastToken(house), CHOSEN, visitor)).headers.location).toBe('/register/waiting');
  expect((await visitor.get('/register/waiting')).text).toContain('we will be in touch');
  expect((await visitor.get('/')).status).toBe(303);
  expect(await kinds()).toEqual(['registration-verification', 'registration-to-confirm']);
  expect((await visitor.raw().post('/login').type('form').send({ email: NINA.email, password: CHOSEN })).status).toBe(422);
  expect((await admin.get('/admin/customers?unconfirmed=1')).text).toContain('Nordlicht');
  expect((await admin.get('/admin/registrations')).text).toContain('To be confirmed');
  expect((await admin.post(`/admin/registrations/${id}/confirmation`)).status).toBe(303);
  expect((await admin.post(`/admin/registrations/${id}/confirmation`)).status).toBe(404);
  expect((await kinds()).at(-1)).toBe('registration-confirmed');
  await house.visitor().enterArea(String(NINA.email), CHOSEN);
  expect((await admin.get(`/admin/customers/${id}/activity`)).text).toContain('confirmed the registration');
});

test('a refused registration goes into the trash, and its link is dead', async () => {
  await settings({ registrationConfirmed: true });
  await register();
  const token = await lastToken(house);
  const [{ id }] = await house.dataSource.query('SELECT id FROM customers');
  expect((await (await house.admin()).post(`/admin/registrations/${id}/refusal`)).status).toBe(303);
  expect(await count('customers WHERE deleted_at IS NULL')).toBe(0);
  expect((await verify(token)).status).toBe(404);
  expect(await count('contacts WHERE password_hash IS NOT NULL')).toBe(0);
});

test('only administrators decide', async () => {
  await settings({ registrationConfirmed: true });
  await register();
  const [{ id }] = await house.dataSource.query('SELECT id FROM customers');
  const { visitor } = await house.staff({ name: 'Clerk', permissions: ['customers.view', 'customers.edit', 'customers.delete'] });
  expect((await visitor.get('/admin/registrations')).status).toBe(403);
  expect((await visitor.post(`/admin/registrations/${id}/refusal`)).status).toBe(403);
});

test('a known address is told by mail, with the same answer as an unknown one (A12)', async () => {
  const customer = await aCustomer(house);
  await aContact(house, customer, { email: 'nina@nordlicht.example' });
  const known = await register({ ...NINA, email: 'NINA@nordlicht.example' });
  const unknown = await register({ ...NINA, email: 'new@nordlicht.example' });
  expect([known.status, known.headers.location, known.text]).toEqual([unknown.status, unknown.headers.location, unknown.text]);
  expect(await kinds()).toEqual(['registration-known', 'registration-verification']);
  expect(await count('contacts WHERE password_hash IS NOT NULL')).toBe(1);
});

test('fifty at once with one address make one customer and one contact, and at most three mails (A26, A25)', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => register()));
  expect(answers.every(({ status }) => status === 303 || status === 429)).toBe(true);
  expect(await count('customers')).toBe(1);
  expect(await count('contacts')).toBe(1);
  expect((await kinds()).length).toBeLessThanOrEqual(3);
});

test('one network registers thirty times an hour, whatever the address', async () => {
  await house.dataSource.query("INSERT INTO rate_limits (limit_key, hits, expires_at) SELECT 'register:ip:::ffff:127.0.0.1', 30, ? UNION SELECT 'register:ip:127.0.0.1', 30, ? UNION SELECT 'register:ip:::1', 30, ?", Array(3).fill(new Date(Date.now() + 3_600_000)));
  expect((await register()).status).toBe(429);
  expect(await count('customers')).toBe(0);
});

test('whoever registers an unverified address last has its place; the earlier link and password are dead (A26)', async () => {
  await register({ ...NINA, password: 'the attacker knows this', repeat: 'the attacker knows this' });
  const early = await lastToken(house);
  await register({ ...NINA, type: 'person', lastName: 'Real' });
  expect(await count('customers')).toBe(1);
  expect((await verify(early, 'the attacker knows this')).status).toBe(404);
  const token = await lastToken(house);
  expect((await verify(token, 'the attacker knows this')).status).toBe(422);
  expect((await verify(token)).status).toBe(303);
  const [{ display_name }] = await house.dataSource.query('SELECT display_name FROM customers');
  expect(display_name).toBe('Nina Real');
});

test('staff take the address of an unverified registration for a real contact; what was registered is dead (A26)', async () => {
  await register();
  const token = await lastToken(house);
  const customer = await aCustomer(house, { companyName: 'Real' });
  const admin = await house.admin();
  const added = await admin.post(`/admin/customers/${customer}/contacts`, { firstName: 'Nina', email: 'nina@nordlicht.example', kind: 'normal', active: '1' });
  expect(added.status).toBe(303);
  expect(await count("contacts WHERE email_key = 'nina@nordlicht.example' AND unverified = 0 AND password_hash IS NULL")).toBe(1);
  expect(await count("customers WHERE display_name = 'Nordlicht' AND deleted_at IS NOT NULL")).toBe(1);
  expect((await verify(token)).status).toBe(404);
  expect(await count('contacts WHERE password_hash IS NOT NULL')).toBe(0);
  expect((await house.visitor().raw().post('/login').type('form').send({ email: NINA.email, password: CHOSEN })).status).toBe(422);
});

test('must-fields of the settings, terms, passwords and the trap for programs', async () => {
  await settings({ registrationNeedsPhone: true, registrationNeedsVatNumber: true, registrationTerms: 'Be kind.' });
  const refused = await register({ ...NINA, companyName: '', repeat: 'another' });
  expect(refused.status).toBe(422);
  for (const name of ['companyName', 'phone', 'vatNumber', 'terms']) expect(refused.text).toContain(`href="#${name}"`);
  expect(refused.text).not.toContain(CHOSEN);
  const person = { ...NINA, type: 'person', phone: '1', terms: '1' };
  expect((await register({ ...person, repeat: 'another one here' })).text).toContain('href="#repeat"');
  expect((await register({ ...person, password: 'password123', repeat: 'password123' })).status).toBe(422);
  expect((await register({ ...person, nickname: 'bot' })).status).toBe(303);
  expect(await count('customers')).toBe(0);
  expect((await register(person)).status).toBe(303);
  expect(await count('customers')).toBe(1);
});

test('what nobody has verified for seven days leaves, and the address is free (ARE-5)', async () => {
  await register();
  const job = house.app.get(CleanRegistrations);
  expect(await job.run(new Date(Date.now() + 6 * 86_400_000))).toBe(0);
  const late = new Date(Date.now() + 8 * 86_400_000);
  expect((await Promise.all([job.run(late), job.run(late)])).reduce((sum, n) => sum + n, 0)).toBe(1);
  expect(await count('contacts WHERE email_key IS NOT NULL')).toBe(0);
});

test('however many were forgotten leave in one night', async () => {
  const made = '2020-01-01';
  const many = 'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 201)';
  for (const sql of [
    `INSERT INTO contacts (id, first_name, unverified, created_at, updated_at) ${many} SELECT 1000 + i, 'Nobody', 1, ?, ? FROM n`,
    `INSERT INTO customers (id, number, type, company_name, display_name, sort_name, unconfirmed, created_at, updated_at) ${many} SELECT 1000 + i, CONCAT('N', i), 'company', 'Nobody', 'Nobody', 'Nobody', 1, ?, ? FROM n`,
    `INSERT INTO customer_contacts (id, customer_id, contact_id, contact_key, created_at, updated_at) ${many} SELECT 1000 + i, 1000 + i, 1000 + i, 1000 + i, ?, ? FROM n`,
  ]) await house.dataSource.query(sql, [made, made]);
  await house.dataSource.query('UPDATE customers SET primary_link_id = id');
  expect(await house.app.get(CleanRegistrations).run(new Date())).toBe(201);
});

test('staff who want it hear of new customers they may see, never of their own (CUS-23a)', async () => {
  const viewer = await house.staff({ name: 'Viewer', permissions: ['customers.view'] });
  const blind = await house.staff({ name: 'Blind' });
  await house.staff({ name: 'Silent', permissions: ['customers.view'] });
  const maker = await house.staff({ name: 'Maker', permissions: ['customers.view', 'customers.create'] });
  for (const { visitor } of [viewer, blind, maker]) {
    expect((await visitor.post('/admin/profile', { name: 'N', theme: 'system', density: 'dense', newCustomerMail: '1' })).status).toBe(303);
  }
  const [{ id: group }] = await house.dataSource.query('SELECT id FROM customer_groups LIMIT 1');
  const finance = await maker.visitor.post('/admin/customers/new?step=general', { type: 'company', companyName: 'Fresh', groupIds: [String(group)], do: 'next' });
  const address = await maker.visitor.post(finance.headers.location, { discountKind: 'none', do: 'next' });
  const made = await maker.visitor.post(address.headers.location, { sameShipping: '1', do: 'save' });
  expect(made.headers.location).toMatch(/^\/admin\/customers\/\d+$/);
  const told = async () => house.dataSource.query("SELECT recipient_id FROM mail_outbox WHERE kind = 'new-customer' ORDER BY id");
  expect((await told()).map(({ recipient_id }: { recipient_id: string }) => String(recipient_id))).toEqual([viewer.id]);
  await register();
  expect(await told()).toHaveLength(1);
  await verify(await lastToken(house));
  expect(await told()).toHaveLength(3);
});
