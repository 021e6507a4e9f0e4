import { textOf } from './browser.mjs';
import { bareServer } from './limits.mjs';
import { manyClients, oneClient } from './load.mjs';

const FAST = 15;
const FILTERED = 40;
const PAGES = 400;
const CPU = 1.6;

/** The customer list (CUS-1 to CUS-6) as it is read all day: first and last page, every order, every filter. */
export async function measure(bench) {
  const { CUSTOMERS_TABLE: table } = bench.built('modules/customers/list/customers.table.js');
  const rows = [];
  for (const who of ['administrator', 'admin500']) {
    const browser = await bench.signedIn(who);
    const first = await browser.get(table.path);
    if (first.status !== 200) return [{ what: 'customer list', note: 'not there yet' }];
    const one = async (what, query, reach) => rows.push(judged({ who, what, ...(await oneClient(bench, browser, `${table.path}${query}`)) }, reach));
    await one('first page', '', FAST);
    await one('last page', '?last=1', FAST);
    await one('deep page, by following “previous” from the last', await deepPage(browser, table), FAST);
    for (const [key, sort] of Object.entries(table.sorts)) {
      // An order without an index is open to those who see few customers alone.
      if (sort.scan === null && who === 'administrator') continue;
      for (const dir of ['asc', 'desc']) await one(`sorted by ${key} ${dir}`, `?sort=${key}&dir=${dir}`, FAST);
      await one(`sorted by ${key}, last page`, `?sort=${key}&dir=asc&last=1`, FAST);
    }
    for (const [name, query] of await filters(bench)) {
      await one(`filter ${name}`, `?${query}`, FILTERED);
      await one(`filter ${name}, sorted by name`, `?${query}&sort=name`, FILTERED);
      await one(`filter ${name}, sorted by outstanding`, `?${query}&sort=outstanding`, FILTERED);
    }
    const many = await manyClients(bench, browser, table.path);
    rows.push({ who, what: 'first page, 16 clients', ...many, reach: `≥ ${PAGES} pages/s, ≤ ${CPU} ms of CPU`, ok: many.perSecond >= PAGES && many.cpu <= CPU });
    rows.push({ who, what: 'its size', bytes: first.body.length, plainBytes: textOf(first).length, encoding: first.headers['content-encoding'] });
    if (who === 'administrator') {
      const bare = await bareServer(bench, first);
      rows.push({ what: `limit: bare node:http, the same bytes, ${bare.encoding}`, ...bare.compressed });
      rows.push({ what: 'limit: bare node:http, the same bytes, uncompressed', ...bare.plain });
    }
  }
  return rows;
}

function judged(row, most) {
  return { ...row, reach: `p95 ≤ ${most} ms`, ok: row.p95 <= most };
}

async function deepPage(browser, table) {
  const html = textOf(await browser.get(`${table.path}?last=1`));
  const found = /href="\/admin\/customers(\?[^"]*before(?:=|&#x3D;)[^"]*)"/.exec(html);
  return found ? found[1].replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') : '?last=1';
}

/** One value of every filter, common and rare. */
async function filters(bench) {
  const id = async (sql) => (await bench.sql.query(sql))[0][0]?.id;
  const group = await id('SELECT MIN(group_id) AS id FROM customer_group_members');
  const product = await id('SELECT MIN(product_id) AS id FROM customer_products');
  const colleague = await id('SELECT MIN(account_manager_id) AS id FROM customers WHERE account_manager_id IS NOT NULL');
  return Object.entries({
    'type company': 'type=company', 'type person': 'type=person', group: `group=${group}`, 'country DE': 'country=DE', 'country NZ (rare)': 'country=NZ',
    active: 'active=yes', inactive: 'active=no', unconfirmed: 'unconfirmed=1', 'state Bayern': 'state=Bayern', 'city Berlin': 'city=Berlin', 'city nowhere': 'city=Nowhere',
    mine: 'mine=1', admin: `admin=${colleague}`, manager: `manager=${colleague}`, product: `product=${product}`, outstanding: 'outstanding=1',
  });
}
