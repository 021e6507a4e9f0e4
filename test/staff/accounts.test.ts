import request from 'supertest';
import { PASSWORD, startApplication, type TestApplication } from '../support/application';
import type { Visitor } from '../support/visitor';
import { decoded as text, formOf as anyForm } from '../customers/form';
import { lastToken, letters } from './letters';

let test: TestApplication & { reset(): Promise<void> };
let admin: Visitor;

beforeAll(async () => {
  test = await startApplication();
});
beforeEach(async () => {
  await test.reset();
  admin = await test.admin();
});
afterAll(() => test.close());

const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> => test.dataSource.query(sql, values);
const log = async () => (await rows<{ action: string }>("SELECT action FROM activities WHERE actor_kind = 'staff' ORDER BY id")).map(({ action }) => action);
const adminId = async () => (await rows<{ id: string }>("SELECT id FROM staff WHERE name = 'Ada Admin'"))[0].id;
const MARA = { name: 'Mara Okonkwo', email: 'mara@clientele.example' };

/** The form of an account, without what is made anew for everybody who sees it. */
function formOf(html: string) {
  const { _csrf, _key, ...fields } = anyForm(html, /<form method="post" action="\/admin\/staff\/\d+\/edit"/);
  return fields;
}
const signIn = (email: string, password: string) => test.visitor().raw().post('/admin/login').type('form').send({ email, password });

async function secondAdministrator(): Promise<{ id: string; visitor: Visitor }> {
  const person = await test.staff({ name: 'Bo Second' });
  await rows('UPDATE staff SET administrator = 1 WHERE id = ?', [person.id]);
  return person;
}

describe('a new member of staff', () => {
  it('is invited by a link that lives 48 hours', async () => {
    const answer = await admin.post('/admin/staff/new', { ...MARA, access: 'link' });
    expect(answer.status).toBe(303);
    expect((await admin.get('/admin/staff')).text).toContain('the link to set the password waits under Mail');
    expect(await log()).toEqual(['staff.created']);
    const [letter] = await letters(test);
    expect([letter.kind, letter.recipient_email]).toEqual(['staff-invitation', MARA.email]);
    const token = await lastToken(test);
    const start = Date.now();
    const open = () => request(test.server).get('/admin/password/set').query({ token });
    test.clock.set(new Date(start + 48 * 3_600_000 - 2_000));
    expect((await open()).status).toBe(200);
    test.clock.set(new Date(start + 48 * 3_600_000 + 2_000));
    expect((await open()).status).toBe(404);
  });

  it('can be given a password, shown once, to be changed at the first sign-in', async () => {
    const key = 'a'.repeat(32);
    const answer = await admin.post('/admin/staff/new', { ...MARA, access: 'password', _key: key });
    const shown = /class="mono b"><bdi dir="ltr">([^<]+)/.exec(answer.text)?.[1] ?? '';
    expect(shown).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const twin = await admin.post('/admin/staff/new', { ...MARA, access: 'password', _key: key });
    expect(twin.text).toContain(shown);
    expect(await rows('SELECT id FROM staff')).toHaveLength(2);
    const visitor = test.visitor();
    const signedIn = await visitor.raw().post('/admin/login').type('form').send({ email: MARA.email, password: shown });
    expect(signedIn.status).toBe(303);
    expect((await visitor.get('/admin')).headers.location).toBe('/admin/password/change');
    expect(await letters(test)).toEqual([]);
  });

  it('keeps what was typed and says what is wrong', async () => {
    const answer = await admin.post('/admin/staff/new', { name: 'Zoë <b>', email: 'no address', access: 'link' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="Zoë &lt;b&gt;"');
    expect(answer.text).toContain('This is not an e-mail address');
    await admin.post('/admin/staff/new', { ...MARA, access: 'link' });
    expect((await admin.post('/admin/staff/new', { ...MARA, email: 'MARA@clientele.example', access: 'link' })).text).toContain('Another member of staff has this address.');
    expect((await admin.post('/admin/staff/new', { ...MARA, email: 'm2@clientele.example', access: 'password', password: 'maraokonkwo' })).text).toContain('little more than a name');
    expect((await admin.post('/admin/staff/new', { ...MARA, email: 'm3@clientele.example', access: 'link', roleId: '999999' })).status).toBe(422);
    expect(await rows('SELECT id FROM staff')).toHaveLength(2);
  });

  it('takes nothing that the form does not have', async () => {
    await admin.post('/admin/staff/new', { ...MARA, access: 'link', id: '77', passwordHash: 'x', active: '0', version: '9', createdAt: '2001-01-01', 'role[id]': '1' });
    const [row] = await rows('SELECT id, password_hash, active, version FROM staff WHERE email_key = ?', [MARA.email]);
    expect(row).toMatchObject({ password_hash: null, active: 1, version: 1 });
    expect(row.id).not.toBe('77');
  });
});

describe('an account', () => {
  it('is changed with the rights ending every session of that person', async () => {
    const { id, visitor } = await test.staff({ name: 'Charlie', permissions: ['customers.view'] });
    const [{ role_id: roleId }] = await rows('SELECT role_id FROM staff WHERE id = ?', [id]);
    const same = { name: 'Charlie Chan', email: 'charlie@clientele.example', roleId: String(roleId) };
    expect((await admin.post(`/admin/staff/${id}/edit`, { ...same, version: '1' })).status).toBe(303);
    expect((await visitor.get('/admin')).status).toBe(200);
    expect((await admin.post(`/admin/staff/${id}/edit`, { ...same, version: '1', administrator: '1' })).status).toBe(409);
    expect((await admin.post(`/admin/staff/${id}/edit`, { ...same, version: '2', administrator: '1' })).status).toBe(303);
    expect((await visitor.get('/admin')).status).toBe(303);
    expect(await log()).toEqual(['staff.changed', 'staff.changed']);
  });

  it('keeps what was typed when somebody else saved first, and says who changed what', async () => {
    const { id } = await test.staff({ name: 'Charlie' });
    await rows('UPDATE staff SET role_id = NULL WHERE id = ?', [id]);
    const [{ role }] = await rows<{ role: string }>("SELECT CAST(id AS CHAR) AS role FROM roles WHERE name = 'Sales'");
    const { visitor: second } = await secondAdministrator();
    const path = `/admin/staff/${id}/edit`;
    const form = await admin.get(path);
    const opened = formOf(form.text);
    expect(form.text).not.toContain('[object');
    expect(opened).toMatchObject({ name: 'Charlie', roleId: '', version: '1' });
    expect((await second.post(path, { ...formOf((await second.get(path)).text), email: 'chan@clientele.example', roleId: role })).status).toBe(303);

    const late = await admin.post(path, { ...opened, name: '<Chuck>' });
    expect(late.status).toBe(409);
    expect(text(late.text)).toContain('Bo Second saved this account while you were editing');
    expect(text(late.text)).toContain(`E-mail: ${opened.email} became chan@clientele.example, by Bo Second`);
    expect(text(late.text)).toContain('Role: No role became Sales, by Bo Second');
    expect(text(late.text)).not.toMatch(/Name: .* became/);
    const again = formOf(late.text);
    expect(again).toMatchObject({ name: '<Chuck>', email: 'chan@clientele.example', roleId: role, version: '2' });

    expect((await second.post(path, { ...again, name: 'Charles' })).status).toBe(303);
    const both = await admin.post(path, { ...again });
    expect([both.status, formOf(both.text).name]).toEqual([409, '<Chuck>']);
    expect(text(both.text)).toContain('Name: Charlie became Charles, by Bo Second');
    expect((await admin.post(path, formOf(both.text))).status).toBe(303);
    expect(await rows('SELECT name, email, CAST(role_id AS CHAR) AS role FROM staff WHERE id = ?', [id])).toEqual([{ name: '<Chuck>', email: 'chan@clientele.example', role }]);
  });

  it('without what stood in the form keeps all that was typed', async () => {
    const { id } = await test.staff({ name: 'Charlie' });
    await rows('UPDATE staff SET version = 2 WHERE id = ?', [id]);
    for (const read of ['', '[]', '{"name":1}', '{']) {
      const late = await admin.post(`/admin/staff/${id}/edit`, { name: 'Chuck', email: 'chuck@clientele.example', version: '1', read });
      expect([read, late.status, formOf(late.text).name, text(late.text).includes('Somebody saved this account')]).toEqual([read, 409, 'Chuck', true]);
    }
    expect((await admin.post(`/admin/staff/${id}/edit`, { name: 'Chuck', email: 'chuck@clientele.example', version: '1', read: 'x'.repeat(5000) })).status).toBe(400);
  });

  it('is shut out at the next request, and let in again', async () => {
    const { id, visitor } = await test.staff({ name: 'Charlie' });
    expect((await admin.post(`/admin/staff/${id}/deactivation`)).status).toBe(303);
    const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.raw().get('/admin')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    const [{ email }] = await rows<{ email: string }>('SELECT email FROM staff WHERE id = ?', [id]);
    expect((await signIn(email, PASSWORD)).status).toBe(422);
    await test.visitor().post('/admin/password/forgotten', { email });
    expect(await letters(test)).toEqual([]);
    await admin.post(`/admin/staff/${id}/activation`);
    expect((await visitor.get('/admin')).status).toBe(303);
    expect((await signIn(email, PASSWORD)).status).toBe(303);
    expect(await log()).toEqual(['staff.deactivated', 'staff.activated']);
  });

  it('cannot be written to while it is inactive', async () => {
    const { id } = await test.staff({ name: 'Charlie' });
    await admin.post(`/admin/staff/${id}/deactivation`);
    expect((await admin.post(`/admin/staff/${id}/invitation`)).status).toBe(409);
    expect((await admin.post(`/admin/staff/${id}/password`, { password: '' })).status).toBe(409);
    expect(await letters(test)).toEqual([]);
  });

  it('has sessions that an administrator ends', async () => {
    const { id, visitor } = await test.staff({ name: 'Charlie' });
    const page = await admin.get(`/admin/staff/${id}`);
    const key = /sessions\/([0-9a-f]{16})\/end/.exec(page.text)?.[1];
    const foreign = /sessions\/([0-9a-f]{16})\/end/.exec((await admin.get(`/admin/staff/${await adminId()}`)).text)?.[1];
    await admin.post(`/admin/staff/${id}/sessions/${foreign}/end`);
    expect((await admin.get('/admin')).status).toBe(200);
    await admin.post(`/admin/staff/${id}/sessions/${key}/end`);
    expect((await visitor.get('/admin')).status).toBe(303);
    expect(await log()).toEqual(['staff.sessionEnded']);
  });
});

describe('the last active administrator', () => {
  it('can be neither deactivated nor demoted', async () => {
    const id = await adminId();
    expect((await admin.post(`/admin/staff/${id}/deactivation`)).status).toBe(409);
    const demoted = await admin.post(`/admin/staff/${id}/edit`, { name: 'Ada Admin', email: 'ada@clientele.example', version: '1' });
    expect(demoted.status).toBe(409);
    expect(demoted.text).toContain('last active administrator');
  });

  it.each(['deactivation', 'edit'])('is left over when two remove each other at once by %s', async (how) => {
    for (let round = 0; round < 5; round += 1) {
      await test.reset();
      const first = { id: await adminId(), visitor: await test.admin() };
      const second = await secondAdministrator();
      const fields = { name: 'X', email: 'x@clientele.example', version: '1' };
      const answers = await Promise.all([
        first.visitor.post(`/admin/staff/${second.id}/${how}`, how === 'edit' ? fields : {}),
        second.visitor.post(`/admin/staff/${first.id}/${how}`, how === 'edit' ? { ...fields, email: 'y@clientele.example' } : {}),
      ]);
      expect(await rows('SELECT id FROM staff WHERE administrator = 1 AND active = 1')).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 303).length).toBeGreaterThanOrEqual(1);
      expect(answers.map(({ status }) => status)).not.toContain(500);
    }
  });
});

describe('one’s own profile', () => {
  it('holds name, language, zone and look, and only what exists', async () => {
    const fields = { name: 'Ada B.', language: 'en', timeZone: 'Europe/Bucharest', theme: 'dark', density: 'roomy', shortcuts: '1' };
    expect((await admin.post('/admin/profile', fields)).status).toBe(303);
    expect((await admin.get('/admin/profile')).text).toMatch(/<html lang="en" dir="ltr" data-theme="dark" data-density="roomy"/);
    expect(await log()).toEqual(['staff.profileChanged']);
    for (const wrong of [{ language: 'xx' }, { timeZone: 'Moon/Crater' }, { theme: 'pink' }, { density: '' }, { name: '' }]) {
      expect((await admin.post('/admin/profile', { ...fields, ...wrong })).status).toBe(422);
    }
    await admin.post('/admin/profile', { ...fields, administrator: '0', roleId: '1', email: 'other@clientele.example' });
    expect((await rows('SELECT email, administrator FROM staff'))[0]).toEqual({ email: 'ada@clientele.example', administrator: 1 });
  });

  it('lists one’s sessions, and ends the others', async () => {
    const second = await test.admin();
    const third = await test.admin();
    const page = (await admin.get('/admin/profile/sessions')).text;
    expect(page.match(/This one/g)).toHaveLength(1);
    const keys = [...page.matchAll(/sessions\/([0-9a-f]{16})\/end/g)].map(([, key]) => key);
    expect(keys).toHaveLength(2);
    await admin.post(`/admin/profile/sessions/${keys[0]}/end`);
    expect([await second.get('/admin'), await third.get('/admin')].filter(({ status }) => status === 200)).toHaveLength(1);
    await admin.post('/admin/profile/sessions/end-others');
    expect([await second.get('/admin'), await third.get('/admin')].filter(({ status }) => status === 200)).toHaveLength(0);
    expect((await admin.get('/admin')).status).toBe(200);
  });
});

const PAGES = ['/admin/staff', '/admin/staff/new', '/admin/staff/1', '/admin/staff/1/edit', '/admin/staff/1/password', '/admin/roles', '/admin/roles/new', '/admin/roles/1/edit', '/admin/roles/1/delete', '/admin/mail', '/admin/mail/1'];
const POSTS = [
  '/admin/staff/new', '/admin/staff/1/edit', '/admin/staff/1/activation', '/admin/staff/1/deactivation', '/admin/staff/1/invitation', '/admin/staff/1/password', '/admin/staff/1/sessions/end',
  '/admin/staff/1/sessions/0123456789abcdef/end', '/admin/roles/new', '/admin/roles/1/edit', '/admin/roles/1/delete', '/admin/mail/1/link',
];

it('only administrators look after staff, roles and mail', async () => {
  const all = await test.staff({ name: 'Bob', permissions: ['customers.view', 'customers.create', 'customers.edit', 'customers.delete', 'groups.delete', 'products.delete'] });
  const before = await rows('SELECT * FROM staff');
  for (const path of PAGES) {
    expect([path, (await all.visitor.get(path)).status]).toEqual([path, 403]);
    expect([path, (await request(test.server).get(path)).status]).toEqual([path, 303]);
  }
  for (const path of POSTS) {
    expect([path, (await all.visitor.post(path, MARA)).status]).toEqual([path, 403]);
    expect([path, (await request(test.server).post(path).type('form').send(MARA)).status]).toEqual([path, 403]);
    expect([path, (await admin.raw().post(path).type('form').send({ ...MARA, _key: 'b'.repeat(32) })).status]).toEqual([path, 403]);
  }
  expect(await rows('SELECT * FROM staff')).toEqual(before);
});

it.each(['0', '-1', '99999999999999999999', '9223372036854775807', 'abc', '1e1', '01', '1;2'])('the id %s is nobody', async (id) => {
  for (const path of [`/admin/staff/${id}`, `/admin/staff/${id}/edit`, `/admin/roles/${id}/edit`, `/admin/mail/${id}`]) expect((await admin.get(path)).status).toBe(404);
  for (const path of [`/admin/staff/${id}/edit`, `/admin/staff/${id}/deactivation`, `/admin/roles/${id}/delete`, `/admin/mail/${id}/link`]) {
    expect((await admin.post(path, { ...MARA, version: '1' })).status).toBe(404);
  }
});

it('the list finds by name, address and role, page by page', async () => {
  for (let index = 0; index < 60; index += 1) {
    await rows('INSERT INTO staff (name, email, email_key, active, created_at, updated_at) VALUES (?, ?, ?, ?, NOW(6), NOW(6))', [`Person ${String(index).padStart(2, '0')}`, `p${index}@clientele.example`, `p${index}@clientele.example`, index < 55 ? 1 : 0]);
  }
  const count = async (path: string) => ((await admin.get(path)).text.match(/class="nm"/g) ?? []).length;
  expect(await count('/admin/staff')).toBe(50);
  expect(await count('/admin/staff?page=2')).toBe(6);
  expect(await count('/admin/staff?status=inactive')).toBe(5);
  expect(await count('/admin/staff?q=p7%40')).toBe(1);
  expect(await count('/admin/staff?q=%25')).toBe(0);
  for (const odd of ['?q[]=a', '?page=-1', '?page=abc', '?status=x', `?q=${'a'.repeat(5000)}`, '?q=a&q=b']) expect((await admin.get(`/admin/staff${odd}`)).status).toBe(200);
});
