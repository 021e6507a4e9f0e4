import { CUSTOMERS_TABLE } from '../../src/modules/customers/list/customers.table';
import { startApplication } from '../support/application';
import type { Visitor } from '../support/visitor';
import { contentOf, crawl } from './crawl';
import { buildScene, checksums, FOREIGN, type House, type Scene } from './scene';

// A1, A3, A7, A8: what people may not see is in no page, file or answer they can reach; what lists may be asked is what
// their descriptions say and nothing else.

let house: House;
let scene: Scene;
let people: Awaited<ReturnType<typeof buildScene>>['people'];

beforeAll(async () => {
  house = await startApplication();
  ({ scene, people } = await buildScene(house));
}, 60_000);
afterAll(() => house.close());

/** Questions that reach for the other customer: by text, by value of each filter, by order, by place. */
function questions(): string[] {
  const list = '/admin/customers';
  const values = ['NO', 'DE', 'active', 'inactive', 'company', 'person', 'yes', 'no', scene.group, scene.b, '1', 'EUR', '2000-01-01', 'me', 'none'];
  const filters = Object.keys(CUSTOMERS_TABLE.filters).flatMap((name) => values.map((value) => `${list}?${name}=${encodeURIComponent(value)}`));
  const sorts = Object.keys(CUSTOMERS_TABLE.sorts).flatMap((sort) => [`${list}?sort=${sort}&dir=asc`, `${list}?sort=${sort}&dir=desc&last=1`]);
  const columns = `${list}?${CUSTOMERS_TABLE.columns.map(({ key }) => `cols=${key}`).join('&')}`;
  const texts = [FOREIGN, 'canary', '998877', `${FOREIGN}@office.example`, 'insight', 'street'].flatMap((text) => [`${list}?q=${encodeURIComponent(text)}`, `/admin/groups?q=${text}`, `/admin/products?q=${text}`]);
  return [...filters, ...sorts, columns, `${columns}&q=${FOREIGN}`, ...texts];
}

async function readsForeign(visitor: Visitor): Promise<{ pages: number; found: string[] }> {
  const reached = await crawl(visitor, ['/admin', '/admin/customers', ...questions(), ...targets()], 500);
  return { pages: reached.length, found: reached.filter(({ path, response }) => !asksFor(path) && contentOf(response).includes(FOREIGN)).map(({ path }) => path) };
}

/** The question itself stands in the answer, in the field of the search; these pages are looked at by themselves. */
const asksFor = (path: string): boolean => new URL(path, 'http://localhost').search.includes(FOREIGN);

/** Addresses of the other customer and its parts, as somebody would guess them. */
function targets(): string[] {
  const at = `/admin/customers/${scene.b}`;
  return [at, `${at}/contacts`, `${at}/contacts/${scene.foreignContact}/edit`, `${at}/notes`, `${at}/notes/${scene.foreignNote}/edit`, `${at}/reminders`, `${at}/reminders/${scene.foreignReminder}/edit`, `${at}/addresses`, `${at}/activity`, `${at}/admins`, `${at}/edit`, `${at}/deletion`,
    `/admin/customers/${scene.a}/contacts/${scene.foreignContact}/edit`, `/admin/customers/${scene.a}/notes/${scene.foreignNote}/edit`, `/admin/customers/${scene.a}/reminders/${scene.foreignReminder}/edit`, `/admin/imports/${scene.import}`, `/admin/imports/${scene.import}/rejected.csv`];
}

test('whoever looks after one customer reads not a byte of another', async () => {
  const { pages, found } = await readsForeign(people.ownA.visitor);
  expect(found).toEqual([]);
  expect(pages).toBeGreaterThan(100);
  for (const text of [FOREIGN, '998877', 'office.example', `${FOREIGN}2`]) {
    const page = await people.ownA.visitor.get(`/admin/customers?q=${encodeURIComponent(text)}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(`/admin/customers/${scene.b}`);
  }
  expect((await people.ownA.visitor.get('/admin/customers')).text).not.toContain('value="NO"'); // the other one's country
  // The counter check: the sign is there to be found.
  expect((await readsForeign(people.ownB.visitor)).found.length).toBeGreaterThan(5);
}, 60_000);

test('without the right and without a customer there is no list at all', async () => {
  const { found } = await readsForeign(people.stranger.visitor);
  expect(found).toEqual([]);
  expect((await people.stranger.visitor.get('/admin/customers')).status).toBe(403);
}, 60_000);

test('counts tell of one\'s own customers only', async () => {
  const { text } = await people.ownA.visitor.get('/admin/customers');
  expect(text).toContain(`/admin/customers/${scene.a}"`);
  expect([...text.matchAll(/\/admin\/customers\/(\d+)/g)].map(([, id]) => id).filter((id) => id !== scene.a)).toEqual([]);
  await house.dataSource.query('UPDATE customer_counts SET total = 31337');
  const after = await people.ownA.visitor.get('/admin/customers');
  expect(after.text).not.toMatch(/31[,. ]?337/);
});

test('a selection made while a customer was visible shows it no longer once it is not', async () => {
  const { visitor, actor } = people.ownA;
  const now = new Date();
  await house.dataSource.query("INSERT INTO role_permissions (role_id, permission) SELECT role_id, 'customers.export' FROM staff WHERE id = ?", [actor!.id]);
  for (const [action, state] of [['activate', 'chosen'], ['export', 'chosen'], ['activate', 'done']]) {
    const made = await house.dataSource.query("INSERT INTO bulk_actions (staff_id, action, params, state, total, refused, created_at, updated_at) VALUES (?, ?, '{}', ?, 2, 1, ?, ?)", [actor!.id, action, state, now, now]);
    const item = state === 'done' ? 'refused' : 'waiting';
    await house.dataSource.query('INSERT INTO bulk_action_items (bulk_action_id, customer_id, state) VALUES (?, ?, ?), (?, ?, ?)', [made.insertId, scene.a, item, made.insertId, scene.b, item]);
    for (const path of [`/admin/customers/bulk/${made.insertId}`, `/admin/customers.csv?bulk=${made.insertId}`, '/admin/customers.csv']) {
      const answer = await visitor.get(path);
      expect([action, state, path, answer.status >= 500, contentOf(answer).includes(FOREIGN)]).toEqual([action, state, path, false, false]);
    }
  }
  expect(contentOf(await visitor.get('/admin/customers.csv'))).toContain('Ahornhof');
});

test('when the right goes, it goes with the next request', async () => {
  const { visitor, actor } = people.ownB;
  expect((await visitor.get(`/admin/customers/${scene.b}`)).status).toBe(200);
  await house.dataSource.query('DELETE FROM customer_admins WHERE staff_id = ?', [actor!.id]);
  expect((await visitor.get(`/admin/customers/${scene.b}`)).status).toBe(404);
  expect((await visitor.post(`/admin/customers/${scene.b}/notes`, { body: 'late' })).status).toBe(404);
  await house.dataSource.query('INSERT INTO customer_admins (staff_id, customer_id, created_at) VALUES (?, ?, ?)', [actor!.id, scene.b, new Date()]);
});

describe('lists', () => {
  let columns: string[];
  beforeAll(async () => {
    const rows: { name: string }[] = await house.dataSource.query('SELECT DISTINCT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE()');
    columns = rows.map(({ name }) => name);
  });

  /** Everything kept that would let somebody in or that nobody needs to see. */
  async function secrets(): Promise<string[]> {
    await house.admin(); // a session more
    await people.nobody.visitor.post('/admin/password/forgotten', { email: 'ada@clientele.example' });
    const sources = ['SELECT password_hash AS s FROM staff', 'SELECT id_hash AS s FROM sessions', 'SELECT token_hash AS s FROM access_tokens', 'SELECT HEX(secret) AS s FROM mail_outbox', 'SELECT TO_BASE64(secret) AS s FROM mail_outbox', 'SELECT storage_key AS s FROM files', 'SELECT storage_key AS s FROM imports', 'SELECT body_hash AS s FROM form_keys'];
    const found = await Promise.all(sources.map((sql): Promise<{ s: string | null }[]> => house.dataSource.query(sql)));
    return [house.config.sessionSecret, ...found.flat().flatMap(({ s }) => (s ? [s] : []))];
  }

  test('take no column that their description does not name, and show no secret (A8)', async () => {
    const kept = await secrets();
    expect(kept.length).toBeGreaterThan(20);
    const ask = (name: string) => `sort=${name}&dir=desc&cols=${name}&${name}=1&filter[${name}]=a&fields=${name}&order=${name}`;
    const { visitor } = people.administrator;
    const wrong: unknown[] = [];
    const look = async (path: string) => {
      const { status, text } = await visitor.get(path);
      if (status !== 200) wrong.push([path, status]);
      for (const secret of kept) if (text.includes(secret)) wrong.push([path, 'shows', secret]);
    };
    for (const name of columns) await look(`/admin/customers?${ask(name)}`);
    for (const list of ['staff', 'products', 'groups', 'mail', 'imports', 'roles', 'customers/trash', `customers/${scene.a}/activity`, `customers/${scene.a}/notes`]) {
      for (const name of ['password_hash', 'token_hash', 'secret', 'id_hash', 'storage_key', 'email_key']) await look(`/admin/${list}?${ask(name)}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  test('no page an administrator can reach shows a secret', async () => {
    const kept = await secrets();
    const reached = await crawl(people.administrator.visitor, ['/admin', ...targets()], 300);
    expect(reached.filter(({ response }) => response.status === 200).length).toBeGreaterThan(60);
    expect(reached.filter(({ response }) => response.status >= 500).map(({ path }) => path)).toEqual([]);
    expect(reached.flatMap(({ path, response }) => kept.filter((secret) => contentOf(response).includes(secret)).map((secret) => [path, secret]))).toEqual([]);
  }, 60_000);

  test('understand no SQL (A7)', async () => {
    const shapes = ["'", '"', '`', '\\', "' OR '1'='1", '1) OR (1=1', '(SELECT SLEEP(3))', 'id; DROP TABLE customers', 'name, (SELECT password_hash FROM staff)', '`id`', '%', '_', '-- ', '/*', "1' UNION SELECT 1,2,3 -- ", '0x27', 'case when 1=1 then id else number end', '\u0000', 'x'.repeat(10_000)];
    const names = ['q', 'sort', 'dir', 'after', 'before', 'last', 'cols', 'view', ...Object.keys(CUSTOMERS_TABLE.filters)];
    const others = [['staff', ['q', 'status', 'page']], ['products', ['q', 'sort', 'dir', 'page', 'active', 'status']], ['groups', ['q', 'page']], ['mail', ['state', 'before']], ['imports', ['before']], ['customers/trash', ['before']], [`customers/${scene.a}/activity`, ['kind', 'who', 'actor', 'before']], [`customers/${scene.a}/notes`, ['before']], [`imports/${scene.import}`, ['verdict', 'after', 'page', 'show']]] as const;
    const before = await checksums(house);
    const wrong: unknown[] = [];
    const { visitor } = people.administrator;
    const ask = async (path: string, query: string) => {
      const { status } = await visitor.get(`${path}?${query}`);
      if (![200, 400, 404, 414, 431].includes(status)) wrong.push([path, query.slice(0, 80), status]);
    };
    const places: [string, readonly string[]][] = [['customers', names], ...others.map(([path, fields]): [string, readonly string[]] => [path, fields])];
    for (const [path, fields] of places) {
      const at = `/admin/${path}`;
      // All at once for the shapes, one by one for what a list or an object does to a single field.
      for (const shape of shapes) await ask(at, fields.map((name) => `${name}=${encodeURIComponent(shape.slice(0, path === 'customers' ? 300 : 10_000))}`).join('&'));
      for (const name of fields) await ask(at, `${name}[]=a&${name}[b]=c&${name}=1&${name}=2`);
    }
    expect(wrong).toEqual([]);
    expect(await checksums(house)).toEqual(before);
    const found = await visitor.get(`/admin/customers?q=${encodeURIComponent("' OR '1'='1")}`);
    expect(found.text).not.toContain(`/admin/customers/${scene.a}"`);
  }, 60_000);
});
