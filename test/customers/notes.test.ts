import { startApplication } from '../support/application';
import { aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { shows, to } from './form';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let id: string;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  id = await aCustomer(app);
});
afterAll(() => app.close());

const rows = <T>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const entries = async (): Promise<string[]> => (await rows<{ action: string }>("SELECT action FROM activities WHERE subject_kind = 'note' ORDER BY id")).map(({ action }) => action);

async function add(visitor: Visitor, body: string): Promise<string> {
  expect(to(await visitor.post(`/admin/customers/${id}/notes`, { body }))).toBe(`/admin/customers/${id}/notes`);
  return String((await rows<{ id: string }>('SELECT MAX(id) AS id FROM notes'))[0].id);
}

test('a note is added, shown as typed, edited, deleted, and comes back by the undo of the flash', async () => {
  const body = '<script>alert(1)</script>\n{{constructor}} "zwei"  Zeilen ☃';
  const note = await add(admin, body);
  shows(await admin.get(`/admin/customers/${id}/notes`), body);
  expect(to(await admin.post(`/admin/customers/${id}/notes/${note}`, { body: 'shorter', version: '1' }))).toBe(`/admin/customers/${id}/notes`);
  expect(await rows('SELECT body, version FROM notes')).toEqual([{ body: 'shorter', version: 2 }]);
  await admin.post(`/admin/customers/${id}/notes/${note}/deletion`);
  const after = await admin.get(`/admin/customers/${id}/notes`);
  expect(after.text).not.toContain('shorter');
  expect(after.text).toContain(`action="/admin/customers/${id}/notes/${note}/restoration"`);
  await admin.post(`/admin/customers/${id}/notes/${note}/restoration`);
  shows(await admin.get(`/admin/customers/${id}/notes`), 'shorter');
  expect(await entries()).toEqual(['note.added', 'note.edited', 'note.deleted', 'note.restored']);
  expect((await admin.post(`/admin/customers/${id}/notes/${note}/restoration`)).status).toBe(404);
});

test('author and customer come from the server, whatever the form says (A4)', async () => {
  const other = await aCustomer(app);
  await admin.post(`/admin/customers/${id}/notes`, { body: 'mine', customerId: other, customer_id: other, staffId: '999', staff_id: '999', deletedAt: '2020-01-01', version: '7' });
  const [{ id: staffId }] = await rows<{ id: string }>('SELECT id FROM staff');
  expect(await rows('SELECT customer_id, staff_id, version, deleted_at FROM notes')).toEqual([{ customer_id: id, staff_id: staffId, version: 1, deleted_at: null }]);
});

test('10,000 characters fit, one more is reported with the text kept, and nothing is cut', async () => {
  await add(admin, 'ü'.repeat(10_000));
  const refused = await admin.post(`/admin/customers/${id}/notes`, { body: `${'a'.repeat(10_000)}z` });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('longer than 10000 characters');
  expect(refused.text).toContain(`${'a'.repeat(10_000)}z`);
  expect(refused.text).not.toContain('maxlength');
    expect(Number((await rows<{ length: string }>('SELECT CHAR_LENGTH(body) AS length FROM notes'))[0].length)).toBe(10_000);
  for (const body of ['', '   ', '\n']) expect((await admin.post(`/admin/customers/${id}/notes`, { body })).status).toBe(422);
  for (const [sent, status] of [['body[]=a', 422], ['body[a]=b', 422], ['body=a&body=b', 400]] as const) {
    const { _csrf, _key } = await admin.hidden();
    expect([sent, (await admin.raw().post(`/admin/customers/${id}/notes`).type('form').send(`_csrf=${_csrf}&_key=${_key}&${sent}`)).status]).toEqual([sent, status]);
  }
  expect(await entries()).toEqual(['note.added']);
});

test('the second of two editors is told, keeps what was typed, and may then save it', async () => {
  const note = await add(admin, 'first');
  await admin.post(`/admin/customers/${id}/notes/${note}`, { body: 'the other one\'s', version: '1' });
  const second = await admin.post(`/admin/customers/${id}/notes/${note}`, { body: 'mine', version: '1' });
  expect(second.status).toBe(409);
  shows(second, 'mine</textarea>');
  shows(second, 'the other one\'s');
  shows(second, 'name="version" value="2"');
  expect(await rows('SELECT body FROM notes')).toEqual([{ body: 'the other one\'s' }]);
  to(await admin.post(`/admin/customers/${id}/notes/${note}`, { body: 'mine', version: '2' }));
  expect(await rows('SELECT body, version FROM notes')).toEqual([{ body: 'mine', version: 3 }]);
});

test('only its author and administrators change a note, others who may edit add their own', async () => {
  const note = await add(admin, 'the boss says');
  const colleague = await app.staff({ name: 'Colleague', permissions: ['customers.view', 'customers.edit'] });
  for (const [path, fields] of [['', { body: 'x', version: '1' }], ['/deletion', {}]] as const) {
    expect((await colleague.visitor.post(`/admin/customers/${id}/notes/${note}${path}`, fields)).status).toBe(403);
  }
  const page = await colleague.visitor.get(`/admin/customers/${id}/notes`);
  expect(page.text).not.toContain(`/notes/${note}/edit`);
  const own = await add(colleague.visitor, 'mine');
  expect((await colleague.visitor.get(`/admin/customers/${id}/notes`)).text).toContain(`/notes/${own}/edit`);
  to(await admin.post(`/admin/customers/${id}/notes/${own}`, { body: 'mended', version: '1' }));
  await admin.post(`/admin/customers/${id}/notes/${note}/deletion`);
  expect((await colleague.visitor.post(`/admin/customers/${id}/notes/${note}/restoration`)).status).toBe(403);
});

test('another customer\'s note is not there', async () => {
  const note = await add(admin, 'here');
  const other = await aCustomer(app);
  for (const path of [`notes/${note}`, `notes/${note}/deletion`, `notes/${note}/restoration`]) {
    expect((await admin.post(`/admin/customers/${other}/${path}`, { body: 'x', version: '1' })).status).toBe(404);
  }
  expect(await rows('SELECT body, version, deleted_at FROM notes')).toEqual([{ body: 'here', version: 1, deleted_at: null }]);
});

test('fifty identical sendings are one note', async () => {
  const hidden = await admin.hidden();
  const answers = await Promise.all(Array.from({ length: 50 }, () => admin.post(`/admin/customers/${id}/notes`, { ...hidden, body: 'once' })));
  expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`))).toEqual(new Set([`303 /admin/customers/${id}/notes`]));
  expect(await entries()).toEqual(['note.added']);
});

test('notes are paged by the note itself, newest first', async () => {
  const now = new Date();
  for (let i = 1; i <= 45; i += 1) await rows('INSERT INTO notes (customer_id, body, created_at, updated_at) VALUES (?, ?, ?, ?)', [id, `Nr. ${i};`, now, now]);
  const seen: string[] = [];
  for (let path: string | null = `/admin/customers/${id}/notes`; path;) {
    const { text } = await admin.get(path);
    seen.push(...[...text.matchAll(/Nr\. (\d+);/g)].map(([, no]) => no));
    path = /rel="next" href="([^"]*)"/.exec(text)?.[1].replace('&#x3D;', '=') ?? null;
  }
  expect(seen.map(Number)).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
});

test('a customer admin adds notes to its own customer only', async () => {
  const { id: staffId, visitor } = await app.staff({ name: 'Own' });
  await anAdminOf(app, id, staffId);
  await add(visitor, 'seen by me');
  const other = await aCustomer(app);
  expect((await visitor.post(`/admin/customers/${other}/notes`, { body: 'x' })).status).toBe(404);
});
