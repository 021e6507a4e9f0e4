import { codeOf, stepAt } from '../../src/kernel/auth/second-factor-codes';
import { PASSWORD, startApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';

let house: Awaited<ReturnType<typeof startApplication>>;

beforeAll(async () => {
  house = await startApplication();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

const START = new Date('2026-11-22T10:00:10Z');
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);

/** Pia, with a second factor switched on at `START`. */
async function withFactor() {
  const customer = await aCustomer(house);
  const { id, linkId, email, visitor } = await house.contact(customer, { name: 'Pia' });
  house.clock.set(START);
  const html = (await visitor.get('/profile/second-factor/new')).text;
  const secret = /<bdi class="mono" dir="ltr">([A-Z2-7 ]+)<\/bdi>/.exec(html)![1].replaceAll(' ', '');
  const sealed = /name="sealed" value="([^"]+)"/.exec(html)![1];
  const send = (current: string) => visitor.post('/profile/second-factor/new', { sealed, code: codeOf(secret, stepAt(START)), current });
  expect((await send('wrong')).status).toBe(422);
  const done = await send(PASSWORD);
  expect(done.status).toBe(200);
  const [recoveryCode] = /\b[a-z2-9]{4}(-[a-z2-9]{4}){3}\b/.exec(done.text)!;
  return { id, linkId, customer, email, visitor, secret, recoveryCode };
}

test('a contact with a second factor is not in before its code, which opens once (STA-2)', async () => {
  const { email, secret } = await withFactor();
  house.clock.set(later(60));
  const browser = house.visitor().raw();
  const half = await browser.post('/login').type('form').send({ email, password: PASSWORD, next: '/company' });
  expect(half.headers.location).toBe('/login/code?next=%2Fcompany');
  expect((await browser.get('/')).status).toBe(303);
  const give = (code: string) => browser.post('/login/code').type('form').send({ code, next: '/company' });
  expect((await give('000000')).status).toBe(422);
  const code = codeOf(secret, stepAt(later(60)));
  expect((await give(code)).headers.location).toBe('/company');
  expect((await browser.get('/')).status).toBe(200);
  const second = house.visitor().raw();
  await second.post('/login').type('form').send({ email, password: PASSWORD });
  expect((await second.post('/login/code').type('form').send({ code })).status).toBe(422);
});

test('without a right password before it there is no page for the code', async () => {
  await withFactor();
  const browser = house.visitor().raw();
  expect((await browser.get('/login/code')).headers.location).toBe('/login');
  expect((await browser.post('/login/code').type('form').send({ code: '123456' })).headers.location).toBe('/login');
});

test('it is told by mail and on the customer\'s page, and ends with password and code alone', async () => {
  const { id, visitor, secret } = await withFactor();
  expect(await house.dataSource.query("SELECT recipient_id FROM mail_outbox WHERE kind = 'second-factor-changed'")).toEqual([{ recipient_id: id }]);
  expect(await house.dataSource.query("SELECT 1 AS one FROM activities WHERE action = 'contact.secondFactorOn' AND customer_id IS NOT NULL")).toHaveLength(1);
  house.clock.set(later(90));
  const code = codeOf(secret, stepAt(later(90)));
  expect((await visitor.post('/profile/second-factor/removal', { code, current: 'wrong' })).status).toBe(422);
  expect((await visitor.post('/profile/second-factor/removal', { code: '000000', current: PASSWORD })).status).toBe(422);
  expect((await visitor.post('/profile/second-factor/removal', { code, current: PASSWORD })).status).toBe(303);
  await house.visitor().enterArea((await house.dataSource.query('SELECT email FROM contacts WHERE id = ?', [id]))[0].email, PASSWORD);
});

test('a recovery code lets in once, and that stands on the customer\'s page', async () => {
  const { email, recoveryCode } = await withFactor();
  const enter = async () => {
    const browser = house.visitor().raw();
    await browser.post('/login').type('form').send({ email, password: PASSWORD });
    return (await browser.post('/login/code').type('form').send({ code: recoveryCode })).status;
  };
  expect([await enter(), await enter()]).toEqual([303, 422]);
  expect(await house.dataSource.query("SELECT actor_name FROM activities WHERE action = 'contact.recoveryCodeUsed' AND customer_id IS NOT NULL")).toEqual([{ actor_name: 'Pia' }]);
});

test('who may edit the person takes it off after a lost phone: signed out, told by mail, on the page of each customer', async () => {
  const { id, linkId, customer, email, visitor } = await withFactor();
  const elsewhere = await aCustomer(house);
  const now = new Date();
  await house.dataSource.query("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, kind, created_at, updated_at) VALUES (?, ?, ?, 'normal', ?, ?)", [elsewhere, id, id, now, now]);
  house.clock.set(later(30));
  const removal = `/admin/customers/${customer}/contacts/${linkId}/second-factor/removal`;
  const own = await house.staff({ name: 'Own' });
  await anAdminOf(house, customer, own.id);
  expect((await own.visitor.get(`/admin/customers/${customer}/contacts/${linkId}/edit`)).text).not.toContain(removal);
  expect([(await own.visitor.get(removal)).status, (await own.visitor.post(removal)).status]).toEqual([403, 403]);
  expect((await visitor.get('/')).status).toBe(200);
  await anAdminOf(house, elsewhere, own.id);
  expect((await own.visitor.get(`/admin/customers/${customer}/contacts/${linkId}/edit`)).text).toContain(removal);
  expect((await own.visitor.get(removal)).text).toContain('Pia');
  expect((await own.visitor.post(removal)).headers.location).toBe(`/admin/customers/${customer}/contacts`);
  expect((await visitor.get('/')).status).toBe(303);
  await house.visitor().enterArea(email, PASSWORD);
  expect(await house.dataSource.query("SELECT actor_name, CAST(customer_id AS CHAR) AS customer FROM activities WHERE action = 'contact.secondFactorReset' ORDER BY customer_id")).toEqual([customer, elsewhere].map((one) => ({ actor_name: 'Own', customer: one })));
  expect((await house.dataSource.query<unknown[]>("SELECT 1 FROM mail_outbox WHERE kind = 'second-factor-changed'"))).toHaveLength(2);
  expect((await house.dataSource.query<unknown[]>('SELECT 1 FROM recovery_codes WHERE principal_id = ?', [id]))).toEqual([]);
  expect((await own.visitor.get(`/admin/customers/${customer}/contacts/${linkId}/edit`)).text).not.toContain(removal);
  expect((await own.visitor.post(removal)).status).toBe(303);
  expect((await own.visitor.get(`/admin/customers/${customer}/activity`)).text).toContain('took the second factor of Pia off');
});
