import type { Response } from 'supertest';
import { codeOf, stepAt } from '../../src/kernel/auth/second-factor-codes';
import { Passwords } from '../../src/kernel/auth/passwords';
import { Letters } from '../../src/kernel/outbox/letters';
import { SettingsStore } from '../../src/modules/settings/settings.store';
import { lastToken, letters } from '../staff/letters';
import { PASSWORD, startApplication } from '../support/application';
import { aContact, aCustomer } from '../support/builders';
import type { Visitor } from '../support/visitor';
import type { House } from './scene';

// A9, A12 and A14 at the doors of the customers area: where links lead, what an unknown address costs, which id is left.

let house: House;
let customer: string;

beforeAll(async () => void (house = await startApplication()), 60_000);
beforeEach(async () => {
  await house.reset();
  const store = house.app.get(SettingsStore);
  await store.write(house.dataSource.manager, { registrationOpen: true }, new Date());
  await store.reload();
  customer = await aCustomer(house);
  await aContact(house, customer, { firstName: 'Prim' });
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => house.close());

const NEW = 'a quiet morning in May';
const cookieOf = ({ headers }: Response) => /clientele_area=([^;]+)/.exec(String(headers['set-cookie'] ?? ''))?.[1] ?? '';
const withCookie = (value: string) => house.visitor().raw().get('/').set('Cookie', `clientele_area=${value}`);
const post = (path: string, fields: object, headers: Record<string, string> = {}) => house.visitor().raw().post(path).set(headers).type('form').send(fields);
const registration = (email: string) => ({ type: 'company', companyName: 'Nord', firstName: 'Nina', lastName: 'North', email, password: NEW, repeat: NEW });

const LIES: readonly Record<string, string>[] = [
  { 'X-Forwarded-Host': 'evil.example' }, { Forwarded: 'host=evil.example;proto=https' }, { 'X-Host': 'evil.example' }, { 'X-Forwarded-Server': 'evil.example' }, { 'X-Original-URL': '//evil.example/' },
  { 'X-Forwarded-Proto': 'evil', 'X-Forwarded-Port': '1' }, { Referer: 'https://evil.example/' },
];
const HOSTS = ['evil.example', 'localhost@evil.example', 'localhost:evil', 'localhost.evil.example', 'evil.example:80/x', 'localhost:80/x', '"><b>'];

test('links in every mail of the area lead to APP_URL, whatever host a request names (A9)', async () => {
  const pia = await house.contact(customer, { name: 'Pia', kind: 'admin' });
  const asking = (headers: Record<string, string>, n: number): Promise<Response>[] => [
    post('/password/forgotten', { email: pia.email }, headers), post('/register', registration(`nina${n}@else.example`), headers), post('/register', registration(pia.email), headers),
  ];
  const signedIn = async (headers: Record<string, string>, n: number): Promise<Response[]> => {
    const send = async (path: string, fields: object) => pia.visitor.raw().post(path).set(headers).type('form').send({ ...(await pia.visitor.hidden()), ...fields });
    return [await send('/colleagues', { customerId: customer, firstName: 'Nils', email: `nils${n}@else.example`, kind: 'normal' }), await send('/profile/email', { email: `pia${n}@else.example`, current: PASSWORD })];
  };
  for (const [n, headers] of LIES.entries()) for (const { status } of [...(await Promise.all(asking(headers, n))), ...(await signedIn(headers, n))]) expect([headers, [303, 429].includes(status)]).toEqual([headers, true]);
  const before = (await letters(house)).length;
  for (const [n, host] of HOSTS.entries()) {
    const answers = await Promise.all(asking({ Host: host }, 50 + n).map((asked) => asked.catch(() => null)));
    for (const answer of answers) expect([host, answer === null || [400, 421].includes(answer.status)]).toEqual([host, true]);
    for (const { status } of await signedIn({ Host: host }, 50 + n)) expect([host, [400, 421].includes(status)]).toEqual([host, true]);
  }
  const mails: { kind: string; recipient_name: string; merge_values: string; secret: Buffer | null }[] = await house.dataSource.query("SELECT kind, recipient_name, merge_values, secret FROM mail_outbox ORDER BY id");
  expect(mails).toHaveLength(before);
  const kinds = house.app.get(Letters);
  for (const { kind, recipient_name: recipientName, merge_values: values, secret } of mails) {
    const written = kinds.write({ kind, language: 'en', recipientName, values: JSON.parse(values), link: secret && kinds.linkOf(kind, 'f'.repeat(64)), words: null });
    const addresses = [...`${written.text} ${written.html}`.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([address]) => address);
    expect([kind, addresses.filter((address) => !address.startsWith('http://localhost/'))]).toEqual([kind, []]);
    expect(`${written.html}${values}`).not.toContain('evil');
  }
  expect(new Set(mails.map(({ kind }) => kind))).toEqual(new Set(['reset', 'registration-verification', 'registration-known', 'set-password', 'email-change']));
}, 60_000);

test('an address nobody has costs as much as one that somebody has: statements at the sign-in, hashes at every door (A12)', async () => {
  const known = (await house.contact(customer, { name: 'Pia' })).email;
  const inactive = await house.contact(customer, { name: 'Ida' });
  await house.dataSource.query('UPDATE contacts SET active = 0 WHERE id = ?', [inactive.id]);
  const uninvited = 'bare@else.example';
  await aContact(house, customer, { firstName: 'Bare', email: uninvited });
  const statements = jest.spyOn(house.dataSource, 'query');
  const hashed = [jest.spyOn(house.app.get(Passwords), 'hash'), jest.spyOn(house.app.get(Passwords), 'matches')];
  const cost = async (ask: () => Promise<Response>, counted: readonly jest.SpyInstance[]) => {
    counted.forEach((spy) => spy.mockClear());
    const { status, headers } = await ask();
    return JSON.stringify([status, headers.location, ...counted.map((spy) => spy.mock.calls.length)]);
  };
  // What the last two write, a mail more or less, lies within the time that their answer always takes.
  for (const [path, fields, counted, hashes] of [
    ['/login', (email: string) => ({ email, password: 'wrong password' }), [statements, ...hashed], [0, 1]],
    ['/register', registration, hashed, [1, 0]],
    ['/password/forgotten', (email: string) => ({ email }), hashed, [0, 0]],
  ] as const) {
    const costs = new Set<string>();
    for (const email of ['nobody@else.example', known, inactive.email, uninvited]) costs.add(await cost(() => post(path, fields(email)), counted));
    expect([path, [...costs].map((text) => JSON.parse(text).slice(-2))]).toEqual([path, [hashes]]);
  }
}, 30_000);

test('a new id at the code of the second factor, none from before it, and none left by a new password (A14)', async () => {
  const start = new Date('2026-11-22T10:00:10Z');
  house.clock.set(start);
  const { id, email, visitor } = await house.contact(customer, { name: 'Pia' });
  const page = (await visitor.get('/profile/second-factor/new')).text;
  const secret = /<bdi class="mono" dir="ltr">([A-Z2-7 ]+)<\/bdi>/.exec(page)![1].replaceAll(' ', '');
  await visitor.post('/profile/second-factor/new', { sealed: /name="sealed" value="([^"]+)"/.exec(page)![1], code: codeOf(secret, stepAt(start)), current: PASSWORD });
  house.clock.set(new Date(start.getTime() + 60_000));
  const browser = house.visitor().raw();
  const planted = 's%3Amadeup.signature';
  const half = await browser.post('/login').set('Cookie', `clientele_area=${planted}`).type('form').send({ email, password: PASSWORD });
  expect([half.headers.location, cookieOf(half)]).toEqual(['/login/code?next=%2F', '']);
  const whole = await browser.post('/login/code').type('form').send({ code: codeOf(secret, stepAt(house.clock.now())) });
  const inside = cookieOf(whole);
  expect([whole.status, inside.length > 40, inside === planted, (await withCookie(inside)).status]).toEqual([303, true, false, 200]);
  await post('/password/forgotten', { email });
  const token = await lastToken(house);
  const form = await house.visitor().raw().get(`/password/set?token=${token}`).set('Cookie', `clientele_area=${inside}`);
  const _csrf = /name="_csrf" value="([0-9a-f]+)"/.exec(form.text)![1];
  const set = await house.visitor().raw().post('/password/set').set('Cookie', `clientele_area=${inside}`).type('form').send({ _csrf, token, password: NEW, repeat: NEW });
  expect([set.headers.location, (await withCookie(inside)).status, (await visitor.get('/')).status]).toEqual(['/login', 303, 303]);
  expect(await house.dataSource.query("SELECT id_hash FROM sessions WHERE kind = 'contact' AND principal_id = ?", [id])).toEqual([]);
});

test('who leaves a look as a client leaves no id behind that opens anything, in either direction (A14, A15)', async () => {
  const { email, linkId } = await house.contact(customer, { name: 'Pia' });
  const admin = await house.admin();
  const own = cookieOf(await post('/login', { email, password: PASSWORD }));
  const look = async () => {
    expect((await admin.post(`/admin/customers/${customer}/impersonation`, { contact: linkId, reason: 'Asked to' })).headers.location).toBe('/impersonation');
    const entered = await admin.raw().post('/impersonation').type('form').send({});
    await admin.get('/');
    return cookieOf(entered);
  };
  const first = await look();
  expect([first.length > 40, first === own, (await withCookie(first)).status]).toEqual([true, false, 200]);
  expect((await admin.post('/impersonation/end')).status).toBe(303);
  expect([(await withCookie(first)).status, (await admin.get('/admin')).status, (await withCookie(own)).status]).toEqual([303, 200, 200]);
  const second = await look();
  expect(second).not.toBe(first);
  expect((await admin.post('/logout')).status).toBe(303);
  expect([(await withCookie(second)).status, (await admin.get('/admin')).status]).toEqual([303, 200]);
  const third = await look();
  await leaveStaff(admin);
  expect((await withCookie(third)).status).toBe(303);
});

async function leaveStaff(admin: Visitor): Promise<void> {
  await admin.get('/admin/impersonation');
  expect((await admin.post('/admin/logout')).status).toBe(303);
}
