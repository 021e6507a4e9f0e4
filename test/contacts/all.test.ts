import { shows } from '../customers/form';
import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
let own: Visitor;
let a: string;
let b: string;
const DAY = 86_400_000;

beforeAll(async () => { app = await startApplication(); });
beforeEach(async () => {
  await app.reset();
  admin = await app.admin();
  a = await aCustomer(app, { companyName: 'Nordlicht' });
  b = await aCustomer(app, { companyName: 'Zeta Hidden' });
  await rows('UPDATE customers SET active = 0 WHERE id = ?', [b]);
  await aContact(app, a, { firstName: 'Änne', lastName: 'Berg', email: 'anne@nordlicht.example', phone: '+49 431 55501', language: 'de' }, { kind: 'admin' });
  await aContact(app, a, { firstName: 'Carl', lastName: null });
  await aContact(app, b, { firstName: 'Dora', lastName: 'Abel', email: 'dora@zeta.example', active: false });
  const staff = await app.staff({ name: 'Own', permissions: ['customers.create'] });
  await anAdminOf(app, a, staff.id);
  own = staff.visitor;
});
afterAll(() => app.close());

const rows = (sql: string, params: unknown[] = []) => app.dataSource.query(sql, params);
const idOf = async (name: string): Promise<string> => String((await rows('SELECT id FROM contacts WHERE first_name = ?', [name]))[0].id);
/** First names on the page, in their order. */
const names = async (query = '', visitor = admin): Promise<string[]> => {
  const { text, status } = await visitor.get(`/admin/contacts${query}`);
  expect([query, status]).toEqual([query, 200]);
  return [...text.slice(text.indexOf('<tbody>')).matchAll(/class="nm"[^>]*><bdi>([^ <]+)/g)].map(([, name]) => name);
};
const invite = async (name: string, hours: number): Promise<void> => {
  const now = new Date();
  await rows("INSERT INTO access_tokens (token_hash, purpose, principal_kind, principal_id, created_at, expires_at) VALUES (?, 'set-password', 'contact', ?, ?, ?)", ['b'.repeat(64), await idOf(name), now, new Date(now.getTime() + hours * 3_600_000)]);
};

test('all contacts of the customers one sees, by name, and nobody else (CUS-24)', async () => {
  expect(await names()).toEqual(['Dora', 'Änne', 'Carl']);
  expect(await names('', own)).toEqual(['Änne', 'Carl']);
  for (const query of ['?q=dora', '?q=zeta', '?customer=no', '?active=no']) expect(await names(query, own)).toEqual([]);
  const stranger = await app.staff({ name: 'Stranger' });
  expect((await stranger.visitor.get('/admin/contacts')).status).toBe(403);
  shows(await own.get('/admin'), 'href="/admin/contacts"');
  await admin.post(`/admin/customers/${b}/deletion`);
  expect(await names()).toEqual(['Änne', 'Carl']);
});

test('somebody linked to a hidden customer too is not found by it', async () => {
  const contact = await idOf('Carl');
  await rows("INSERT INTO customer_contacts (customer_id, contact_id, contact_key, kind, created_at, updated_at) VALUES (?, ?, ?, 'normal', ?, ?)", [b, contact, contact, new Date(), new Date()]);
  expect(await names('?q=zeta')).toEqual(['Dora', 'Carl']);
  expect(await names('?q=zeta', own)).toEqual([]);
  expect((await own.get('/admin/contacts')).text).not.toContain('Zeta');
});

test('it is searched by name, e-mail, phone and customer', async () => {
  for (const [q, found] of [['berg', ['Änne']], ['anne berg', ['Änne']], ['dora@zeta.example', ['Dora']], ['0049 431 555', ['Änne']], ['nordlicht carl', ['Carl']], ['nordlicht', ['Änne', 'Carl']], ['%', ['Dora', 'Änne', 'Carl']], ['nobody', []]] as const) {
    expect([q, await names(`?q=${encodeURIComponent(q)}`)]).toEqual([q, found]);
  }
});

test('it is filtered, each filter and together', async () => {
  await invite('Änne', 31);
  const hidden = await app.contact(a, { name: 'Signed' });
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['?login=invited', ['Änne']], ['?login=expired', []], ['?login=noEmail', ['Carl']], ['?login=notInvited', ['Dora']], ['?login=signedIn', ['Signed']], ['?login=ready&login=mustChange', []],
    ['?login=invited&login=noEmail', ['Änne', 'Carl']], ['?kind=admin', ['Änne']], ['?kind=admin&kind=normal', ['Dora', 'Änne', 'Carl', 'Signed']], ['?primary=yes', ['Dora', 'Änne']], ['?primary=no', ['Carl', 'Signed']],
    ['?customer=no', ['Dora']], ['?customer=yes', ['Änne', 'Carl', 'Signed']], ['?active=no', ['Dora']], ['?language=de', ['Änne']], ['?kind=admin&login=noEmail', []], ['?kind=nonsense&login=%27', ['Dora', 'Änne', 'Carl', 'Signed']],
  ];
  for (const [query, found] of cases) expect([query, await names(query)]).toEqual([query, found]);
  app.clock.set(new Date(Date.now() + 2 * DAY));
  expect(await names('?login=expired', await app.admin())).toEqual(['Änne']);
  expect(hidden.id).not.toBe('');
});

test('each order holds on every page, forwards and backwards', async () => {
  for (let index = 0; index < 60; index += 1) await aContact(app, a, { firstName: `N${String(index).padStart(2, '0')}`, lastName: index % 7 === 0 ? null : `L${index % 5}`, email: index % 3 === 0 ? null : `n${index}@nordlicht.example` });
  for (const sort of ['name', 'email', 'created', 'signedIn', 'language']) {
    const seen: string[] = [];
    let path: string | null = `/admin/contacts?sort=${sort}`;
    while (path !== null) {
      const { text } = await admin.get(path);
      seen.push(...[...text.slice(text.indexOf('<tbody>')).matchAll(/contacts\/(\d+)\/edit/g)].map(([, link]) => link));
      path = /rel="next" href="([^"]+)"/.exec(text)?.[1].replace(/&amp;/g, '&').replace(/&#x3D;/g, '=') ?? null;
    }
    expect([sort, seen.length, new Set(seen).size]).toEqual([sort, 63, 63]);
  }
});

test('the file holds what the list shows, for those who may export', async () => {
  expect((await own.get('/admin/contacts.csv')).status).toBe(403);
  const file = await admin.get('/admin/contacts.csv?kind=admin');
  expect(file.text.replace('\ufeff', '').trim().split('\r\n')).toEqual([
    'first_name,last_name,email,phone,handle,language,active,login,customers,position,kind,primary', 'Änne,Berg,anne@nordlicht.example,+49 431 55501,,de,yes,notInvited,Nordlicht,,admin,yes',
  ]);
  expect((await admin.get('/admin/contacts.csv')).text.trim().split('\r\n')).toHaveLength(4);
});
