import { startApplication } from '../support/application';
import { aContact, aCustomer, anAdminOf } from '../support/builders';
import type { Visitor } from '../support/visitor';
import { CUSTOMERS_TABLE } from '../../src/modules/customers/list/customers.table';

let app: Awaited<ReturnType<typeof startApplication>>;
let admin: Visitor;
beforeAll(async () => { app = await startApplication(); });
afterAll(() => app.close());

const decode = (text: string) => text.replace(/&amp;/g, '&').replace(/&#x3D;/g, '=').replace(/&quot;/g, '"').replace(/&#x27;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>');
/** Ids of the rows of a page, in their order. */
const ids = (html: string) => [...html.matchAll(/name="ids" value="(\d+)"/g)].map(([, id]) => id);
const names = (html: string) => [...html.matchAll(/<a class="nm"[^>]*>([^<]*)<\/a>/g)].map(([, name]) => decode(name));
const link = (html: string, rel: string) => {
  const found = new RegExp(`rel="${rel}" href="([^"]*)"`).exec(html);
  return found ? decode(found[1]) : null;
};
const count = (html: string) => /<span class="count">([^<]*)</.exec(html)?.[1];

/** All ids from `address` on, following one link. */
async function walk(address: string, rel: 'next' | 'prev'): Promise<string[][]> {
  const pages: string[][] = [];
  for (let at: string | null = address; at; ) {
    const response = await admin.get(at);
    expect([at, response.status]).toEqual([at, 200]);
    pages.push(ids(response.text));
    if (pages.length > 9) throw new Error(`endless: ${address}`);
    at = link(response.text, rel);
  }
  return pages;
}

describe('the head of the list', () => {
  const IMPORT = '<a class="only-s" href="/admin/customers/import">', GROUPS = '<a href="/admin/groups" data-dialog>', TRASH = '<a href="/admin/customers/trash">';
  it.each([
    [['customers.view'], []],
    [['customers.view', 'groups.view'], [GROUPS]],
    [['customers.view', 'customers.delete'], [TRASH]],
    [['customers.view', 'customers.import'], [IMPORT, '<details class="drop end only-s">']],
  ] as const)('of somebody with %j leads where that person may go', async (permissions, expected) => {
    await app.reset();
    const { visitor } = await app.staff({ name: 'Lea Looker', permissions });
    const page = (await visitor.get('/admin/customers')).text;
    expect([IMPORT, GROUPS, TRASH, '<details class="drop end only-s">'].filter((piece) => page.includes(piece))).toEqual(expected);
  });
});

describe('sixty customers with many equals', () => {
  beforeAll(async () => {
    await app.reset();
    admin = await app.admin();
    const cities = [null, 'Berlin', 'berlin', 'Zürich', '東京'];
    const countries = [null, 'DE', 'CH', 'JP'];
    for (let index = 0; index < 60; index += 1) {
      const id = await aCustomer(app, {
        companyName: index % 3 === 0 ? 'Same Ltd' : ['Müller', 'Muller', 'Ärzte & Co', '山田商店', 'O’Neil'][index % 5],
        city: cities[index % 5], country: countries[index % 4], email: index % 2 ? `i${index % 7}@x.example` : null, state: index % 6 ? null : 'Bayern', currency: index % 4 === 1 ? 'USD' : null,
      });
      if (index % 3 === 0) await aContact(app, id, { firstName: 'Pat', lastName: `Person ${index % 4}` });
      await app.dataSource.query('UPDATE customer_balances SET currency_rank = ?, invoiced = ?, paid = ?, outstanding = ?, last_transaction_on = ? WHERE customer_id = ?', [
        index % 4 === 1 ? 1 : 0, index % 5 ? 0 : index, index % 2, index % 10 ? 0 : '1234567890123.4567', index % 3 ? null : `2026-01-${10 + (index % 4)}`, id,
      ]);
      await app.dataSource.query('UPDATE customers SET active = ?, created_at = ? WHERE id = ?', [index % 4 ? 1 : 0, new Date(Date.UTC(2026, 0, 1 + (index % 3))), id]);
    }
  });

  test.each(Object.keys(CUSTOMERS_TABLE.sorts).flatMap((sort) => [[sort, 'asc'], [sort, 'desc']]))('sorted by %s %s, pages forwards and backwards show everything exactly once', async (sort, dir) => {
    for (const filter of ['', '&active=yes', '&type=company']) {
      const forwards = await walk(`/admin/customers?sort=${sort}&dir=${dir}${filter}`, 'next');
      const all = forwards.flat();
      expect(new Set(all).size).toBe(all.length);
      expect(all.length).toBe(filter === '&active=yes' ? 45 : 60);
      const backwards = await walk(`/admin/customers?sort=${sort}&dir=${dir}&last=1${filter}`, 'prev');
      const last = backwards[0];
      expect(last).toEqual(all.slice(-25));
      // The first page is always whole, so the one after it may show rows again.
      expect(backwards.at(-1)).toEqual(all.slice(0, 25));
      expect(backwards[1]).toEqual(all.slice(-50, -25).length === 25 ? all.slice(-50, -25) : all.slice(0, 25));
    }
  });

  test('up and down are mirror images, except that nothing comes last and currencies keep their order', async () => {
    for (const sort of ['created', 'name', 'number']) {
      const up = (await walk(`/admin/customers?sort=${sort}&dir=asc`, 'next')).flat();
      expect((await walk(`/admin/customers?sort=${sort}&dir=desc`, 'next')).flat()).toEqual(up.reverse());
    }
    const rank = new Map((await app.dataSource.query('SELECT customer_id, currency_rank, last_transaction_on AS day, invoiced FROM customer_balances')).map((row: { customer_id: string }) => [row.customer_id, row] as const)) as Map<string, { currency_rank: number; day: Date | null; invoiced: string }>;
    for (const dir of ['asc', 'desc']) {
      const figures = (await walk(`/admin/customers?sort=invoiced&dir=${dir}`, 'next')).flat().map((id) => rank.get(id)!);
      expect(figures.map(({ currency_rank }) => currency_rank)).toEqual(figures.map(({ currency_rank }) => currency_rank).sort());
      const base = figures.filter(({ currency_rank }) => currency_rank === 0).map(({ invoiced }) => Number(invoiced));
      expect(base).toEqual([...base].sort((a, b) => (dir === 'asc' ? a - b : b - a)));
      const days = (await walk(`/admin/customers?sort=last&dir=${dir}`, 'next')).flat().map((id) => rank.get(id)!.day);
      expect(days.slice(0, 20).every((day) => day !== null)).toBe(true);
      expect(days.slice(20).every((day) => day === null)).toBe(true);
    }
  });

  test('the foot tells where one is', async () => {
    const second = link((await admin.get('/admin/customers')).text, 'next')!;
    const text = (await admin.get(second)).text;
    expect(text).toContain('26 to 50 of 60');
    expect((await admin.get(link(text, 'prev')!)).text).toContain('1 to 25 of 60');
    expect((await admin.get('/admin/customers?last=1')).text).toContain('36 to 60 of 60');
  });

  test('headings sort figures downwards and text upwards first, and say how it is sorted', async () => {
    const { text } = await admin.get('/admin/customers?sort=name&dir=asc');
    expect(decode(text)).toContain('aria-sort="ascending"><a href="/admin/customers?sort=name&dir=desc"');
    expect(decode(text)).toContain('/admin/customers?sort=invoiced&dir=desc');
    expect(decode(text)).toContain('/admin/customers?sort=city&dir=asc');
    // Phones have no headings; the same orders stand in a menu there.
    expect(decode(text)).toMatch(/<details class="drop only-s">[^]*href="\/admin\/customers\?sort=city&dir=asc"[^]*?<\/details>/);
  });

  test('whatever stands in the address, the answer is a list', async () => {
    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const hostile = [
      'sort=password_hash', 'sort=name;drop table customers', 'sort=__proto__', 'sort=constructor&dir=toString', 'dir=sideways', 'sort=name&sort=city', 'sort[]=name', 'sort[a]=b',
      `q=${'x'.repeat(10_000)}`, 'q=%00%ff', "q='\"\\%_", 'q[]=1', 'type=nonsense', 'type=company&type=__proto__', 'country=XX', 'country=de', 'group=1 or 1=1', 'group=-1', 'group=0', `group=${'9'.repeat(40)}`,
      `${Array.from({ length: 300 }, (_, index) => `group=${index + 1}`).join('&')}`, 'active=maybe', 'mine=2', 'outstanding=0', 'state=%27', 'city=%F0%9F%98%80', 'cols=password_hash', 'cols=customer&cols=x', 'view=abc', 'view=999999',
      'after=', 'after=%%%', 'after=AAAA', `after=${'A'.repeat(9000)}`, `after=${cursor(null)}`, `after=${cursor([])}`, `after=${cursor(['1'])}`, `after=${cursor({ id: 1 })}`, `after=${cursor(['1', 1])}`, `after=${cursor(['1', -1])}`, `after=${cursor(["1' or 1", 1])}`,
      `sort=name&after=${cursor(['1', 1, null])}`, `sort=name&after=${cursor(['1', 1, { a: 1 }])}`, `sort=invoiced&after=${cursor(['1', 1, '0', '1e5'])}`, `sort=invoiced&after=${cursor(['1', 1, '99', '5'])}`, `sort=last&after=${cursor(['1', 1, '2026-02-30'])}`, `sort=number&after=${cursor(['9223372036854775807', 9007199254740991, '99999999999999999999'])}`,
      `before=${cursor(['1', 1])}`, 'last=1&after=zzz', 'last=2', '__proto__=1&constructor=2', 'undefined', '=&&=',
    ];
    for (const query of hostile) {
      for (const path of ['/admin/customers?', '/admin/customers.csv?', '/admin/customers/bulk/new?', '/admin/customers/views/new?']) {
        const { status } = await admin.get(path + query);
        expect([path, query.slice(0, 60), status]).toEqual([path, query.slice(0, 60), 200]);
      }
    }
    const plain = ids((await admin.get('/admin/customers')).text);
    for (const query of ['sort=password_hash', 'after=zzz', 'type=nonsense', 'country=XX', `after=${cursor(['1', 1, 'x'])}`]) expect(ids((await admin.get(`/admin/customers?${query}`)).text)).toEqual(plain);
  });
});

describe('filters, search and what is kept', () => {
  let made: Record<string, string>;
  beforeEach(async () => {
    await app.reset();
    admin = await app.admin();
    const now = new Date();
    const group = await app.dataSource.query("INSERT INTO customer_groups (name, created_at, updated_at) VALUES ('Wholesale', ?, ?)", [now, now]);
    const product = await app.dataSource.query("INSERT INTO products (kind, name, created_at, updated_at) VALUES ('product', 'Chair', ?, ?)", [now, now]);
    const { id: manager } = await app.staff({ name: 'Mara Manager' });
    const acme = await aCustomer(app, { companyName: 'Acme', country: 'DE', state: 'Bayern', city: 'München', accountManagerId: manager }, { groupIds: [String(group.insertId)], productIds: [String(product.insertId)] });
    const zoe = await aCustomer(app, { type: 'person', companyName: null, firstName: 'Zoë', lastName: 'Achterberg', country: 'NL', city: 'Utrecht', email: 'zoe@post.example' });
    const sakura = await aCustomer(app, { companyName: '株式会社さくら', country: 'JP' });
    await anAdminOf(app, zoe, manager);
    await aContact(app, sakura, { firstName: 'Imogen', lastName: 'Hartley', email: 'imogen@hove.example', phone: '+44 1273 555018' });
    await app.dataSource.query('UPDATE customers SET active = 0 WHERE id = ?', [zoe]);
    await app.dataSource.query('UPDATE customers SET unconfirmed = 1 WHERE id = ?', [sakura]);
    await app.dataSource.query('UPDATE customer_balances SET outstanding = 5 WHERE customer_id = ?', [sakura]);
    made = { group: String(group.insertId), product: String(product.insertId), manager, acme, zoe, sakura };
  });

  test('each filter shows its customers and no others', async () => {
    const { group, product, manager } = made;
    const expected: [string, string[]][] = [
      ['type=company', ['Acme', '株式会社さくら']], ['type=person', ['Zoë Achterberg']], ['type=person&type=company', ['Acme', '株式会社さくら', 'Zoë Achterberg']], [`group=${group}`, ['Acme']],
      ['country=DE', ['Acme']], ['country=DE&country=NL', ['Acme', 'Zoë Achterberg']], ['active=no', ['Zoë Achterberg']], ['active=yes', ['Acme', '株式会社さくら']], ['unconfirmed=1', ['株式会社さくら']],
      ['state=bayern', ['Acme']], ['state=BAY', ['Acme']], ['city=munch', ['Acme']], ['city=ünchen', []], ['city=%25', []], ['city=U_', []], ['city=Utrecht', ['Zoë Achterberg']], ['mine=1', []], [`admin=${manager}`, ['Zoë Achterberg']], [`manager=${manager}`, ['Acme']], [`product=${product}`, ['Acme']],
      ['outstanding=1', ['株式会社さくら']], [`group=${group}&group=999`, ['Acme']], [`group=${group}&active=no`, []], ['q=acme&country=NL', []], ['country=JP&outstanding=1', ['株式会社さくら']],
    ];
    for (const [query, shown] of expected) {
      const { text } = await admin.get(`/admin/customers?${query}`);
      expect([query, names(text).sort(), count(text)]).toEqual([query, [...shown].sort(), String(shown.length)]);
    }
  });

  test('search finds by name, e-mail, number, contact and phone, best hits first', async () => {
    const number = (await app.dataSource.query('SELECT number FROM customers WHERE id = ?', [made.acme]))[0].number;
    const expected: [string, string[]][] = [
      ['acm', ['Acme']], ['zoe', ['Zoë Achterberg']], ['achter zoe', ['Zoë Achterberg']], ['@post', ['Zoë Achterberg']], ['さ', ['株式会社さくら']], ['imogen', ['株式会社さくら']], ['01273 555018', ['株式会社さくら']],
      [number, ['Acme']], ['nobody-here', []],
    ];
    for (const [q, shown] of expected) {
      for (const sort of ['', '&sort=name', '&sort=groups&dir=desc']) {
        const { text } = await admin.get(`/admin/customers?q=${encodeURIComponent(q)}${sort}`);
        expect([q, sort, names(text)]).toEqual([q, sort, shown]);
      }
    }
    const { text } = await admin.get('/admin/customers?q=nobody-here&active=yes');
    expect(decode(text)).toContain('No customer matches “nobody-here”, Active: Active');
    expect(decode(text)).toContain('/admin/customers/new?name=nobody-here');
  });

  test('a search that fills pages is paged in one order', async () => {
    for (let index = 0; index < 30; index += 1) await aCustomer(app, { companyName: `Findme ${index}` });
    const pages = await walk('/admin/customers?q=findme', 'next');
    expect(pages.map((page) => page.length)).toEqual([25, 5]);
    expect(new Set(pages.flat()).size).toBe(30);
    expect((await walk(`/admin/customers?q=findme&last=1`, 'prev')).at(-1)).toEqual(pages[0]);
  });

  test('columns are kept for each person, and a view keeps filters, columns and sort', async () => {
    const back = await admin.post('/admin/customers/columns', { columns: ['groups', 'email'], list: 'type=company&sort=name&dir=asc' });
    expect(back.headers.location).toBe('/admin/customers?type=company&sort=name&dir=asc');
    const shown = (await admin.get('/admin/customers')).text;
    expect(shown).toContain('>E-mail</a>');
    expect(shown).not.toContain('>Outstanding</a>');
    const reader = await app.staff({ name: 'Bob', permissions: ['customers.view'] });
    expect((await reader.visitor.get('/admin/customers')).text).toContain('>Outstanding</a>');
    expect((await admin.post('/admin/customers/columns', { columns: ['password_hash'] })).status).toBe(400);
    await admin.post('/admin/customers/columns', { do: 'usual' });
    expect((await admin.get('/admin/customers')).text).toContain('>Outstanding</a>');

    const saved = await admin.post('/admin/customers/views', { name: 'Dutch <b>', list: 'country=NL&sort=name&dir=desc&cols=city&evil=1&after=x' });
    const id = /view=(\d+)$/.exec(saved.headers.location)![1];
    expect(saved.headers.location).toBe(`/admin/customers?country=NL&sort=name&dir=desc&view=${id}`);
    expect((await admin.get(saved.headers.location)).text).toContain('Dutch &lt;b&gt;');
    expect((await reader.visitor.get('/admin/customers')).text).not.toContain('Dutch');
    expect((await admin.post('/admin/customers/views', { name: 'Dutch <b>', list: '' })).status).toBe(422);
    expect((await admin.post('/admin/customers/views', { name: '', list: '' })).status).toBe(422);
    for (const path of [`/admin/customers/views/${id}`, `/admin/customers/views/${id}/deletion`]) expect((await reader.visitor.post(path, { name: 'Mine now' })).status).toBe(404);
    await admin.post(`/admin/customers/views/${id}`, { name: 'Dutch', shared: '1' });
    expect((await reader.visitor.get('/admin/customers')).text).toContain('<bdi>Dutch</bdi>');
    expect((await reader.visitor.post(`/admin/customers/views/${id}/deletion`)).status).toBe(404);
    const theirs = await reader.visitor.post('/admin/customers/views', { name: 'Bob’s', shared: '1', list: '' });
    const theirId = /view=(\d+)$/.exec(theirs.headers.location)![1];
    expect((await admin.post(`/admin/customers/views/${theirId}/deletion`)).status).toBe(303);
    await admin.post(`/admin/customers/views/${id}/deletion`);
    expect(await app.dataSource.query('SELECT id FROM saved_views')).toEqual([]);
  });

  test('everybody sees exactly their customers: in the list, its count, search, filters, file and bulk', async () => {
    const { zoe, sakura } = made;
    const viewer = await app.staff({ name: 'Viewer', permissions: ['customers.view', 'customers.export'] });
    const owner = await app.staff({ name: 'Owner', permissions: ['customers.export'] });
    const stranger = await app.staff({ name: 'Stranger', permissions: ['groups.view'] });
    await anAdminOf(app, zoe, owner.id);
    await anAdminOf(app, sakura, owner.id);
    const everything = ['Acme', 'Zoë Achterberg', '株式会社さくら'];
    const look = async ({ visitor }: { visitor: Visitor }, query = '') => {
      const { text } = await visitor.get(`/admin/customers?${query}`);
      return { names: names(text).sort(), count: count(text) };
    };
    const all = async ({ visitor }: { visitor: Visitor }) => {
      const { headers } = await visitor.post('/admin/customers/bulk', { do: 'export', all: '1', list: '' });
      return [(await app.dataSource.query('SELECT total FROM bulk_actions WHERE id = ?', [headers.location.split('/').pop()]))[0].total, (await visitor.get(`/admin/customers.csv?bulk=${headers.location.split('/').pop()}`)).text.trim().split('\r\n').length - 1];
    };
    for (const [who, shown] of [[{ visitor: admin }, everything], [viewer, everything], [owner, everything.slice(1)]] as const) {
      for (const query of ['', 'sort=name', 'sort=invoiced', 'last=1', 'sort=groups']) expect(await look(who, query)).toEqual({ names: [...shown].sort(), count: String(shown.length) });
      for (const filter of ['country=DE', `group=${made.group}`, 'q=acme', 'state=Bayern', `manager=${made.manager}`, `product=${made.product}`, 'city=München&sort=city']) expect((await look(who, filter)).names).toEqual(shown.length === 3 ? ['Acme'] : []);
      expect((await who.visitor.get('/admin/customers.csv')).text.trim().split('\r\n')).toHaveLength(shown.length + 1);
      expect((await who.visitor.get('/admin/customers.csv?q=acme')).text.trim().split('\r\n')).toHaveLength(shown.length === 3 ? 2 : 1);
      expect(await all(who)).toEqual([shown.length, shown.length]);
    }
    expect((await owner.visitor.get('/admin/customers')).text).not.toContain('value="DE"');
    for (const path of ['/admin/customers', '/admin/customers.csv', '/admin/customers/bulk/new', '/admin/customers/views/new']) expect((await stranger.visitor.get(path)).status).toBe(403);
    expect((await stranger.visitor.get('/admin')).text).not.toContain('href="/admin/customers"');
    // What is taken away is gone with the next request.
    await app.dataSource.query('DELETE FROM customer_admins WHERE customer_id = ?', [sakura]);
    expect(await look(owner)).toEqual({ names: ['Zoë Achterberg'], count: '1' });
    expect((await app.visitor().get('/admin/customers.csv')).status).not.toBe(200);
  });
});
