import { codeOf, keyUri, recoveryCodes, stepAt, stepOfCode, toBase32 } from '../../src/kernel/auth/second-factor-codes';
import { SecondFactors } from '../../src/kernel/auth/second-factor';
import { inTransaction } from '../../src/kernel/db/transaction';
import { ADMIN, PASSWORD, startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';
import { letters } from './letters';

let test: TestApplication & { reset(): Promise<void> };

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(() => test.reset());
afterAll(() => test.close());

const START = new Date('2026-11-22T10:00:10Z');
const SET_UP = '/admin/profile/second-factor/new';
const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const secretOn = (html: string) => /<bdi class="mono" dir="ltr">([A-Z2-7 ]+)<\/bdi>/.exec(html)![1].replaceAll(' ', '');
const sealedOn = (html: string) => /name="sealed" value="([^"]+)"/.exec(html)![1];
const codesOn = (html: string) => [...html.matchAll(/<li><bdi dir="ltr">([a-z0-9-]{19})<\/bdi><\/li>/g)].map(([, code]) => code);
const codeAt = (secret: string, when: Date) => codeOf(secret, stepAt(when));
const sessions = async () => Number((await test.dataSource.query('SELECT COUNT(*) AS n FROM sessions'))[0].n);

/** Switches it on for whoever visits; the clock stands at `START`. */
async function setUp(visitor: Visitor): Promise<{ secret: string; codes: string[] }> {
  test.clock.set(START);
  const html = (await visitor.get(SET_UP)).text;
  const secret = secretOn(html);
  const done = await visitor.post(SET_UP, { sealed: sealedOn(html), code: codeAt(secret, START), current: PASSWORD });
  expect(done.status).toBe(200);
  return { secret, codes: codesOn(done.text) };
}

/** Gives the password in a new browser; the code is owed. */
async function halfway(next = '', password = PASSWORD): Promise<Visitor> {
  const visitor = test.visitor();
  const answer = await visitor.raw().post('/admin/login').type('form').send({ email: ADMIN.email, password, next });
  expect(answer.headers.location).toMatch(/^\/admin\/login\/code/);
  return visitor;
}
const give = (visitor: Visitor, code: string, next = '/admin') => visitor.raw().post('/admin/login/code').type('form').send({ code, next });

describe('the codes', () => {
  it('are those of RFC 6238', () => {
    const secret = toBase32(Buffer.from('12345678901234567890'));
    const table: [number, string][] = [[59, '94287082'], [1111111109, '07081804'], [1111111111, '14050471'], [1234567890, '89005924'], [2000000000, '69279037'], [20000000000, '65353130']];
    for (const [seconds, eight] of table) expect(codeOf(secret, stepAt(new Date(seconds * 1000)))).toBe(eight.slice(2));
  });
  it('are taken a step early and a step late, and no more', () => {
    const secret = toBase32(Buffer.from('12345678901234567890'));
    const taken = [-2, -1, 0, 1, 2].map((off) => stepOfCode(secret, codeOf(secret, stepAt(START) + off), START) !== null);
    expect(taken).toEqual([false, true, true, true, false]);
    expect(['', '12345', '1234567', 'abcdef', '１２３４５６'].map((code) => stepOfCode(secret, code, START))).toEqual([null, null, null, null, null]);
  });
  it('of recovery are all different, and the address of a code holds nothing raw', () => {
    expect(new Set([...recoveryCodes('a'), ...recoveryCodes('b')]).size).toBe(20);
    expect(keyUri('ABC', 'Smith: Sons & Co', 'a+b@c.example')).toBe('otpauth://totp/Smith%20%20Sons%20%26%20Co:a%2Bb%40c.example?secret=ABC&issuer=Smith%20%20Sons%20%26%20Co');
  });
});

describe('switching it on', () => {
  it('takes the password and a code, shows ten recovery codes once, ends other sessions, and tells', async () => {
    const admin = await test.admin();
    const elsewhere = await test.admin();
    const { secret, codes } = await setUp(admin);
    expect(codes).toHaveLength(10);
    expect((await elsewhere.get('/admin')).status).toBe(303);
    const own = (await admin.get('/admin/profile/sessions')).text;
    expect(own).toContain('10 recovery codes are left');
    for (const code of codes) expect(own).not.toContain(code);
    expect((await letters(test)).map(({ kind }) => kind)).toEqual(['staff-second-factor-changed']);
    expect(await test.dataSource.query("SELECT 1 FROM activities WHERE action = 'staff.secondFactorOn'")).toHaveLength(1);
    const stored = JSON.stringify([await test.dataSource.query('SELECT *, HEX(secret) AS h FROM second_factors'), await test.dataSource.query('SELECT * FROM recovery_codes')]);
    for (const shown of [secret, Buffer.from(secret).toString('hex').toUpperCase(), ...codes, codes[0].replaceAll('-', '')]) expect(stored).not.toContain(shown);
    expect((await test.admin().catch(() => null))).not.toBeNull();
  });
  it('refuses a wrong code, a wrong password, and what was sealed for somebody else', async () => {
    const admin = await test.admin();
    const bob = (await test.staff({ name: 'Bob' })).visitor;
    test.clock.set(START);
    const html = (await admin.get(SET_UP)).text;
    const secret = secretOn(html);
    const right = { sealed: sealedOn(html), code: codeAt(secret, START), current: PASSWORD };
    const wrong = await admin.post(SET_UP, { ...right, code: codeAt(secret, at(300)) });
    expect(wrong.status).toBe(422);
    expect(secretOn(wrong.text)).toBe(secret);
    expect((await admin.post(SET_UP, { ...right, current: 'not the password' })).status).toBe(422);
    expect((await admin.post(SET_UP, { ...right, sealed: `${right.sealed.slice(0, -6)}AAAAAA` })).status).toBe(303);
    expect((await bob.post(SET_UP, right)).status).toBe(303);
    expect(await test.dataSource.query('SELECT 1 FROM second_factors')).toEqual([]);
  });
  it('sent twice shows the same codes and switches it on once', async () => {
    const admin = await test.admin();
    test.clock.set(START);
    const html = (await admin.get(SET_UP)).text;
    const fields = { ...(await admin.hidden()), sealed: sealedOn(html), code: codeAt(secretOn(html), START), current: PASSWORD };
    const answers = await Promise.all([admin.post(SET_UP, fields), admin.post(SET_UP, fields)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(codesOn(answers[0].text)).toEqual(codesOn(answers[1].text));
    expect(await letters(test)).toHaveLength(1);
  });
});

describe('signing in', () => {
  let secret: string;
  let codes: string[];
  beforeEach(async () => {
    ({ secret, codes } = await setUp(await test.admin()));
    await test.dataSource.query('DELETE FROM sessions');
    test.clock.set(at(60));
  });

  it('asks for the code before any session begins, and leads where one wanted to go', async () => {
    const visitor = await halfway('/admin/staff?q=a');
    expect(await sessions()).toBe(0);
    expect((await visitor.raw().get('/admin')).status).toBe(303);
    expect((await visitor.get('/admin/login/code?next=%2Fadmin%2Fstaff')).text).toContain('value="/admin/staff"');
    expect((await give(visitor, codeAt(secret, at(60)), '/admin/staff?q=a')).headers.location).toBe('/admin/staff?q=a');
    expect((await visitor.get('/admin/staff')).status).toBe(200);
    expect((await give(await halfway(), codeAt(secret, at(90)), '//evil.example')).headers.location).toBe('/admin');
  });
  it('tells nothing of it after a wrong password', async () => {
    const bob = `bob@clientele.example`;
    await test.dataSource.query('INSERT INTO staff (name, email, email_key, password_hash, created_at, updated_at) SELECT ?, ?, ?, password_hash, created_at, updated_at FROM staff LIMIT 1', ['Bob', bob, bob]);
    const answers = await Promise.all([ADMIN.email, bob].map((email) => test.visitor().raw().post('/admin/login').type('form').send({ email, password: 'not it' })));
    const [one, other] = answers.map((answer, index) => [answer.status, answer.text.replaceAll([ADMIN.email, bob][index], ''), Object.keys(answer.headers).sort()]);
    expect(one).toEqual(other);
  });
  it('takes each code once, and none from before the last one', async () => {
    expect((await give(await halfway(), codeAt(secret, at(60)))).status).toBe(303);
    expect((await give(await halfway(), codeAt(secret, at(60)))).status).toBe(422);
    expect((await give(await halfway(), codeAt(secret, at(30)))).status).toBe(422);
    expect((await give(await halfway(), codeAt(secret, at(90)))).status).toBe(303);
    expect(await sessions()).toBe(2);
  });
  it('lets one of five in who send the same code at once', async () => {
    const visitors = await Promise.all(Array.from({ length: 5 }, () => halfway()));
    const answers = await Promise.all(visitors.map((visitor) => give(visitor, codeAt(secret, at(60)))));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422, 422]);
    expect(await sessions()).toBe(1);
  });
  it('takes a recovery code once, however it is written, and counts what is left', async () => {
    const visitor = await halfway();
    expect((await give(visitor, ` ${codes[0].toUpperCase().replaceAll('-', ' ')} `)).status).toBe(303);
    expect((await visitor.get('/admin')).text).toContain('9 are left');
    expect((await give(await halfway(), codes[0])).status).toBe(422);
    expect(await test.dataSource.query("SELECT 1 FROM activities WHERE action = 'staff.recoveryCodeUsed'")).toHaveLength(1);
  });
  it('opens one of fifty at once with one recovery code', async () => {
    const factors = test.app.get(SecondFactors);
    const [{ id }] = await test.dataSource.query('SELECT CAST(id AS CHAR) AS id FROM staff');
    const tries = await Promise.all(Array.from({ length: 50 }, () => inTransaction(test.dataSource, (tx) => factors.prove(tx, { kind: 'staff', id }, codes[1]))));
    expect(tries.filter((by) => by === 'recovery')).toHaveLength(1);
    const again = await Promise.all(Array.from({ length: 50 }, () => inTransaction(test.dataSource, (tx) => factors.prove(tx, { kind: 'staff', id }, codeAt(secret, at(60))))));
    expect(again.filter((by) => by === 'code')).toHaveLength(1);
  });
  it('warns when three recovery codes are left', async () => {
    const visitor = await halfway();
    await give(visitor, codeAt(secret, at(60)));
    expect((await visitor.get('/admin/profile/sessions')).text).not.toContain('Make new ones before');
    await test.dataSource.query('UPDATE recovery_codes SET used_at = ? ORDER BY code_hash LIMIT 7', [at(0)]);
    expect((await visitor.get('/admin/profile/sessions')).text).toContain('Make new ones before');
  });
  it('refuses every code after five wrong ones, for a quarter of an hour, and on known devices apart', async () => {
    const stranger = await halfway();
    for (const _ of Array(5)) expect((await give(stranger, '000000')).text).toContain('wrong');
    const late = await give(stranger, codeAt(secret, at(60)));
    expect([late.status, late.text.includes('Too many wrong codes')]).toEqual([422, true]);
    const known = test.visitor();
    await known.raw().post('/admin/login').type('form').send({ email: ADMIN.email, password: PASSWORD });
    expect((await give(known, codeAt(secret, at(60)))).status).toBe(422);
    test.clock.set(at(60 + 15 * 60 + 1));
    const home = await halfway();
    expect((await give(home, codeAt(secret, at(60 + 15 * 60 + 1)))).status).toBe(303);
    const again = await halfway();
    for (const _ of Array(6)) await give(again, '000000');
    await home.post('/admin/logout');
    await home.raw().post('/admin/login').type('form').send({ email: ADMIN.email, password: PASSWORD });
    expect((await give(home, codeAt(secret, at(60 + 15 * 60 + 31)))).status).toBe(303);
  });
  it('waits five minutes for the code, for that password and that person', async () => {
    const late = await halfway();
    test.clock.set(at(60 + 301));
    expect((await give(late, codeAt(secret, at(361)))).headers.location).toBe('/admin/login');
    const changed = await halfway();
    await test.dataSource.query("UPDATE staff SET password_hash = CONCAT(password_hash, 'x')");
    expect((await give(changed, codeAt(secret, at(361)))).headers.location).toBe('/admin/login');
    expect((await changed.raw().get('/admin/login/code')).headers.location).toBe('/admin/login');
    await test.dataSource.query("UPDATE staff SET password_hash = LEFT(password_hash, CHAR_LENGTH(password_hash) - 1)");
    const shut = await halfway();
    await test.dataSource.query('UPDATE staff SET active = 0');
    expect((await give(shut, codeAt(secret, at(361)))).headers.location).toBe('/admin/login');
    const forged = test.visitor().raw().post('/admin/login/code').set('Cookie', `clientele_staff_code=1.${at(600).getTime()}.${'0'.repeat(64)}`);
    expect((await forged.type('form').send({ code: codes[0] })).headers.location).toBe('/admin/login');
    expect(await sessions()).toBe(0);
  });
});

describe('a change', () => {
  it('of the recovery codes and switching off take the password and a code', async () => {
    const admin = await test.admin();
    const { secret, codes } = await setUp(admin);
    test.clock.set(at(60));
    const fields = { current: PASSWORD, code: codeAt(secret, at(60)) };
    expect((await admin.post('/admin/profile/second-factor/codes', { ...fields, current: 'no' })).status).toBe(422);
    expect((await admin.post('/admin/profile/second-factor/codes', { ...fields, code: '000000' })).status).toBe(422);
    const renewed = codesOn((await admin.post('/admin/profile/second-factor/codes', fields)).text);
    expect(renewed).toHaveLength(10);
    expect(renewed.filter((code) => codes.includes(code))).toEqual([]);
    const off = '/admin/profile/second-factor/removal';
    expect((await admin.post(off, { current: PASSWORD, code: codes[0] })).status).toBe(422);
    expect((await admin.post(off, { current: 'no', code: renewed[0] })).status).toBe(422);
    expect((await admin.post(off, { current: PASSWORD, code: fields.code })).status).toBe(422);
    test.clock.set(at(70));
    expect((await admin.post(off, { current: PASSWORD, code: renewed[0] })).headers.location).toBe('/admin/profile/sessions');
    expect(await test.dataSource.query('SELECT 1 FROM recovery_codes')).toEqual([]);
    expect((await letters(test)).map(({ kind }) => kind)).toEqual(Array(3).fill('staff-second-factor-changed'));
  });
  it('refuses the right code after five wrong ones', async () => {
    const admin = await test.admin();
    const { codes } = await setUp(admin);
    const off = '/admin/profile/second-factor/removal';
    for (const _ of Array(5)) await admin.post(off, { current: PASSWORD, code: '000000' });
    expect((await admin.post(off, { current: PASSWORD, code: codes[0] })).text).toContain('Too many wrong codes');
  });
  it('by an administrator signs the colleague out and tells; nobody else may, and not for oneself', async () => {
    const admin = await test.admin();
    const bob = await test.staff({ name: 'Bob' });
    await setUp(bob.visitor);
    expect((await admin.get('/admin/staff')).text).toContain('data-l="Second factor">On');
    const reset = `/admin/staff/${bob.id}/second-factor/removal`;
    expect((await bob.visitor.post(reset)).status).toBe(403);
    const [{ id }] = await test.dataSource.query('SELECT CAST(id AS CHAR) AS id FROM staff WHERE administrator = 1');
    expect((await admin.post(`/admin/staff/${id}/second-factor/removal`)).status).toBe(409);
    test.clock.set(at(60));
    expect((await admin.post(reset)).headers.location).toBe(`/admin/staff/${bob.id}`);
    expect((await bob.visitor.get('/admin')).status).toBe(303);
    expect(await letters(test)).toHaveLength(2);
    expect(await test.dataSource.query("SELECT 1 FROM activities WHERE action = 'staff.secondFactorReset'")).toHaveLength(1);
    expect((await admin.get('/admin/staff')).text).not.toContain('data-l="Second factor">On');
  });
});

describe('asked for in the settings', () => {
  const ask = async (admin: Visitor, who: string) => {
    const read = /name="read" value="([^"]*)"/.exec((await admin.get('/admin/settings/security')).text)![1].replaceAll('&quot;', '"');
    expect((await admin.post('/admin/settings/security', { secondFactorFor: who, read })).status).toBe(303);
  };
  it('whoever lacks it is led to set it up and does nothing else', async () => {
    const admin = await test.admin();
    const bob = (await test.staff({ name: 'Bob', permissions: ['customers.view'] })).visitor;
    await ask(admin, 'administrators');
    expect((await admin.get('/admin/customers')).headers.location).toBe(SET_UP);
    expect((await admin.post('/admin/settings/security', { secondFactorFor: 'nobody', read: '{}' })).headers.location).toBe(SET_UP);
    expect((await admin.get('/admin/password/change')).status).toBe(200);
    expect((await bob.get('/admin/customers')).status).toBe(200);
    await setUp(admin);
    expect((await admin.get('/admin/customers')).status).toBe(200);
    await ask(admin, 'staff');
    expect((await bob.get('/admin/customers')).headers.location).toBe(SET_UP);
    await setUp(bob);
    expect((await bob.get('/admin/customers')).status).toBe(200);
  });
});
