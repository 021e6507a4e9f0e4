import request from 'supertest';
import { weakPassword } from '../../src/kernel/auth/password-rules';
import { ADMIN, PASSWORD, startApplication, type TestApplication } from '../support/application';
import { lastToken, letters } from './letters';

const NEW = 'three small green boats';

let test: TestApplication & { reset(): Promise<void> };

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(() => test.reset());
afterAll(() => test.close());

const ask = (email = ADMIN.email) => test.visitor().post('/admin/password/forgotten', { email });
const set = (token: string, password = NEW, repeat = password) => test.visitor().post('/admin/password/set', { token, password, repeat });
const open = (token: string) => test.visitor().raw().get('/admin/password/set').query({ token });
const signIn = (password: string) => test.visitor().raw().post('/admin/login').type('form').send({ email: ADMIN.email, password });
const adminId = async () => String((await test.dataSource.query('SELECT id FROM staff WHERE email = ?', [ADMIN.email]))[0].id);

describe('a forgotten password', () => {
  it('is set anew by a link, once, and ends every session', async () => {
    const elsewhere = await test.admin();
    expect((await ask()).headers.location).toBe('/admin/password/sent');
    const token = await lastToken(test);
    const page = await open(token);
    expect(page.status).toBe(200);
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect((await open(token)).status).toBe(200);
    expect((await set(token)).headers.location).toBe('/admin/login');
    expect((await elsewhere.get('/admin')).status).toBe(303);
    expect((await signIn(PASSWORD)).status).toBe(422);
    expect((await signIn(NEW)).status).toBe(303);
    expect((await set(token, 'another fine password')).status).toBe(404);
    expect((await letters(test)).map(({ kind }) => kind)).toEqual(['staff-reset', 'staff-password-changed']);
  });

  it('gets the same answer for nobody, and no letter', async () => {
    const known = await ask();
    const unknown = await ask('nobody@clientele.example');
    expect([unknown.status, unknown.headers.location, unknown.text]).toEqual([known.status, known.headers.location, known.text]);
    expect(await letters(test)).toHaveLength(1);
  });

  it('sends at most three letters an hour to one address, however it is written', async () => {
    for (const email of [ADMIN.email, ADMIN.email.toUpperCase(), ` ${ADMIN.email}`, ADMIN.email, ADMIN.email]) expect((await ask(email)).status).toBe(303);
    expect(await letters(test)).toHaveLength(3);
    test.clock.set(new Date(Date.now() + 61 * 60_000));
    await ask();
    expect(await letters(test)).toHaveLength(4);
  });

  it('makes links to APP_URL whatever host is asked', async () => {
    await test.visitor().raw().post('/admin/password/forgotten').set('Host', 'evil.example').type('form').send({ email: ADMIN.email });
    await test.visitor().raw().post('/admin/password/forgotten').set('X-Forwarded-Host', 'evil.example').set('Forwarded', 'host=evil.example').type('form').send({ email: ADMIN.email });
    const admin = await test.admin();
    const [letter] = await letters(test);
    const page = await admin.post(`/admin/mail/${letter.id}/link`);
    expect(page.text).toContain('http://localhost/admin/password/set?token');
    expect(page.text).not.toContain('evil.example');
    expect(await letters(test)).toHaveLength(1);
  });
});

describe('a link', () => {
  it('is used by one of fifty', async () => {
    await ask();
    const token = await lastToken(test);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => request(test.server).post('/admin/password/set').type('form').send({ token, password: `${NEW} ${index}`, repeat: `${NEW} ${index}` })));
    expect(answers.filter(({ headers }) => headers.location === '/admin/login')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404 || status === 429)).toHaveLength(49);
    expect(await test.dataSource.query("SELECT id FROM activities WHERE action = 'staff.passwordChanged'")).toHaveLength(1);
  });

  it('lives an hour, by one clock', async () => {
    await ask();
    const token = await lastToken(test);
    const start = Date.now();
    test.clock.set(new Date(start + 59 * 60_000));
    expect((await open(token)).status).toBe(200);
    test.clock.set(new Date(start + 61 * 60_000));
    expect((await open(token)).status).toBe(404);
    expect((await set(token)).status).toBe(404);
  });

  const deaths: [string, () => Promise<unknown>][] = [
    ['a newer link', () => ask()],
    ['a password change', async () => (await test.admin()).post('/admin/password/change', { current: PASSWORD, password: 'yet another password', repeat: 'yet another password' })],
    ['deactivation', async () => {
      const admin = await test.admin();
      await test.dataSource.query("INSERT INTO staff (name, email, email_key, administrator, created_at, updated_at) VALUES ('B', 'b@clientele.example', 'b@clientele.example', 1, NOW(6), NOW(6))");
      await admin.post(`/admin/staff/${await adminId()}/deactivation`);
      return test.dataSource.query('UPDATE staff SET active = 1');
    }],
    ['another e-mail address', async () => (await test.admin()).post(`/admin/staff/${await adminId()}/edit`, { name: ADMIN.name, email: 'ada.new@clientele.example', administrator: '1', version: '1' })],
  ];
  it.each(deaths)('dies by %s', async (_name, cause) => {
    await ask();
    const token = await lastToken(test);
    expect((await open(token)).status).toBe(200);
    await cause();
    expect((await open(token)).status).toBe(404);
    expect((await set(token)).status).toBe(404);
  });

  it('answers alike whatever is wrong with it', async () => {
    await ask();
    const token = await lastToken(test);
    await set(token);
    const stripped = (text: string) => text.replace(/value="[0-9a-f]{32}"/g, '');
    const texts = await Promise.all([token, 'f'.repeat(64), '0', '', 'true', token.slice(0, 63), `${token}0`].map(async (bad) => stripped((await open(bad)).text)));
    expect(new Set(texts).size).toBe(1);
    const shapes = await Promise.all(['token[]=a', 'token[a]=b', 'token=a&token=b'].map((query) => request(test.server).get(`/admin/password/set?${query}`)));
    expect(shapes.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('survives a mistake in the form and refuses weak passwords', async () => {
    await ask();
    const token = await lastToken(test);
    expect((await set(token, NEW, 'something else')).text).toContain('The two do not match.');
    expect((await set(token, 'short')).text).toContain('Use at least 8 characters.');
    expect((await set(token, 'password123')).text).toContain('one of the first that others try');
    expect((await set(token, 'Clientele2026')).text).toContain('little more than a name');
    expect((await set(token, 'x'.repeat(201))).status).toBe(422);
    expect((await set(token, `ö ${'x'.repeat(150)} y`)).status).toBe(303);
  });

  it('stands nowhere in the database', async () => {
    await ask();
    const token = await lastToken(test);
    for (const table of ['access_tokens', 'mail_outbox', 'activities', 'form_keys', 'rate_limits']) {
      expect(JSON.stringify(await test.dataSource.query(`SELECT * FROM ${table}`))).not.toContain(token);
    }
  });
});

describe('changing one’s password', () => {
  it('asks for the current one, ends the other sessions and renews this one', async () => {
    const here = await test.admin();
    const elsewhere = await test.admin();
    const before = await test.dataSource.query('SELECT id_hash FROM sessions');
    expect((await here.post('/admin/password/change', { current: 'wrong', password: NEW, repeat: NEW })).status).toBe(422);
    expect((await here.post('/admin/password/change', { current: PASSWORD, password: PASSWORD, repeat: PASSWORD })).text).toContain('This is the password you have now.');
    expect((await here.post('/admin/password/change', { current: PASSWORD, password: NEW, repeat: NEW })).status).toBe(303);
    expect((await here.get('/admin')).status).toBe(200);
    expect((await elsewhere.get('/admin')).status).toBe(303);
    const after = await test.dataSource.query('SELECT id_hash FROM sessions');
    expect(after).toHaveLength(1);
    expect(before).not.toContainEqual(after[0]);
    expect((await letters(test)).map(({ kind }) => kind)).toEqual(['staff-password-changed']);
  });

  it('is the only thing open to whoever was given one', async () => {
    await test.dataSource.query('UPDATE staff SET must_change_password = 1');
    const visitor = test.visitor();
    await visitor.signIn(ADMIN.email, PASSWORD);
    for (const path of ['/admin', '/admin/staff', '/admin/profile']) expect((await visitor.get(path)).headers.location).toBe('/admin/password/change');
    await visitor.get('/admin/password/change');
    expect((await visitor.post('/admin/staff/new', {})).headers.location).toBe('/admin/password/change');
    expect((await visitor.post('/admin/password/change', { current: PASSWORD, password: NEW, repeat: NEW })).headers.location).toBe('/admin');
    expect((await visitor.get('/admin')).status).toBe(200);
  });

  it('cannot be guessed on through an open session', async () => {
    const here = await test.admin();
    for (let index = 0; index < 10; index += 1) await here.post('/admin/password/change', { current: `guess ${index}`, password: NEW, repeat: NEW });
    expect((await here.post('/admin/password/change', { current: PASSWORD, password: NEW, repeat: NEW })).status).toBe(429);
  });
});

it.each([
  ['12345678', 'errors.password_common'],
  ['PASSWORD', 'errors.password_common'],
  ['Ⓟⓐⓢⓢⓦⓞⓡⓓ1', 'errors.password_common'],
  ['aaaaaaaaaaaaaaaa', 'errors.password_common'],
  ['ada.admin!!', 'errors.password_about_you'],
  ['Nordlicht-99', 'errors.password_about_you'],
  ['clientele nordlicht ada', 'errors.password_about_you'],
  ['nordlicht over quiet hills', null],
  ['7Hq!pz0vLm', null],
])('%s is judged %s', (password, key) => {
  expect(weakPassword(password, ['Clientele', 'Nordlicht GmbH', 'Ada Admin', 'ada@clientele.example'])?.key ?? null).toBe(key);
});
