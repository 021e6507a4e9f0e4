import { manyClients, oneClient, spread } from './load.mjs';
import { searchTerms } from './terms.mjs';

const PAGE = 26;

/** 200 mixed terms: what the database takes to find the hits of a page, and the whole page (CUS-3). */
export async function measure(bench) {
  const { demoCustomer } = bench.built('modules/demo/demo.customer.js');
  const terms = searchTerms(demoCustomer, bench.customers);
  const database = await inDatabase(bench, terms);
  const rows = [{ what: `${terms.length} terms, in the database`, ...spread(database.map(({ ms }) => ms)), reach: 'median ≤ 5 ms', ok: spread(database.map(({ ms }) => ms)).median <= 5 }];
  const browser = await bench.signedIn('administrator');
  if ((await browser.get('/admin/customers?q=gmbh')).status !== 200) return [...rows, { what: 'search page', note: 'not there yet' }];
  const paths = terms.map(([, term]) => `/admin/customers?q=${encodeURIComponent(term)}`);
  await oneClient(bench, browser, paths, { requests: paths.length, warmUp: 0 });
  const whole = await oneClient(bench, browser, paths, { requests: paths.length, warmUp: 0 });
  rows.push({ what: `${terms.length} terms, whole page`, ...whole, note: `worst ${whole.worst.toFixed(1)} ms`, reach: 'p95 ≤ 20 ms, worst ≤ 60 ms', ok: whole.p95 <= 20 && whole.worst <= 60 });
  rows.push(...(await byKind(browser, terms)));
  const few = await bench.signedIn('admin500');
  const narrow = await oneClient(bench, few, paths, { requests: paths.length });
  rows.push({ who: 'admin500', what: `${terms.length} terms, whole page`, ...narrow, note: `worst ${narrow.worst.toFixed(1)} ms`, reach: 'p95 ≤ 20 ms, worst ≤ 60 ms', ok: narrow.p95 <= 20 && narrow.worst <= 60 });
  rows.push({ what: 'whole page, 16 clients', ...(await manyClients(bench, browser, paths)) });
  return rows;
}

/** The same queries as the application sends, over a connection of our own; the second of two rounds. */
async function inDatabase(bench, terms) {
  const { searchPlan } = bench.built('kernel/search/search.plan.js');
  const { findCandidates } = bench.built('kernel/search/search.query.js');
  const { CUSTOMER_SEARCH } = bench.built('modules/customers/customer-search.js');
  const connection = { query: async (sql, params) => (await bench.sql.query(sql, params))[0] };
  const found = [];
  for (const round of [1, 2]) {
    for (const [kind, term] of terms) {
      const plan = searchPlan(term);
      const began = performance.now();
      const ids = plan ? await findCandidates(connection, CUSTOMER_SEARCH, plan, { limit: PAGE }) : [];
      if (round === 2) found.push({ kind, term, hits: ids.length, ms: performance.now() - began });
    }
  }
  return found;
}

async function byKind(browser, terms) {
  const times = new Map();
  for (const [kind, term] of terms) {
    const { ms } = await browser.get(`/admin/customers?q=${encodeURIComponent(term)}`);
    times.set(kind, [...(times.get(kind) ?? []), { ms, term }]);
  }
  return [...times].map(([kind, all]) => {
    const worst = all.toSorted((a, b) => b.ms - a.ms)[0];
    return { what: `  ${kind}`, ...spread(all.map(({ ms }) => ms)), note: `worst ${worst.ms.toFixed(1)} ms: ${worst.term}` };
  });
}
