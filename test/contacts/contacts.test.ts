import { CONTACT_PERMISSIONS, MAIL_SWITCHES } from '../../src/kernel/access/contact-permissions';
import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Fields, Visitor } from '../support/visitor';
import { shows, to } from '../customers/form';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let id: string;
beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  id = await aCustomer(app, { companyName: 'Nordlicht' });
});
afterAll(() => app.close());

const rows = <T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, params);
const person = (linkId: string) => rows('SELECT p.* FROM contacts p JOIN customer_contacts l ON l.contact_id = p.id WHERE l.id = ?', [linkId]).then(([row]) => row);
const primary = async (customerId = id): Promise<string | null> => {
  const [{ link }] = await rows<{ link: string | null }>('SELECT primary_link_id AS link FROM customers WHERE id = ?', [customerId]);
  return link && String(link);
};
const entries = async (): Promise<string[]> => (await rows<{ action: string }>("SELECT action FROM activities WHERE subject_kind = 'contact' ORDER BY id")).map(({ action }) => action);

const FULL: Fields = { firstName: 'Jörn', lastName: 'Petersen', position: 'Director', email: 'Jörn.P@Example.com'.replace('ö', 'o'), phone: '+49 431 1', handle: 'joern', language: 'de', active: '1', kind: 'admin' };
const TICKS: Fields = { permissions: CONTACT_PERMISSIONS, mailSwitches: MAIL_SWITCHES };
const add = (visitor: Visitor, fields: Fields, customerId = id) => visitor.post(`/admin/customers/${customerId}/contacts`, { kind: 'normal', active: '1', ...TICKS, ...fields });
const save = (visitor: Visitor, linkId: string, fields: Fields, customerId = id) =>
  visitor.post(`/admin/customers/${customerId}/contacts/${linkId}`, { kind: 'normal', active: '1', version: '1', personVersion: '1', ...TICKS, ...fields });

test('a contact has its fields, is found by them, and the first one is primary', async () => {
  shows(await admin.get(`/admin/customers/${id}/contacts/new`), 'The first contact of a customer is its primary contact.');
  expect(to(await add(admin, FULL))).toBe(`/admin/customers/${id}/contacts`);
  expect(await rows('SELECT first_name, last_name, email, email_key, phone, handle, language, active FROM contacts')).toEqual([
    { first_name: 'Jörn', last_name: 'Petersen', email: 'Jorn.P@Example.com', email_key: 'jorn.p@example.com', phone: '+49 431 1', handle: 'joern', language: 'de', active: 1 },
  ]);
  const [link] = await rows<{ id: string }>('SELECT id, position, kind FROM customer_contacts');
  expect(link).toMatchObject({ position: 'Director', kind: 'admin' });
  expect(await primary()).toBe(String(link.id));
  for (const q of ['petersen', 'jorn.p@example.com', '004943 11']) shows(await admin.get(`/admin/customers?q=${encodeURIComponent(q)}`), 'Nordlicht');
  expect(await entries()).toEqual(['contact.created']);
});

test('what is refused is said at its field, with the words typed kept', async () => {
  const cases: readonly [Fields, string][] = [
    [{ firstName: '', lastName: ' ' }, 'Type a first or a last name.'], [{ firstName: 'x'.repeat(101) }, 'longer than 100'], [{ firstName: 'A', email: 'nonsense' }, 'not an e-mail'],
    [{ firstName: 'A', phone: '1'.repeat(41) }, 'longer than 40'], [{ firstName: 'A', language: 'xx' }, 'Choose one of the list'], [{ firstName: 'A', kind: 'boss' }, 'Choose one of the list'],
    [{ firstName: 'A', handle: 'h'.repeat(101) }, 'longer than 100'], [{ firstName: 'A', position: 'p'.repeat(101) }, 'longer than 100'],
  ];
  for (const [fields, words] of cases) {
    const answer = await add(admin, { lastName: '', handle: 'kept words', ...fields });
    expect([words, answer.status]).toEqual([words, 422]);
    shows(answer, words);
    if (!fields.handle) shows(answer, 'kept words');
  }
  for (const sent of ['firstName=a&firstName=b', 'firstName=a&kind=normal&kind=admin']) {
    const { _csrf, _key } = await admin.hidden();
    expect((await admin.raw().post(`/admin/customers/${id}/contacts`).type('form').send(`_csrf=${_csrf}&_key=${_key}&${sent}`)).status).toBe(400);
  }
  expect([await rows('SELECT id FROM contacts'), await entries()]).toEqual([[], []]);
});

test('one save is one entry, with old and new values', async () => {
  await aContact(app, id, { firstName: 'First' });
  const link = await aContact(app, id, { firstName: 'Sam', lastName: 'Old' });
  to(await save(admin, link, { firstName: 'Sam', lastName: 'New', position: 'Buyer', primary: '1' }));
  const [{ changes }] = await rows<{ changes: unknown }>("SELECT changes FROM activities WHERE action = 'contact.edited'");
  expect(typeof changes === 'string' ? JSON.parse(changes) : changes).toEqual({ lastName: ['Old', 'New'], position: [null, 'Buyer'], primary: [false, true] });
  expect(await primary()).toBe(link);
  shows(await admin.get(`/admin/customers/${id}/activity`), 'Primary contact');
  to(await save(admin, link, { firstName: 'Sam', lastName: 'New', position: 'Buyer', primary: '1', version: '2', personVersion: '2' }));
  expect(await entries()).toEqual(['contact.created', 'contact.created', 'contact.edited']);
});

test('unticking does not take "primary" away, and the primary contact is not deleted through any door (CON-3, CON-4)', async () => {
  const first = await aContact(app, id);
  const second = await aContact(app, id);
  to(await save(admin, first, { firstName: 'Pat', lastName: 'Person', primary: '' }));
  expect(await primary()).toBe(first);
  expect((await admin.get(`/admin/customers/${id}/contacts/${first}/edit`)).text).not.toContain('/deletion');
  const refused = await admin.post(`/admin/customers/${id}/contacts/${first}/deletion`);
  expect(refused.status).toBe(409);
  shows(refused, 'Make another contact primary first');
  await expect(rows('DELETE FROM customer_contacts WHERE id = ?', [first])).rejects.toThrow(/foreign key/);
  to(await save(admin, second, { firstName: 'Pat', lastName: 'Person', primary: '1' }));
  expect(to(await admin.post(`/admin/customers/${id}/contacts/${first}/deletion`))).toBe(`/admin/customers/${id}/contacts`);
  expect(await rows('SELECT id FROM customer_contacts WHERE deleted_at IS NULL')).toHaveLength(1);
});

test('two made primary at once, deleted at once, added first at once: there is exactly one, never a deleted one', async () => {
  for (let round = 0; round < 5; round += 1) {
    const customer = await aCustomer(app);
    await Promise.all(Array.from({ length: 6 }, (_, index) => add(admin, { firstName: `N${index}` }, customer)));
    const links = (await rows<{ id: string }>('SELECT id FROM customer_contacts WHERE customer_id = ? ORDER BY id', [customer])).map((row) => String(row.id));
    expect(links).toHaveLength(6);
    expect(links).toContain(await primary(customer));
    const others = links.filter((link) => link !== links[0]);
    await Promise.all([
      ...others.map((link) => save(admin, link, { firstName: 'N', primary: '1' }, customer)),
      ...links.map((link) => admin.post(`/admin/customers/${customer}/contacts/${link}/deletion`)),
    ]);
    const left = (await rows<{ id: string }>('SELECT id FROM customer_contacts WHERE customer_id = ? AND deleted_at IS NULL', [customer])).map((row) => String(row.id));
    expect(left.length).toBeGreaterThan(0);
    expect(left).toContain(await primary(customer));
  }
});

test('deleting is undone by the flash, unless the address has been taken meanwhile', async () => {
  await aContact(app, id);
  const link = await aContact(app, id, { firstName: 'Sam', email: 'sam@example.com' });
  await admin.post(`/admin/customers/${id}/contacts/${link}/deletion`);
  expect((await admin.get('/admin/customers?q=sam@example.com')).text).not.toContain('Nordlicht');
  shows(await admin.get(`/admin/customers/${id}/contacts`), 'Contacts');
  expect(to(await admin.post(`/admin/customers/${id}/contacts/${link}/restoration`))).toBe(`/admin/customers/${id}/contacts`);
  shows(await admin.get('/admin/customers?q=sam@example.com'), 'Nordlicht');
  await admin.post(`/admin/customers/${id}/contacts/${link}/deletion`);
  to(await add(admin, { firstName: 'Twin', email: 'SAM@example.com' }));
  const refused = await admin.post(`/admin/customers/${id}/contacts/${link}/restoration`);
  expect(refused.status).toBe(409);
  shows(refused, 'sam@example.com');
  expect(await rows("SELECT id FROM contacts WHERE email_key = 'sam@example.com'")).toHaveLength(1);
});

test('a taken address: who sees all customers of that person may link it, others learn nothing (CON-2)', async () => {
  const other = await aCustomer(app, { companyName: 'Hidden Ltd' });
  const linked = await aContact(app, other, { firstName: 'Secret', lastName: 'Name', email: 'taken@example.com' });
  const own = await app.staff({ name: 'Own' });
  await anAdminOf(app, id, own.id);
  for (const how of ['', 'link']) {
    const blind = await add(own.visitor, { firstName: 'Guess', email: 'Taken@Example.com', do: how });
    expect(blind.status).toBe(422);
    shows(blind, 'already in use');
    for (const word of ['Secret', 'Hidden Ltd', 'name="do" value="link"']) expect(blind.text).not.toContain(word);
  }
  const seeing = await add(admin, { firstName: 'Guess', email: 'Taken@Example.com' });
  expect(seeing.status).toBe(422);
  for (const words of ['Secret Name has this address already', 'Hidden Ltd', 'name="do" value="link"']) shows(seeing, words);
  to(await add(admin, { firstName: 'Guess', email: 'Taken@Example.com', position: 'Adviser', do: 'link' }));
  expect(await rows('SELECT COUNT(*) AS n FROM contacts')).toEqual([{ n: '1' }]);
  expect((await person(linked)).first_name).toBe('Secret');
  const again = await add(admin, { firstName: 'Guess', email: 'taken@example.com' });
  expect(again.text).not.toContain('name="do" value="link"');
  expect((await add(admin, { firstName: 'Guess', email: 'taken@example.com', do: 'link' })).status).toBe(422);
  expect((await add(admin, { firstName: 'Nobody', email: 'nobody@example.com', do: 'link' })).status).toBe(422);
});

test('the person belongs to all its customers: who may not edit them all changes the link only', async () => {
  const other = await aCustomer(app, { companyName: 'Other' });
  const first = await aContact(app, other, { firstName: 'Shared', email: 'shared@example.com' });
  to(await add(admin, { firstName: 'x', email: 'shared@example.com', do: 'link' }));
  const [{ id: link }] = await rows<{ id: string }>('SELECT id FROM customer_contacts WHERE customer_id = ?', [id]);
  const own = await app.staff({ name: 'Own' });
  await anAdminOf(app, id, own.id);
  const form = await own.visitor.get(`/admin/customers/${id}/contacts/${link}/edit`);
  expect(form.text).not.toContain('name="email"');
  to(await save(own.visitor, String(link), { firstName: 'Stolen', email: 'mine@example.com', active: '', position: 'Buyer' }));
  expect(await person(first)).toMatchObject({ first_name: 'Shared', email: 'shared@example.com', active: 1 });
  expect(await rows('SELECT position FROM customer_contacts WHERE id = ?', [link])).toEqual([{ position: 'Buyer' }]);
  await anAdminOf(app, other, own.id);
  to(await save(own.visitor, String(link), { firstName: 'Renamed', email: 'shared@example.com', position: 'Buyer', version: '2' }));
  for (const name of ['Nordlicht', 'Other']) shows(await admin.get('/admin/customers?q=renamed'), name);
});

test('the second of two editors is told, keeps what was typed, and nothing is lost', async () => {
  await aContact(app, id);
  const link = await aContact(app, id, { firstName: 'Sam' });
  to(await save(admin, link, { firstName: 'Sam', lastName: 'Person', phone: '111' }));
  const late = await save(admin, link, { firstName: 'Samuel', lastName: 'Person' });
  expect(late.status).toBe(409);
  for (const words of ['value="Samuel"', '111', 'name="personVersion" value="2"']) shows(late, words);
  expect(await person(link)).toMatchObject({ first_name: 'Sam', phone: '111' });
  const racers = await Promise.all(Array.from({ length: 8 }, (_, index) => save(admin, link, { firstName: `R${index}`, personVersion: '2' })));
  expect(racers.filter(({ status }) => status === 303)).toHaveLength(1);
});

test('foreign contacts, and fields nobody asked for, have no effect (A3, A4)', async () => {
  const other = await aCustomer(app, { companyName: 'Other' });
  const foreign = await aContact(app, other);
  for (const path of ['', '/deletion', '/restoration']) expect((await admin.post(`/admin/customers/${id}/contacts/${foreign}${path}`, { firstName: 'x', kind: 'normal', version: '1', personVersion: '1' })).status).toBe(404);
  to(await add(admin, { firstName: 'A', customerId: other, contactId: '99', email_key: 'x@example.com', pictureId: '1', deletedAt: '2020-01-01', id: '77' }));
  expect(await rows('SELECT customer_id, deleted_at FROM customer_contacts WHERE id <> ?', [foreign])).toEqual([{ customer_id: id, deleted_at: null }]);
  expect(await rows("SELECT email_key, picture_id FROM contacts WHERE first_name = 'A'")).toEqual([{ email_key: null, picture_id: null }]);
});

test('a picture is taken, shown to those who see a customer of the contact, replaced and removed', async () => {
  const link = await aContact(app, id);
  const sharp = (await import('sharp')).default;
  const content = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } }).png().toBuffer();
  const send = (name: string, bytes: Buffer, fields: Fields) => admin.upload(`/admin/customers/${id}/contacts/${link}`, 'picture', { name, content: bytes }, { firstName: 'Pat', lastName: 'Person', kind: 'normal', active: '1', version: '1', ...TICKS, ...fields });
  const svg = await send('me.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), { personVersion: '1' });
  expect(svg.status).toBe(422);
  shows(svg, 'not a picture we can read');
  to(await send('me.png', content, { personVersion: '1' }));
  const { picture_id: file } = await person(link) as { picture_id: string };
  expect((await admin.get(`/admin/files/${file}`)).headers['content-type']).toBe('image/webp');
  expect((await (await app.staff({ name: 'Stranger' })).visitor.get(`/admin/files/${file}`)).status).toBe(404);
  const invalid = await send('me.png', content, { personVersion: '2', email: 'nonsense' });
  shows(invalid, 'Choose the picture once more');
  to(await save(admin, link, { firstName: 'Pat', lastName: 'Person', removePicture: '1', personVersion: '2' }));
  expect((await person(link)).picture_id).toBeNull();
});

test('fifty identical sendings make one contact', async () => {
  const hidden = await admin.hidden();
  const answers = await Promise.all(Array.from({ length: 50 }, () => add(admin, { ...hidden, firstName: 'Once', email: 'once@example.com' })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  expect(await entries()).toEqual(['contact.created']);
});

test('a person who becomes a contact of a customer out of sight while the form is on its way is not changed (CON-2)', async () => {
  const link = await aContact(app, id, { firstName: 'Before' });
  const elsewhere = await aCustomer(app);
  const own = await app.staff({ name: 'Own' });
  await anAdminOf(app, id, own.id);
  const [{ id: contact }] = await rows<{ id: string }>('SELECT contact_id AS id FROM customer_contacts WHERE id = ?', [link]);
  const runner = app.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('SELECT id FROM customers WHERE id = ? FOR UPDATE', [id]);
  await own.visitor.hidden();
  const sending = save(own.visitor, link, { firstName: 'After' });
  const waits = () => rows("SELECT 1 FROM information_schema.processlist WHERE info LIKE '%customers%FOR UPDATE%' AND id <> CONNECTION_ID()");
  for (let tries = 0; tries < 200 && (await waits()).length === 0; tries += 1) await new Promise((done) => setTimeout(done, 10));
  await runner.query("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, kind, created_at, updated_at) VALUES (?, ?, ?, 'normal', UTC_TIMESTAMP(), UTC_TIMESTAMP())", [elsewhere, contact, contact]);
  await runner.commitTransaction();
  await runner.release();
  expect((await sending).status).toBe(409);
  expect((await person(link)).first_name).toBe('Before');
  expect((await own.visitor.post(`/admin/customers/${id}/contacts/${link}`, { kind: 'admin', active: '1', version: '1', firstName: 'After' })).status).toBe(303);
  expect((await person(link)).first_name).toBe('Before');
});
