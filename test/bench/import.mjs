import { createReadStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOf, forgetPeak, memoryOf } from './application.mjs';
import { HEADER, writeImportFile } from './import-file.mjs';
import { watchPages } from './load.mjs';

const SMALL = 10_000;
const LONGEST_MS = 3_600_000;

/** The CSV import (IMP-1 to IMP-4) into a copy of the bench database: validation, groups, contact, activity, search. */
export function measure(bench) {
  return bench.onCopy(async (copy) => {
    const browser = await copy.signedIn('administrator');
    if ((await browser.get('/admin/customers/import')).status !== 200) return [{ what: 'import', note: 'not there yet' }];
    const { demoCustomer } = copy.built('modules/demo/demo.customer.js');
    const rows = [];
    for (const [count, first] of [[SMALL, copy.customers], [copy.rows, copy.customers + SMALL]]) {
      const file = join(copy.folder, `import-${count}.csv`);
      await writeImportFile(file, demoCustomer, first, count);
      if (count !== SMALL) rows.push(await loadData(copy, file, count));
      rows.push(...(await imported(copy, browser, file, count)));
      rmSync(file);
    }
    return rows;
  });
}

async function imported(bench, browser, file, count) {
  const { pid } = bench.application;
  const { form } = await browser.form('/admin/customers/import', /\/admin\/customers\/import$/);
  forgetPeak(pid);
  let began = performance.now();
  const { status, location } = await browser.upload(form.action, form.fields, 'file', file);
  if (status !== 303) throw new Error(`the upload answered ${status}`);
  const uploaded = seconds(began);
  const id = location.split('/').at(-1);
  began = performance.now();
  await until(bench, id, 'checked');
  const checked = seconds(began);
  const page = await browser.form(`/admin/imports/${id}`, /\/admin\/imports\/\d+\/check$/);
  const meanwhile = watchPages(bench);
  const cpu = cpuOf(pid);
  began = performance.now();
  const sent = await browser.send('POST', `/admin/imports/${id}/run`, { form: page.form.fields.filter(([name]) => name === '_csrf' || name === '_key') });
  if (sent.status !== 303) throw new Error(`starting the import answered ${sent.status}`);
  const record = await until(bench, id, 'done');
  const stored = seconds(began);
  await untilSearchable(bench);
  const searchable = seconds(began);
  const pages = await meanwhile.end();
  const { peak } = memoryOf(pid);
  const what = `import of ${count.toLocaleString('en')} rows`;
  const fast = count / stored;
  return [
    { what: `${what}: upload`, seconds: uploaded }, { what: `${what}: dry run`, seconds: checked, rowsPerSecond: count / checked },
    {
      what: `${what}: stored`, seconds: stored, rowsPerSecond: fast, memory: peak, note: `${record.created_count} created, ${record.refused_count} refused, ${(cpuOf(pid) - cpu).toFixed(1)} s of CPU`,
      ...(count !== SMALL && { reach: '≥ 10,000 rows/s, ≤ 300 MB', ok: fast >= 10_000 && peak <= 300 }),
    },
    count !== SMALL
      ? { what: `${what}: searchable after the last row`, seconds: searchable - stored, reach: '≤ 60 s', ok: searchable - stored <= 60 }
      : { what: `${what}: stored and searchable`, seconds: searchable, reach: '≤ 3 s', ok: searchable <= 3 },
    { what: `${what}: pages of the list meanwhile`, ...pages, ...(count !== SMALL && { reach: 'p95 ≤ 150 ms', ok: pages.p95 <= 150 }) },
  ];
}

async function until(bench, id, state) {
  const end = Date.now() + LONGEST_MS;
  for (;;) {
    const [[record]] = await bench.sql.query('SELECT state, created_count, refused_count, refusal FROM imports WHERE id = ?', [id]);
    if (record.state === state) return record;
    if (['refused', 'failed'].includes(record.state)) throw new Error(`the import is ${record.state}: ${JSON.stringify(record.refusal)}`);
    if (Date.now() > end) throw new Error(`the import is still ${record.state}`);
    await sleep(50);
  }
}

async function untilSearchable(bench) {
  for (;;) {
    const [waiting] = await bench.sql.query('SELECT subject_id FROM customer_search_pending LIMIT 1');
    if (waiting.length === 0) return;
    await sleep(50);
  }
}

/** The database alone: the same file into an empty table with the same columns and indexes. */
async function loadData(bench, file, count) {
  await bench.sql.query('CREATE TABLE bench_load LIKE customers');
  const own = new Set(HEADER.filter((name) => !/^(groups|note|contact_)/.test(name)));
  const columns = HEADER.map((name) => (own.has(name) ? name : `@${name}`)).join(', ');
  const began = performance.now();
  await bench.sql.query({
    sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE bench_load CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' LINES TERMINATED BY '\\n' IGNORE 1 LINES (${columns})
      SET number = '', display_name = COALESCE(NULLIF(company_name, ''), last_name), sort_name = display_name, created_at = '2026-01-01', updated_at = '2026-01-01'`,
    infileStreamFactory: () => createReadStream(file),
  });
  const took = seconds(began);
  await bench.sql.query('DROP TABLE bench_load');
  return { what: 'limit: LOAD DATA LOCAL INFILE of the same file, customers alone', seconds: took, rowsPerSecond: count / took };
}

function seconds(began) {
  return (performance.now() - began) / 1000;
}
