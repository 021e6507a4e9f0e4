import { PASSWORD, startApplication } from '../support/application';
import { lastToken } from '../staff/letters';
import { aContact, aCustomer } from '../support/builders';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const formOf = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

test('a contact changes its own profile, and its customers read of it (CON-2)', async () => {
  const customer = await aCustomer(house);
  const { id, visitor } = await house.contact(customer, { name: 'Pia Berg' });
  const version = formOf((await visitor.get('/profile')).text, 'version');
  const saved = await visitor.post('/profile', { firstName: 'Pia', lastName: 'Dahl', phone: '+47 22 33 44 55', language: 'en', theme: 'dark', version, email: 'stolen@x.example', active: '0' });
  expect([saved.status, saved.headers.location]).toEqual([303, '/profile']);
  const [row] = await house.dataSource.query('SELECT last_name, theme, email, active FROM contacts WHERE id = ?', [id]);
  expect(row).toMatchObject({ last_name: 'Dahl', theme: 'dark', active: 1 });
  expect(row.email).not.toBe('stolen@x.example');
  const told = await house.dataSource.query("SELECT actor_kind FROM activities WHERE customer_id = ? AND action = 'contact.edited'", [customer]);
  expect(told).toEqual([{ actor_kind: 'contact' }]);
  const late = await visitor.post('/profile', { firstName: 'Pia', lastName: 'Late', theme: 'dark', version });
  expect(late.status).toBe(409);
});

test('an address changes only with the password and the link sent to the new one, and only for that contact', async () => {
  const customer = await aCustomer(house);
  const { id, email, visitor } = await house.contact(customer, { name: 'Pia' });
  const other = await house.contact(customer, { name: 'Ola' });
  expect((await visitor.post('/profile/email', { email: 'new@pia.example', current: 'wrong' })).status).toBe(422);
  expect((await visitor.post('/profile/email', { email: 'new@pia.example', current: PASSWORD })).status).toBe(303);
  const [mail] = await house.dataSource.query("SELECT recipient_email FROM mail_outbox WHERE kind = 'email-change'");
  expect(mail.recipient_email).toBe('new@pia.example');
  const token = await lastToken(house);
  expect((await other.visitor.get(`/profile/email/confirm?token=${token}`)).status).toBe(404);
  expect((await visitor.get(`/profile/email/confirm?token=${token}`)).status).toBe(200);
  expect((await house.dataSource.query('SELECT email FROM contacts WHERE id = ?', [id]))[0].email.toLowerCase()).toBe(email.toLowerCase());
  expect((await visitor.post('/profile/email/confirm', { token })).status).toBe(303);
  expect((await house.dataSource.query('SELECT email FROM contacts WHERE id = ?', [id]))[0].email).toBe('new@pia.example');
  expect((await visitor.post('/profile/email/confirm', { token })).status).toBe(404);
  const [told] = await house.dataSource.query("SELECT recipient_email FROM mail_outbox WHERE kind = 'email-changed'");
  expect(told.recipient_email.toLowerCase()).toBe(email.toLowerCase());
});

test('whether an address is taken, only its owner learns (A12)', async () => {
  const customer = await aCustomer(house);
  const { visitor } = await house.contact(customer, { name: 'Pia' });
  await aContact(house, await aCustomer(house), { email: 'taken@else.example' });
  const taken = await visitor.post('/profile/email', { email: 'taken@else.example', current: PASSWORD });
  const free = await visitor.post('/profile/email', { email: 'free@else.example', current: PASSWORD });
  expect([taken.status, taken.headers.location]).toEqual([free.status, free.headers.location]);
});

test('a new password needs the old one and ends every other session', async () => {
  const customer = await aCustomer(house);
  const { email, visitor } = await house.contact(customer, { name: 'Pia' });
  const elsewhere = await house.visitor().enterArea(email, PASSWORD);
  const fresh = 'another horse battery';
  expect((await visitor.post('/password/change', { current: 'wrong', password: fresh, repeat: fresh })).status).toBe(422);
  expect((await elsewhere.get('/')).status).toBe(200);
  expect((await visitor.post('/password/change', { current: PASSWORD, password: fresh, repeat: fresh })).status).toBe(303);
  expect((await elsewhere.get('/')).status).toBe(303);
  expect((await visitor.get('/')).status).toBe(200);
});

test('a mail about another address is sent again with a new link, as long as the address waits (MAIL-2)', async () => {
  const { visitor } = await house.contact(await aCustomer(house), { name: 'Pia' });
  expect((await visitor.post('/profile/email', { email: 'new@else.example', current: PASSWORD })).status).toBe(303);
  const first = await lastToken(house);
  const admin = await house.admin();
  const again = async () => {
    await house.dataSource.query("UPDATE mail_outbox SET state = 'sent', secret = NULL");
    const [{ id }] = await house.dataSource.query("SELECT id FROM mail_outbox WHERE kind = 'email-change' ORDER BY id DESC LIMIT 1");
    return (await admin.post(`/admin/mail/${id}/resending`)).status;
  };
  expect(await again()).toBe(303);
  const second = await lastToken(house);
  expect((await visitor.get(`/profile/email/confirm?token=${first}`)).status).toBe(404);
  expect((await visitor.post('/profile/email/confirm', { token: second })).status).toBe(303);
  expect(await house.dataSource.query("SELECT recipient_email FROM mail_outbox WHERE kind = 'email-change'")).toEqual([{ recipient_email: 'new@else.example' }, { recipient_email: 'new@else.example' }]);
  expect(await again()).toBe(422);
});

test('a link for another address goes to no address more than three times an hour, and the form stays (A25)', async () => {
  const customer = await aCustomer(house);
  const people = [await house.contact(customer, { name: 'Pia' }), await house.contact(customer, { name: 'Ola' })];
  const ask = ({ visitor }: (typeof people)[number], email: string) => visitor.post('/profile/email', { email, current: PASSWORD });
  const answers = [await ask(people[0], 'victim@else.example'), await ask(people[0], 'VICTIM@else.example'), await ask(people[1], 'victim@else.example'), await ask(people[1], 'victim@else.example')];
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 429]);
  expect(Number(answers[3].headers['retry-after'])).toBeGreaterThan(0);
  expect(answers[3].text).toContain('value="victim@else.example"');
  expect(answers[3].text).not.toContain(PASSWORD);
  expect(await house.dataSource.query("SELECT 1 AS one FROM mail_outbox WHERE kind = 'email-change'")).toHaveLength(3);
  expect((await ask(people[1], 'other@else.example')).status).toBe(303);
});

test('a forgotten password: the answer is the same for everybody, the link sets it once', async () => {
  const customer = await aCustomer(house);
  const { email } = await house.contact(customer, { name: 'Pia' });
  const stranger = house.visitor();
  const known = await stranger.post('/password/forgotten', { email });
  const unknown = await stranger.post('/password/forgotten', { email: 'nobody@else.example' });
  expect([known.status, known.headers.location]).toEqual([unknown.status, unknown.headers.location]);
  const mails = await house.dataSource.query("SELECT id FROM mail_outbox WHERE kind = 'reset'");
  expect(mails).toHaveLength(1);
  const token = await lastToken(house);
  expect((await stranger.get(`/password/set?token=${token}`)).headers['referrer-policy']).toBe('no-referrer');
  const fresh = 'another horse battery';
  expect((await stranger.post('/password/set', { token, password: fresh, repeat: fresh })).status).toBe(303);
  expect((await stranger.post('/password/set', { token, password: fresh, repeat: fresh })).status).toBe(404);
  await house.visitor().enterArea(email, fresh);
});

test('sessions are one\'s own to end, and nobody else\'s', async () => {
  const customer = await aCustomer(house);
  const { email, visitor } = await house.contact(customer, { name: 'Pia' });
  const elsewhere = await house.visitor().enterArea(email, PASSWORD);
  const other = await house.contact(customer, { name: 'Ola' });
  const page = await elsewhere.get('/profile/sessions');
  const [, key] = /sessions\/([0-9a-f]{16})\/end/.exec(page.text)!;
  await other.visitor.post(`/profile/sessions/${key}/end`);
  expect((await visitor.get('/')).status).toBe(200);
  await elsewhere.post(`/profile/sessions/${key}/end`);
  expect((await visitor.get('/')).status).toBe(303);
  expect((await elsewhere.get('/')).status).toBe(200);
});

test('the language is one\'s own: kept with the contact, or in the browser before signing in (ARE-4)', async () => {
  const customer = await aCustomer(house, { language: 'en' });
  const { id, visitor } = await house.contact(customer, { name: 'Pia' });
  const chosen = await visitor.post('/language', { language: 'de', next: '/profile' });
  expect([chosen.status, chosen.headers.location]).toEqual([303, '/profile']);
  expect((await visitor.get('/')).text).toContain('<html lang="de"');
  expect((await house.dataSource.query('SELECT language FROM contacts WHERE id = ?', [id]))[0].language).toBe('de');
  expect((await house.dataSource.query('SELECT language FROM customers WHERE id = ?', [customer]))[0].language).toBe('en');
  const stranger = house.visitor();
  expect((await stranger.post('/language', { language: 'fr', next: '/login' })).headers.location).toBe('/login');
  expect((await stranger.get('/login')).text).toContain('<html lang="fr"');
  expect((await stranger.post('/language', { language: 'xx' })).status).toBe(400);
  expect((await stranger.post('/language', { language: 'fr', next: '//evil.example' })).headers.location).toBe('/');
});

test('who came to a page is brought back to it by signing in', async () => {
  const customer = await aCustomer(house);
  const { email } = await house.contact(customer, { name: 'Pia' });
  const visitor = house.visitor();
  expect((await visitor.get('/company')).headers.location).toBe('/login?next=%2Fcompany');
  const back = await visitor.raw().post('/login').type('form').send({ email, password: PASSWORD, next: '/company' });
  expect(back.headers.location).toBe('/company');
});
