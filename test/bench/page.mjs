import { manyClients, oneClient } from './load.mjs';

/** The page of one customer, of many customers in turn. */
export async function measure(bench) {
  const rows = [];
  const browser = await bench.signedIn('administrator');
  const paths = Array.from({ length: 97 }, (_, index) => `/admin/customers/${1 + ((index * 10_007) % bench.customers)}`);
  if ((await browser.get(paths[0])).status !== 200) return [{ what: 'customer page', note: 'not there yet' }];
  const one = await oneClient(bench, browser, paths);
  rows.push({ what: 'customer page', ...one, reach: 'p95 ≤ 15 ms', ok: one.p95 <= 15 });
  for (const tab of ['contacts', 'notes', 'addresses', 'admins', 'activity']) {
    if ((await browser.get(`${paths[0]}/${tab}`)).status !== 200) rows.push({ what: `customer page, ${tab}`, note: 'not there yet' });
    else rows.push({ what: `customer page, ${tab}`, ...(await oneClient(bench, browser, paths.map((path) => `${path}/${tab}`))) });
  }
  const many = await manyClients(bench, browser, paths);
  rows.push({ what: 'customer page, 16 clients', ...many, reach: '≥ 350 pages/s', ok: many.perSecond >= 350 });
  return rows;
}
